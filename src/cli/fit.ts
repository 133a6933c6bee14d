// `npm run fit`: how well customers' messages are answered, and the weights and thresholds fitted to half of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import type { Content } from '../content/content.ts';
import { schemaLine } from '../content/json-schemas.ts';
import { contentDirs, loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { decidedOf } from '../rules/decided.ts';
import { fitThresholds, fitWeights } from '../rules/fit-matching.ts';
import { type Figures, figuresOf, isToFit, type Labelled } from '../rules/matching-figures.ts';

const read = readConfig(process.env);
if ('problems' in read) {
  console.error(read.problems.join('\n'));
  process.exit(1);
}
const [path = 'test/fixtures/customer-messages.jsonl'] = process.argv.slice(2).filter((word) => word !== '--write');
const dirs = contentDirs(read.config.contentDir);
const messages = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line): Labelled & { style: string } => JSON.parse(line));

let content = load();
const order = [...content.entries.keys()];
const examples = messages
  .filter(({ text }) => isToFit(text))
  .map(({ text, ids }) => ({
    evidence: (content as Content).matcher.see(text),
    right: ids.map((id) => order.indexOf(id)).filter((at) => at >= 0),
  }));
if (process.argv.includes('--write')) {
  const weights = fitWeights(examples);
  const { answer, clarify } = fitThresholds(examples, weights);
  const list = (values: Record<string, number>) =>
    `{ ${Object.entries(values)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ')} }`;
  writeFileSync(
    join(dirs[1], 'matching.yaml'),
    `${schemaLine('knowledge/matching.yaml')}
# How much each sign of a message counts, and how sure the assistant must be. Written by "npm run fit -- --write":
# change answers and phrasings, then run that; never change a number here.
weights:
  topics: ${list(weights.topics)}
  none: ${list(weights.none)}
answer: ${answer}
clarify: ${clarify}
`,
  );
  content = load();
}
const decided = messages.map(({ text }) => decidedOf(content.matcher.match(text)));
const part = (name: string, wanted: (message: (typeof messages)[number]) => boolean) => {
  const places = [...messages.keys()].filter((at) => wanted(messages[at] as (typeof messages)[number]));
  const pick = <One>(list: One[]) => places.map((at) => list[at] as One);
  return { part: name, ...inPercent(figuresOf(pick(messages), pick(decided))) };
};
console.table([
  part('fitted to', ({ text }) => isToFit(text)),
  part('held back', ({ text }) => !isToFit(text)),
  ...[...new Set(messages.map(({ style }) => style))].map((style) => part(style, (message) => message.style === style)),
]);

function load(): Content {
  const { content, problems } = loadContent(...dirs, Date.now(), false);
  if (content) return content;
  for (const line of describeErrors(problems)) console.error(line);
  process.exit(1);
}

function inPercent(figures: Figures): Record<string, string | number> {
  const percent = (share: number) => (100 * share).toFixed(1);
  return {
    'in scope': figures.inScope,
    right: percent(figures.right),
    wrong: percent(figures.wrong),
    resolved: percent(figures.resolved),
    'out of scope': figures.outOfScope,
    answered: percent(figures.answeredOutOfScope),
    'asked back': percent(figures.askedBackOutOfScope),
    answers: figures.answers,
    'calibration error': figures.calibrationError.toFixed(3),
  };
}
