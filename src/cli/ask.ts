// `npm run ask`: what would be answered to an utterance, and how surely; with --json for many, one a line.
import { createInterface } from 'node:readline';
import { readConfig } from '../config.ts';
import type { Content } from '../content/content.ts';
import { contentDirs, loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { decidedOf } from '../rules/decided.ts';
import type { Match, Matching } from '../rules/matcher.ts';

const read = readConfig(process.env);
if ('problems' in read) {
  console.error(read.problems.join('\n'));
  process.exit(1);
}
const { content, problems } = loadContent(...contentDirs(read.config.contentDir));
const words = process.argv.slice(2).filter((word) => word !== '--json');
if (!content) {
  for (const line of describeErrors(problems)) console.error(line);
  process.exitCode = 1;
} else if (process.argv.includes('--json')) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') console.log(JSON.stringify({ utterance: line, ...decidedOf(content.matcher.match(line)) }));
  }
} else if (words.length > 0) {
  console.log(describe(content, content.matcher.match(words.join(' '))));
} else {
  console.error(
    'ask: no question. Write npm run -s ask -- "my code expired", or pipe lines into npm run -s ask -- --json.',
  );
  process.exitCode = 1;
}

function describe(content: Content, { decision, matches }: Matching): string {
  const lines = matches.map(
    (match) => `  ${match.confidence.toFixed(2)}  ${match.kind} ${match.id}: ${titleOf(content, match)}`,
  );
  const [first] = matches;
  const answer = decision === 'answer' && first ? [`\n${answerOf(content, first)}`] : [];
  return [`decision: ${decision}`, ...lines, ...answer].join('\n');
}

function titleOf(content: Content, { kind, id }: Match): string {
  if (kind === 'entry') return content.entries.get(id)?.question ?? '';
  return (
    (kind === 'guide' ? content.guides.get(id)?.title : content.smallTalk.find((talk) => talk.id === id)?.reply) ?? ''
  );
}

function answerOf(content: Content, { kind, id }: Match): string {
  if (kind === 'entry') return content.entries.get(id)?.answer ?? '';
  return kind === 'guide'
    ? `Starts the guide "${content.guides.get(id)?.title}".`
    : titleOf(content, { kind, id, confidence: 1 });
}
