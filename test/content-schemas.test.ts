// The JSON Schemas beside the content say what the check says, so that editors' programs complete and mark rightly.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { jsonSchemas, schemaLine } from '../src/content/json-schemas.ts';
import { contentDirs, contentFiles, readFiles } from '../src/content/load.ts';
import { sampleFolder } from './content-folder.ts';

const project = join(__dirname, '..');
const schemas = jsonSchemas();
// What a format of text is, the check knows better.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

/** What a schema says of a file's data. */
function wrongBySchema(file: string, data: unknown): string[] {
  const name = join(file.split('/')[0] ?? '', schemaLine(file).split('$schema=')[1] ?? '');
  const validate = ajv.compile(JSON.parse(schemas.get(name) ?? 'null'));
  validate(data);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${file}${instancePath} ${message}`);
}

function parsed(folder: string) {
  const { guides, knowledge } = readFiles(...contentDirs(folder), []);
  return [...guides, ...knowledge];
}

test('the schemas that are kept are those of the code (npm run content -- schemas writes them)', () => {
  const kept = ['dialogs', 'knowledge'].flatMap((folder) =>
    readdirSync(join(project, folder, 'schemas')).map((name) => `${folder}/schemas/${name}`),
  );
  expect(kept.toSorted()).toEqual([...schemas.keys()].toSorted());
  for (const name of kept)
    expect({ name, text: readFileSync(join(project, name), 'utf8') }).toEqual({ name, text: schemas.get(name) });
});

test('every content file names its schema in its first line', () => {
  const files = ['dialogs', 'knowledge'].flatMap((folder) =>
    contentFiles(join(project, folder)).map((name) => `${folder}/${name}`),
  );
  for (const file of files) {
    const [first = ''] = readFileSync(join(project, file), 'utf8').split('\n');
    expect({ file, first }).toEqual({ file, first: schemaLine(file) });
    expect(existsSync(join(project, file, '..', first.split('$schema=')[1] ?? ''))).toBe(true);
  }
});

test('what the check takes, the schemas take', () => {
  expect([...parsed(project), ...parsed(sampleFolder)].flatMap(({ name, data }) => wrongBySchema(name, data))).toEqual(
    [],
  );
});

test('an unknown key, a missing one and a word that is none of the list are marked', () => {
  const file = parsed(sampleFolder).find(({ name }) => name === 'knowledge/bank.yaml');
  const data = structuredClone(file?.data) as { entries: Record<string, unknown>[] };
  Object.assign(data.entries[0] ?? {}, { relatd: [], certainty: 'singel', answer: undefined });
  const said = wrongBySchema('knowledge/bank.yaml', JSON.parse(JSON.stringify(data))).join('\n');
  expect(said).toMatch(/must NOT have additional properties/);
  expect(said).toMatch(/required property 'answer'/);
  expect(said).toMatch(/certainty must be equal to one of the allowed values/);
});

test('what a key means is told where one types it', () => {
  const guide = JSON.parse(schemas.get('dialogs/schemas/guide.json') ?? '');
  expect(guide.properties.steps.items.properties.side.description).toMatch(/does not count in the progress/);
});
