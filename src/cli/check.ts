// `npm run check`, the part about content: every problem on a line, 1 where there is an error.

import { readConfig } from '../config.ts';
import { productionProblems } from '../content/build.ts';
import { contentDirs, loadContent } from '../content/load.ts';
import { describeProblem } from '../content/problem.ts';

const read = readConfig(process.env);
if ('problems' in read) {
  console.error(read.problems.join('\n'));
  process.exit(1);
}
const { content, problems } = loadContent(...contentDirs(read.config.contentDir));
const all = [...problems, ...(content && process.argv.includes('--production') ? productionProblems(content) : [])];
for (const problem of all) console.log(describeProblem(problem));
const errors = all.filter((problem) => problem.severity !== 'warning').length;
const found = `${count(errors, 'error')}, ${count(all.length - errors, 'warning')}`;
const whole = content ? `${count(content.entries.size, 'answer')}, ${count(content.guides.size, 'guide')}` : '';
console.log(`Content: ${[whole, found].filter(Boolean).join('; ')}.`);
process.exitCode = errors > 0 ? 1 : 0;

function count(number: number, word: string): string {
  return `${number} ${number === 1 ? word : `${word}s`}`;
}
