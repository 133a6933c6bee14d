// `npm run check`: content first, every problem on a line; then types, lint, imports and all tests. 1 where anything is wrong.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { productionProblems } from '../content/build.ts';
import { addMissingRows, checkFacts } from '../content/fact-check.ts';
import { contentDirs, loadContent, readFiles } from '../content/load.ts';
import { describeProblem, sortProblems } from '../content/problem.ts';
import { reviewContent } from '../content/review.ts';

const read = readConfig(process.env);
if ('problems' in read) {
  console.error(read.problems.join('\n'));
  process.exit(1);
}
const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter((flag) => !['--production', '--content', '--fact-check'].includes(flag));
if (unknown.length > 0) {
  console.error(
    `${unknown[0]}: is not known. Use --content for the content alone, --production to refuse samples too, --fact-check to write the missing rows of knowledge/fact-check.csv.`,
  );
  process.exit(1);
}

const dirs = contentDirs(read.config.contentDir);
const { content, problems } = loadContent(...dirs);
const factTable = join(dirs[1], 'fact-check.csv');
const files = readFiles(...dirs, []);
if (content && flags.has('--fact-check')) {
  const added = addMissingRows(factTable, files.guides, files.knowledge);
  if (typeof added === 'number')
    console.log(`knowledge/fact-check.csv: ${count(added, 'row')} added, to be filled in.`);
  else problems.push(...added);
}
const all = sortProblems([
  ...problems,
  ...reviewContent(files.guides, files.knowledge, content),
  ...(content ? checkFacts(factTable, files.guides, files.knowledge) : []),
  ...(content && flags.has('--production') ? productionProblems(content, read.config.mail !== null) : []),
]);
for (const problem of all) console.log(describeProblem(problem));
const errors = all.filter((problem) => problem.severity !== 'warning').length;
const found = `${count(errors, 'error')}, ${count(all.length - errors, 'warning')}`;
const whole = content ? `${count(content.entries.size, 'answer')}, ${count(content.guides.size, 'guide')}` : '';
console.log(`Content: ${[whole, found].filter(Boolean).join('; ')}.`);
let wrong = errors > 0;

if (!flags.has('--content') && !flags.has('--fact-check')) {
  const quick = ['tsc --noEmit', 'biome check --error-on-warnings .', 'jest --silent test/imports.test.ts'];
  for (const command of quick) wrong = !succeeds(command) || wrong;
  // What is wrong already would only be told once more.
  wrong = wrong || !succeeds('npm test');
}
process.exitCode = wrong ? 1 : 0;

function succeeds(command: string): boolean {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0;
}

function count(number: number, word: string): string {
  return `${number} ${number === 1 ? word : `${word}s`}`;
}
