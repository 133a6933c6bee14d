// Scores how well each topic fits an utterance: words it covers, its nearest phrasing, and letters in common.

import { createNumbering, type Numbering, sortByNumber } from './numbering.ts';

/** A topic's phrasings, each as tokens (stems or concepts). */
export type Phrasings = string[][];

/** For each topic, in the order they were given, from 0 to 1. */
export interface Scores {
  /** How much of the utterance the topic's words cover. */
  coverage: Float64Array;
  /** How near its nearest phrasing is, by words. */
  nearest: Float64Array;
  /** The same by triples of letters. */
  letters: Float64Array;
}

export interface Scorer {
  score(tokens: string[]): Scores;
  /** Which of a topic's phrasings is nearest by words, and how near, 0 to 1. */
  nearestOf(topic: number, tokens: string[]): { at: number; alike: number };
}

/** How much more it counts that several phrasings hold a token: the share of one alone is 1 / (1 + this). */
const saturation = 0.8;
/** A token that no topic knows weighs a little less than the rarest: it may be what is asked, or a way of speaking. */
const unknownFactor = 0.65;
/** Beyond its weightiest tokens a long message counts half, or its story would hide its question. */
const weightiest = 6;

/** Prepares the topics; `importance` says how much a token counts beside its rarity, 0 to 1. */
export function createScorer(topics: Phrasings[], importance: (token: string) => number): Scorer {
  const phrasings = topics.flatMap((list, topic) => list.map((tokens) => ({ topic, tokens })));
  const spread = topics.map((list) => countTokens(list.flatMap((tokens) => [...new Set(tokens)])));
  const topicsWith = countTokens(spread.flatMap((counts) => [...counts.keys()]));
  const rarity = (token: string) => {
    const known = topicsWith.get(token) ?? 0;
    return Math.log(1 + topics.length / (known + 0.5)) * (known ? 1 : unknownFactor);
  };
  const weigh = (token: string) => rarity(token) * importance(token);

  const topicOf = Int32Array.from(phrasings, ({ topic }) => topic);
  const byWord: Cut = { keysOf: (token) => [token], worthOf: weigh };
  // The triples of a token share its weight.
  const byLetters: Cut = { keysOf: triplesOf, worthOf: (token) => weigh(token) / Math.sqrt(token.length) };
  const coverers = holdersOfCover(spread);
  const holders = { words: holdersOf(phrasings, byWord), letters: holdersOf(phrasings, byLetters) };
  const { nearest, nearestOf } = createNearest(topicOf, topics.length);

  return {
    score(tokens) {
      const query = vector(tokens, byWord);
      const coverage = new Float64Array(topics.length);
      const total = sumOf([...query.values.values()]);
      for (const [token, value] of query.values) addAll(coverage, value / total, coverers, token);
      return {
        coverage: coverage.map((value) => Math.min(1, value)),
        nearest: nearest(query, holders.words),
        letters: nearest(vector(tokens, byLetters), holders.letters),
      };
    },
    nearestOf: (topic, tokens) => nearestOf(topic, vector(tokens, byWord), holders.words),
  };
}

function sumOf(values: number[]): number {
  return values.sort((a, b) => b - a).reduce((sum, value, index) => sum + (index < weightiest ? value : value / 2), 0);
}

/** What a token is compared by, and how much each of these counts. */
interface Cut {
  keysOf: (token: string) => string[];
  worthOf: (token: string) => number;
}

interface Vector {
  values: Map<string, number>;
  length: number;
}

/** How often each token stands in a list. */
export function countTokens(tokens: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

function triplesOf(token: string): string[] {
  const padded = ` ${token} `;
  return Array.from({ length: token.length }, (_, start) => padded.slice(start, start + 3));
}

function vector(tokens: string[], { keysOf, worthOf }: Cut): Vector {
  const values = new Map<string, number>();
  for (const token of new Set(tokens)) {
    const value = worthOf(token);
    if (value > 0) for (const key of keysOf(token)) values.set(key, (values.get(key) ?? 0) + value);
  }
  return { values, length: Math.hypot(...values.values()) };
}

/** Who holds which key, and how much of it, in flat arrays: they are walked for every message. */
interface Holders {
  numberOf: (key: string) => number | undefined;
  /** A key's holders and shares stand from `from[key]` up to, and without, `from[key + 1]`. */
  from: Int32Array;
  at: Int32Array;
  share: Float64Array;
}

/** Gathers who holds which key, at most so many. */
function createHoldings(keys: Numbering, most: number) {
  const held = { key: new Int32Array(most), at: new Int32Array(most), share: new Float64Array(most) };
  let count = 0;
  return {
    add(key: number, at: number, share: number) {
      held.key[count] = key;
      held.at[count] = at;
      held.share[count++] = share;
    },
    all(): Holders {
      const { from, order } = sortByNumber(held.key.subarray(0, count), keys.size());
      const at = order.map((place) => held.at[place] as number);
      const share = new Float64Array(order.length);
      for (let place = 0; place < order.length; place++) share[place] = held.share[order[place] as number] as number;
      return { numberOf: keys.known, from, at, share };
    },
  };
}

/** How much of each topic a token covers that stands in so many of its phrasings. */
function holdersOfCover(spread: Map<string, number>[]): Holders {
  const keys = createNumbering();
  const { add, all } = createHoldings(
    keys,
    spread.reduce((sum, { size }) => sum + size, 0),
  );
  spread.forEach((counts, topic) => {
    for (const [token, found] of counts) add(keys.of(token), topic, found / (found + saturation));
  });
  return all();
}

/** The vectors of all phrasings, each of length 1, by key. */
function holdersOf(phrasings: { tokens: string[] }[], { keysOf, worthOf }: Cut): Holders {
  const numbers = createNumbering();
  // Each token is cut once, however many phrasings it stands in.
  const cuts = new Map<string, { keys: number[]; worth: number }>();
  for (const token of phrasings.flatMap(({ tokens }) => tokens)) {
    if (cuts.has(token)) continue;
    const worth = worthOf(token);
    cuts.set(token, { keys: worth > 0 ? keysOf(token).map(numbers.of) : [], worth });
  }
  const cutsOf = ({ tokens }: { tokens: string[] }) => [...new Set(tokens)].flatMap((token) => cuts.get(token) ?? []);
  const most = phrasings.reduce((sum, one) => cutsOf(one).reduce((all, { keys }) => all + keys.length, sum), 0);
  const { add, all } = createHoldings(numbers, most);
  const sums = new Float64Array(numbers.size());
  phrasings.forEach((one, at) => {
    const touched: number[] = [];
    for (const { keys, worth } of cutsOf(one))
      for (const key of keys) {
        if (sums[key] === 0) touched.push(key);
        (sums[key] as number) += worth;
      }
    let squares = 0;
    for (const key of touched) squares += (sums[key] as number) ** 2;
    for (const key of touched) {
      add(key, at, (sums[key] as number) / Math.sqrt(squares));
      sums[key] = 0;
    }
  });
  return all();
}

/** Adds so much of what each holder holds of the key. */
function addAll(sums: Float64Array, part: number, { numberOf, from, at, share }: Holders, key: string): void {
  const number = numberOf(key);
  if (number === undefined) return;
  const end = from[number + 1] as number;
  for (let i = from[number] as number; i < end; i++) (sums[at[i] as number] as number) += part * (share[i] as number);
}

/** Compares with all phrasings: for each topic the cosine to its nearest one, and for one topic which that is. */
function createNearest(topicOf: Int32Array, topics: number) {
  // Kept from message to message: a new one each time would be most of what there is to clean up.
  const cosines = new Float64Array(topicOf.length);
  const compare = (query: Vector, holders: Holders) => {
    cosines.fill(0);
    for (const [key, value] of query.values) addAll(cosines, value / (query.length || 1), holders, key);
  };
  return {
    nearest(query: Vector, holders: Holders): Float64Array {
      const best = new Float64Array(topics);
      compare(query, holders);
      for (let i = 0; i < cosines.length; i++) {
        const topic = topicOf[i] as number;
        if ((cosines[i] as number) > (best[topic] as number)) best[topic] = cosines[i] as number;
      }
      return best;
    },
    nearestOf(topic: number, query: Vector, holders: Holders) {
      compare(query, holders);
      const own = cosines.filter((_, at) => topicOf[at] === topic);
      const alike = own.reduce((most, cosine) => Math.max(most, cosine), 0);
      return { at: Math.max(0, own.indexOf(alike)), alike };
    },
  };
}
