// `npm run check`: content first, every problem on a line; then types, lint, imports and all tests. 1 where anything is wrong.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { productionProblems } from '../content/build.ts';
import { addMissingRows, checkFacts } from '../content/fact-check.ts';
import { contentDirs, loadContent, readFiles } from '../content/load.ts';
import { describeProblem, sortProblems } from '../content/problem.ts';
import { reviewContent } from '../content/review.ts';
import { printBlastRadius } from './blast-radius.ts';
import { argumentProblem, fail, readQuestions, readSettings } from './terminal.ts';

const usage = [
  'npm run check                              content, types, lint, imports, then all tests',
  'npm run check -- --content                 the content alone',
  'npm run check -- --production              refuses samples too',
  'npm run check -- --fact-check              writes the missing rows of knowledge/fact-check.csv',
  'npm run check -- --against main            which answers change beside a version of git, or a folder',
  '                 --questions 500           asks the last questions of the database too',
].join('\n');

const config = readSettings();
const flags = readArguments();
const questions = readQuestions(flags.questions, 0);

const dirs = contentDirs(config.contentDir);
const { content, problems } = loadContent(...dirs);
const factTable = join(dirs[1], 'fact-check.csv');
const files = readFiles(...dirs, []);
if (content && flags['fact-check']) {
  const added = addMissingRows(factTable, files.guides, files.knowledge);
  if (typeof added === 'number')
    console.log(`knowledge/fact-check.csv: ${count(added, 'row')} added, to be filled in.`);
  else problems.push(...added);
}
const all = sortProblems([
  ...problems,
  ...reviewContent(files.guides, files.knowledge, content),
  ...(content ? checkFacts(factTable, files.guides, files.knowledge) : []),
  ...(content && flags.production ? productionProblems(content, config.mail !== null) : []),
]);
const [warnings, wrongs] = [true, false].map((isWarning) =>
  all.filter(({ severity }) => (severity === 'warning') === isWarning),
);
// What must be mended stands last, where one looks first; who asks what changes has read the warnings before.
for (const problem of [...(flags.against === undefined ? (warnings ?? []) : []), ...(wrongs ?? [])])
  console.log(describeProblem(problem));
const errors = wrongs?.length ?? 0;
const found = `${count(errors, 'error')}, ${count(all.length - errors, 'warning')}`;
const whole = content ? `${count(content.entries.size, 'answer')}, ${count(content.guides.size, 'guide')}` : '';
console.log(`Content: ${[whole, found].filter(Boolean).join('; ')}.`);
let wrong = errors > 0;

if (flags.against !== undefined) {
  if (content) await printBlastRadius(config, content, flags.against, questions);
} else if (!flags.content && !flags['fact-check']) {
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

function readArguments() {
  try {
    return parseArgs({
      options: {
        content: { type: 'boolean' },
        production: { type: 'boolean' },
        'fact-check': { type: 'boolean' },
        against: { type: 'string' },
        questions: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return fail(`${argumentProblem(error)}\n${usage}`);
  }
}
