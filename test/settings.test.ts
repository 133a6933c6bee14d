// What the README shows is true: the settings, in src/config.ts and deploy/env.example too, and the conversation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../src/config.ts';

const file = (name: string) => readFileSync(join(__dirname, '..', name), 'utf8');

test('the README has a row for every setting, with its meaning and default', () => {
  const rows = Object.entries(settings).map(
    ([name, { meaning, fallback }]) => `| \`${name}\` | ${meaning} | ${fallback} |`,
  );
  const readme = file('README.md');
  const table = readme.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  expect(table).toEqual(rows);
});

test('deploy/env.example names every setting once, with its meaning', () => {
  const blocks = Object.entries(settings).map(([name, { meaning }]) => `# ${meaning}\n#?${name}=`);
  const example = file('deploy/env.example').replace(/^#?([A-Z_]+)=.*$/gm, '#?$1=');
  expect(blocks.filter((block) => !example.includes(block))).toEqual([]);
  expect(example.match(/^#\?[A-Z_]+=/gm)).toHaveLength(blocks.length);
});

test('the conversation in the README is one that is held in a test', () => {
  const held = file('test/conversations/in-the-readme.txt');
  expect(file('README.md')).toContain(`\`\`\`\n${held}\`\`\`\n`);
});
