// `npm run content`: writes what is made of the content: the JSON Schemas of its formats.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonSchemas } from '../content/json-schemas.ts';
import { fail, readSettings } from './terminal.ts';

const usage = `npm run content -- schemas     writes the JSON Schemas of all formats into dialogs/schemas and knowledge/schemas`;

const [verb = '', ...rest] = process.argv.slice(2);
if (rest.length > 0 || verb !== 'schemas') fail(usage);
const { contentDir } = readSettings();
for (const [name, text] of jsonSchemas()) {
  const path = join(contentDir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
console.log(`${jsonSchemas().size} schemas written.`);
