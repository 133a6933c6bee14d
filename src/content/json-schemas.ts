// JSON Schemas of all YAML formats, by which editors' programs complete keys and mark mistakes while one types.
import { z } from 'zod';
import { topicSchema } from './entry.ts';
import { named } from './formats.ts';
import { guideSchema } from './guide.ts';

/** The line that a content file begins with, so that an editor's program finds the schema. */
export function schemaLine(file: string): string {
  return `# yaml-language-server: $schema=schemas/${schemaFile(file)}`;
}

/** The name of the schema of a content file: "offices.json" of "knowledge/offices.yaml". */
function schemaFile(file: string): string {
  if (file.startsWith('dialogs/')) return 'guide.json';
  const own = Object.values(named).find((one) => file === `knowledge/${one.file}`)?.file;
  return `${own?.replace('.yaml', '') ?? 'topic'}.json`;
}

/** Every schema as the text of its file: "knowledge/schemas/offices.json". */
export function jsonSchemas(): Map<string, string> {
  const text = (schema: z.ZodType) =>
    `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }), null, 2)}\n`;
  return new Map([
    ['dialogs/schemas/guide.json', text(guideSchema)],
    ['knowledge/schemas/topic.json', text(topicSchema)],
    ...Object.values(named).map(
      ({ file, schema }) => [`knowledge/schemas/${schemaFile(`knowledge/${file}`)}`, text(schema)] as const,
    ),
  ]);
}
