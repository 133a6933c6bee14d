// Scores how well each topic fits an utterance: words it covers, its nearest phrasing, and letters in common.

/** A topic's phrasings, each as tokens (stems or concepts). */
export type Phrasings = string[][];

export interface Scorer {
  /** A score for each topic, 0 to 1, in the order they were given. */
  score(tokens: string[]): number[];
}

const weights = { coverage: 0.75, cosine: 0.15, letters: 0.1 };
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

  const vectors = phrasings.map(({ topic, tokens }) => ({ topic, ...vector(tokens, weigh) }));
  const byToken = invert(vectors.map(({ values }) => [...values]));
  const letters = phrasings.map(({ topic, tokens }) => ({ topic, ...letterVector(tokens, weigh) }));
  const byTriple = invert(letters.map(({ values }) => [...values]));

  return {
    score(tokens) {
      const result = topics.map(() => 0);
      const query = vector(tokens, weigh);
      if (query.length === 0) return result;
      const total = sumOf([...query.values.values()]);
      spread.forEach((counts, topic) => {
        let covered = 0;
        for (const [token, value] of query.values) {
          const found = counts.get(token) ?? 0;
          covered += (value * found) / (found + saturation);
        }
        result[topic] = (weights.coverage * covered) / total;
      });
      add(result, weights.cosine, nearest(query, byToken, vectors, topics.length));
      add(result, weights.letters, nearest(letterVector(tokens, weigh), byTriple, letters, topics.length));
      return result.map((value) => Math.min(1, value));
    },
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

/** For each key the vectors that hold it, with their value. */
function invert(vectors: [string, number][][]): Map<string, [index: number, value: number][]> {
  const lists = new Map<string, [number, number][]>();
  vectors.forEach((values, index) => {
    for (const [key, value] of values) {
      const list = lists.get(key);
      if (list) list.push([index, value]);
      else lists.set(key, [[index, value]]);
    }
  });
  return lists;
}

/** For each topic the cosine to its nearest phrasing. */
function nearest(
  query: Vector,
  lists: Map<string, [number, number][]>,
  vectors: (Vector & { topic: number })[],
  topics: number,
): number[] {
  const dots = new Float64Array(vectors.length);
  for (const [key, value] of query.values) {
    for (const [index, other] of lists.get(key) ?? []) dots[index] = (dots[index] ?? 0) + value * other;
  }
  const best = new Array<number>(topics).fill(0);
  for (const [index, dot] of dots.entries()) {
    const near = vectors[index];
    if (dot === 0 || !near) continue;
    best[near.topic] = Math.max(best[near.topic] ?? 0, dot / (near.length * query.length || 1));
  }
  return best;
}

function add(result: number[], weight: number, values: number[]): void {
  values.forEach((value, index) => {
    result[index] = (result[index] ?? 0) + weight * value;
  });
}
