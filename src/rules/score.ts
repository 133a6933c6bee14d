// Scores how well each topic fits an utterance: words it covers, its nearest phrasing, and letters in common.

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
  const byCover = invert(
    spread.map((counts) => new Map([...counts].map(([token, found]) => [token, found / (found + saturation)]))),
  );
  const byToken = invert(phrasings.map(({ tokens }) => shares(vector(tokens, weigh))));
  const byTriple = invert(phrasings.map(({ tokens }) => shares(letterVector(tokens, weigh))));
  const { nearest, nearestOf } = createNearest(topicOf, topics.length);

  return {
    score(tokens) {
      const query = vector(tokens, weigh);
      const coverage = new Float64Array(topics.length);
      const total = sumOf([...query.values.values()]);
      for (const [token, value] of query.values) addAll(coverage, value / total, byCover.get(token));
      return {
        coverage: coverage.map((value) => Math.min(1, value)),
        nearest: nearest(query, byToken),
        letters: nearest(letterVector(tokens, weigh), byTriple),
      };
    },
    nearestOf: (topic, tokens) => nearestOf(topic, vector(tokens, weigh), byToken),
  };
}

function sumOf(values: number[]): number {
  return values.sort((a, b) => b - a).reduce((sum, value, index) => sum + (index < weightiest ? value : value / 2), 0);
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

function vector(tokens: string[], weigh: (token: string) => number): Vector {
  const values = new Map<string, number>();
  for (const token of new Set(tokens)) {
    const value = weigh(token);
    if (value > 0) values.set(token, value);
  }
  return { values, length: Math.hypot(...values.values()) };
}

/** The triples of letters of each token, which share the token's weight. */
function letterVector(tokens: string[], weigh: (token: string) => number): Vector {
  const values = new Map<string, number>();
  for (const token of new Set(tokens)) {
    const value = weigh(token);
    if (value === 0) continue;
    const padded = ` ${token} `;
    const share = value / Math.sqrt(padded.length - 2);
    for (let start = 0; start + 3 <= padded.length; start++) {
      const triple = padded.slice(start, start + 3);
      values.set(triple, (values.get(triple) ?? 0) + share);
    }
  }
  return { values, length: Math.hypot(...values.values()) };
}

/** The values as shares of the vector's length. */
function shares({ values, length }: Vector): Map<string, number> {
  return new Map([...values].map(([key, value]) => [key, value / (length || 1)]));
}

/** Who holds a key, and how much of it. */
interface Holders {
  at: Int32Array;
  share: Float64Array;
}

/** For each key who holds it. In flat arrays: they are walked for every message. */
function invert(holdings: Map<string, number>[]): Map<string, Holders> {
  const lists = new Map<string, [at: number, share: number][]>();
  holdings.forEach((values, at) => {
    for (const [key, share] of values) {
      const list = lists.get(key) ?? [];
      list.push([at, share]);
      lists.set(key, list);
    }
  });
  const flat = (list: [number, number][]) => ({
    at: Int32Array.from(list, ([at]) => at),
    share: Float64Array.from(list, ([, share]) => share),
  });
  return new Map([...lists].map(([key, list]) => [key, flat(list)]));
}

/** Adds so much of what each holder holds. */
function addAll(sums: Float64Array, part: number, holders: Holders | undefined): void {
  if (!holders) return;
  const { at, share } = holders;
  for (let i = 0; i < at.length; i++) (sums[at[i] as number] as number) += part * (share[i] as number);
}

/** Compares with all phrasings: for each topic the cosine to its nearest one, and for one topic which that is. */
function createNearest(topicOf: Int32Array, topics: number) {
  // Kept from message to message: a new one each time would be most of what there is to clean up.
  const cosines = new Float64Array(topicOf.length);
  const compare = (query: Vector, lists: Map<string, Holders>) => {
    cosines.fill(0);
    for (const [key, value] of query.values) addAll(cosines, value / (query.length || 1), lists.get(key));
  };
  return {
    nearest(query: Vector, lists: Map<string, Holders>): Float64Array {
      const best = new Float64Array(topics);
      compare(query, lists);
      for (let i = 0; i < cosines.length; i++) {
        const topic = topicOf[i] as number;
        if ((cosines[i] as number) > (best[topic] as number)) best[topic] = cosines[i] as number;
      }
      return best;
    },
    nearestOf(topic: number, query: Vector, lists: Map<string, Holders>) {
      compare(query, lists);
      const own = cosines.filter((_, at) => topicOf[at] === topic);
      const alike = own.reduce((most, cosine) => Math.max(most, cosine), 0);
      return { at: Math.max(0, own.indexOf(alike)), alike };
    },
  };
}
