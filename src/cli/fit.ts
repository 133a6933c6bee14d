// `npm run fit`: how well customers' messages are answered, and the weights and thresholds fitted to half of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Content } from '../content/content.ts';
import { schemaLine } from '../content/json-schemas.ts';
import { contentDirs, loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { decidedOf } from '../rules/decided.ts';
import { fitThresholds, fitWeights } from '../rules/fit-matching.ts';
import { type Figures, figuresOf, isToFit, type Labelled } from '../rules/matching-figures.ts';
import { argumentProblem, fail, readSettings } from './terminal.ts';

const usage =
  'Write npm run fit, npm run fit -- --write, or name another file of messages: {"text", "ids", "style"} a line.';
const { values: flags, positionals } = readArguments();
const [path = 'test/fixtures/customer-messages.jsonl'] = positionals;
const dirs = contentDirs(readSettings().contentDir);
const messages = readMessages();

let content = load();
const order = [...content.entries.keys()];
const examples = messages
  .filter(({ text }) => isToFit(text))
  .map(({ text, ids }) => ({
    evidence: (content as Content).matcher.see(text),
    right: ids.map((id) => order.indexOf(id)).filter((at) => at >= 0),
  }));
if (flags.write) {
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
  return content ?? fail(describeErrors(problems).join('\n'));
}

function readMessages(): (Labelled & { style: string })[] {
  try {
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line));
  } catch (error) {
    return fail(`${path}: cannot be read as messages (${error instanceof Error ? error.message : error}). ${usage}`);
  }
}

function readArguments() {
  try {
    return parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    return fail(`fit: ${argumentProblem(error)} ${usage}`);
  }
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
