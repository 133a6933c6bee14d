// What the pages for editors show as examples works as it stands, put where they say.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentDirs, loadContent } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { openness } from '../src/rules/hours.ts';
import { edit, swap } from './content-folder.ts';

const project = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'editors-pages-'));
const dirs = contentDirs(folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** The YAML example of a page that has this text in it. */
function example(page: string, holds: string): string {
  const blocks = [...readFileSync(join(project, page), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = '']) => text,
  );
  const found = blocks.filter((text) => text.includes(holds));
  if (found.length !== 1) throw new Error(`${page}: ${found.length} examples with "${holds}".`);
  return found[0] as string;
}

beforeAll(() => {
  for (const name of ['dialogs', 'knowledge']) cpSync(join(project, name), join(folder, name), { recursive: true });
  const answers = 'knowledge/README.md';
  edit(folder, 'knowledge/about-us.yaml', (text) => text + example(answers, 'id: office-parking'));
  edit(folder, 'knowledge/synonyms.yaml', swap('groups:\n', `groups:\n${example(answers, '[parking,')}`));
  edit(folder, 'knowledge/offices.yaml', (text) => text + example(answers, 'id: buffalo'));
  edit(folder, 'dialogs/visit-office.yaml', example('dialogs/README.md', 'id: visit-office'));
});

test('an answer, a synonym, an office with a holiday, and a guide', () => {
  const { content, problems } = loadContent(...dirs, Date.parse('2026-11-26T12:00:00Z'));
  expect(problems.filter(({ severity }) => severity !== 'warning').map(describeProblem)).toEqual([]);
  expect(content?.matcher.match('car park').matches[0]?.id).toBe('office-parking');
  expect(content?.matcher.match('can I visit you').matches[0]?.id).toBe('visit-office');
  const buffalo = content?.offices.find(({ id }) => id === 'buffalo');
  const open = (at: string) => buffalo && openness(buffalo.hours, Date.parse(at)).open;
  expect(['2026-12-23T20:00:00Z', '2026-12-24T20:00:00Z', '2026-12-25T15:00:00Z'].map(open)).toEqual([
    true,
    false,
    false,
  ]);
});
