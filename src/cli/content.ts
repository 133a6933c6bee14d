// `npm run content`: writes what is made of the content: the schemas of its formats, and what staff approved in the console.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportChanges } from '../content/export.ts';
import { jsonSchemas } from '../content/json-schemas.ts';
import { contentDirs, parseEntry, parseFile, readFiles } from '../content/load.ts';
import { complain, fail, readSettings, withDatabase } from './terminal.ts';

const usage = [
  'npm run content -- export      writes what staff approved in the console into the YAML files, for git',
  'npm run content -- schemas     writes the JSON Schemas of all formats into dialogs/schemas and knowledge/schemas',
].join('\n');

const [verb = '', ...rest] = process.argv.slice(2);
if (rest.length > 0 || !['schemas', 'export'].includes(verb)) fail(usage);
const config = readSettings();
const { contentDir } = config;
if (verb === 'schemas') {
  for (const [name, text] of jsonSchemas()) write(name, text);
  console.log(`${jsonSchemas().size} schemas written.`);
} else
  await withDatabase(config, async (storage) => {
    const changes = await storage.liveContentChanges();
    const { knowledge } = readFiles(...contentDirs(contentDir), []);
    try {
      const files = exportChanges(knowledge, changes, {
        read: (name) => readFileSync(join(contentDir, name), 'utf8'),
        reparse: (name, text) => parseFile(name, text, []),
        parse: (yaml) => parseEntry(yaml, []),
      });
      for (const { name, text } of files) write(name, text);
      console.log(
        files.length === 0
          ? 'The files hold all that is live already.'
          : `Written: ${files.map(({ name }) => name).join(', ')}. Look at the difference, and commit it.`,
      );
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    }
  });

function write(name: string, text: string): void {
  const path = join(contentDir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
