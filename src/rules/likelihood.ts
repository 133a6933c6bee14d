// Makes of what speaks for each topic, and for none of them, how likely each is meant.

/** What was seen in an utterance, before it is weighed. */
export interface Evidence {
  /** What speaks for each topic: for each sign a number for each topic. */
  topics: Record<TopicSign, Float64Array>;
  /** What speaks for none of them. */
  none: Record<NoneSign, number>;
  /** So many of the topics, from the first, are answered; the others are out of scope. */
  known: number;
}

export const topicSigns = ['coverage', 'nearest', 'letters', 'learned', 'outside'] as const;
export const noneSigns = ['always', 'foreign', 'sentences', 'unknown'] as const;
export type TopicSign = (typeof topicSigns)[number];
export type NoneSign = (typeof noneSigns)[number];

/** How much each sign counts, as fitted to messages whose meaning is known. */
export interface Weights {
  topics: Record<TopicSign, number>;
  none: Record<NoneSign, number>;
}

/** How likely each topic is meant, and last, that none is; together 1. */
export function likelihoods({ topics, none }: Evidence, weights: Weights): Float64Array {
  const count = topics[topicSigns[0]].length;
  const result = new Float64Array(count + 1);
  for (const sign of topicSigns) {
    const weight = weights.topics[sign];
    const values = topics[sign];
    for (let at = 0; at < count; at++) (result[at] as number) += weight * (values[at] as number);
  }
  for (const sign of noneSigns) (result[count] as number) += weights.none[sign] * none[sign];
  let most = Number.NEGATIVE_INFINITY;
  for (const value of result) most = Math.max(most, value);
  let sum = 0;
  for (let at = 0; at <= count; at++) sum += result[at] = Math.exp((result[at] as number) - most);
  return result.map((value) => value / sum);
}
