// How well it is found what a message means, beside libraries over the same questions and phrasings.
import { readFileSync } from 'node:fs';
import { decidedOf } from '../../src/rules/decided.ts';
import { type Decided, type Figures, figuresOf, isToFit, type Labelled } from '../../src/rules/matching-figures.ts';
import { contentAsShipped } from './content-as-shipped.ts';
import { type Found, libraries } from './finders.ts';

/** How well the messages that nothing was fitted to are answered; shares from 0 to 1. */
export interface Quality extends Figures {
  name: string;
  /** Of the messages that an entry answers: a right one is the first that is found, or among the first three. */
  first: number;
  amongThree: number;
}

/** No library may answer more of the messages wrong, or of those that nobody here answers: ours may not either. */
const mostWrong = 0.05;

/** Asks each the messages of customers whose meaning is known. A library answers from the score on that does best on the half to fit to. */
export async function measureQuality(): Promise<Quality[]> {
  const content = contentAsShipped();
  const messages = readFileSync('test/fixtures/customer-messages.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line): Labelled => JSON.parse(line));
  const heldBack = messages.filter(({ text }) => !isToFit(text));
  const matched = heldBack.map(({ text }) => content.matcher.match(text));
  const table = [
    qualityOf(
      'ours',
      heldBack,
      matched.map(({ matches }) => matches),
      matched.map(decidedOf),
    ),
  ];
  for (const [name, create] of Object.entries(libraries)) {
    const find = await create(content);
    const found = new Map<string, Found[]>();
    for (const { text } of messages) found.set(text, await find(text));
    const foundFor = (list: Labelled[]) => list.map(({ text }) => found.get(text) ?? []);
    const toFit = messages.filter(({ text }) => isToFit(text));
    const limit = bestLimit(toFit, foundFor(toFit));
    const decided = foundFor(heldBack).map((list) => decide(list, limit));
    table.push(qualityOf(name, heldBack, foundFor(heldBack), decided));
  }
  return table;
}

function qualityOf(name: string, messages: Labelled[], found: { id: string }[][], decided: Decided[]): Quality {
  const known = messages.map(({ ids }, at) => ({ ids, found: found[at] })).filter(({ ids }) => ids.length > 0);
  const within = (places: number) =>
    known.filter((one) => one.found.slice(0, places).some(({ id }) => one.ids.includes(id))).length / known.length;
  return { name, first: within(1), amongThree: within(3), ...figuresOf(messages, decided) };
}

/** Answers where the score is enough, and offers the best three otherwise. */
function decide(found: Found[], limit: number): Decided {
  const entries = found.slice(0, 3).map(({ id, score }) => ({ id, confidence: score }));
  if (entries.length === 0) return { decision: 'decline', entries };
  return { decision: entries[0].confidence >= limit ? 'answer' : 'clarify', entries };
}

/** The score from which on most are answered right, and no more than may be are answered wrong. */
function bestLimit(messages: Labelled[], found: Found[][]): number {
  const scores = found.flatMap((list) => list.slice(0, 1).map(({ score }) => score));
  const tried = [...new Set(scores)].map((limit) => ({
    limit,
    ...figuresOf(
      messages,
      found.map((list) => decide(list, limit)),
    ),
  }));
  return tried
    .filter(({ wrong, answeredOutOfScope }) => Math.max(wrong, answeredOutOfScope) <= mostWrong)
    .reduce((best, one) => (one.right > best.right ? one : best), { limit: Infinity, right: 0 }).limit;
}
