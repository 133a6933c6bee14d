// `npm run ask`: what would be answered to an utterance, how surely and why; with --json for programs.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { decidedOf } from '../rules/decided.ts';
import { describe, explain } from './explain.ts';
import { argumentProblem, complain, fail, readContent, readSettings } from './terminal.ts';

const usage =
  'Write npm run -s ask -- "my code expired", or pipe lines into npm run -s ask -- --json; with --explain each line also says why.';
const { values: options, positionals } = readArguments();
const content = readContent(readSettings());
const asked = positionals.join(' ');
if (asked.trim() !== '') {
  console.log(
    options.json ? JSON.stringify(asJson(asked, true)) : describe(content, explain(content, asked, Date.now())),
  );
} else if (options.json && positionals.length === 0) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim() !== '') console.log(JSON.stringify(asJson(line, options.explain)));
} else complain(`ask: no question. ${usage}`);

function asJson(utterance: string, explains: boolean) {
  const decided = { utterance, ...decidedOf(content.matcher.match(utterance)) };
  return explains ? { ...decided, explanation: explain(content, utterance, Date.now()) } : decided;
}

function readArguments() {
  try {
    return parseArgs({
      options: { json: { type: 'boolean', default: false }, explain: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    return fail(`ask: ${argumentProblem(error)} ${usage}`);
  }
}
