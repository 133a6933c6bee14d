// Learns from the phrasings which words and pairs of words tell one topic from another (multinomial logistic regression).

/** For each topic the logarithm of how likely it is meant. */
export type Classifier = (tokens: string[]) => Float64Array;

/** The topics that a feature occurs in, and how much it speaks for each. */
interface Row {
  topics: Int32Array;
  weights: Float64Array;
  /** Sums of squared slopes: what has moved much moves less. */
  moved: Float64Array;
  rarity: number;
}

interface Sample {
  topic: number;
  rows: Row[];
  values: number[];
}

/** So many updates of a weight at most, however many topics there are: learning happens at every start. */
const effort = 12_000_000;
const rounds = { most: 4, least: 1 };
const pace = 1.2;
/** What a larger share of the topics has in it tells none of them from the others. */
const everywhere = 0.4;
const pairWeight = 0.7;

/** Learns from each topic's phrasings, as tokens. */
export function createClassifier(topics: string[][][]): Classifier {
  const rows = rowsOf(topics);
  const read = (tokens: string[]): Omit<Sample, 'topic'> => {
    const found = [...featuresOf(tokens)].flatMap(([name, weight]) => {
      const row = rows.get(name);
      return row ? [{ row, value: weight * row.rarity }] : [];
    });
    const length = Math.hypot(...found.map(({ value }) => value)) || 1;
    return { rows: found.map(({ row }) => row), values: found.map(({ value }) => value / length) };
  };
  const samples = topics.flatMap((phrasings, topic) => phrasings.map((tokens) => ({ topic, ...read(tokens) })));
  const sums = new Float64Array(topics.length);
  learn(samples, sums);
  return (tokens) => {
    const result = new Float64Array(topics.length);
    addUp(read(tokens), result);
    const all = Math.log(result.reduce((sum, value) => sum + Math.exp(value), 0));
    return result.map((value) => value - all);
  };
}

/** Words, and pairs of neighbours. */
function featuresOf(tokens: string[]): Map<string, number> {
  const features = new Map<string, number>();
  tokens.forEach((token, at) => {
    features.set(token, 1);
    if (at > 0) features.set(`${tokens[at - 1]} ${token}`, pairWeight);
  });
  return features;
}

function rowsOf(topics: string[][][]): Map<string, Row> {
  const holders = new Map<string, Set<number>>();
  topics.forEach((phrasings, topic) => {
    for (const name of phrasings.flatMap((tokens) => [...featuresOf(tokens).keys()]))
      holders.set(name, (holders.get(name) ?? new Set()).add(topic));
  });
  return new Map(
    [...holders]
      .filter(([, found]) => found.size <= topics.length * everywhere)
      .map(([name, found]): [string, Row] => [
        name,
        {
          topics: Int32Array.from(found),
          weights: new Float64Array(found.size),
          moved: new Float64Array(found.size).fill(1e-3),
          rarity: Math.log(1 + topics.length / found.size),
        },
      ]),
  );
}

function learn(samples: Sample[], sums: Float64Array): void {
  const work = samples.reduce((sum, { rows }) => sum + rows.reduce((one, { topics }) => one + topics.length, 0), 0);
  const times = Math.max(rounds.least, Math.min(rounds.most, Math.floor(effort / (work || 1))));
  // Neighbours are of one topic: a stride that meets every sample mixes them, the same way at every start.
  const stride = strideOf(samples.length);
  for (let turn = 0; turn < times * samples.length; turn++) {
    const sample = samples[(turn * stride) % samples.length];
    if (sample) learnOne(sample, sums);
  }
}

function learnOne(sample: Sample, sums: Float64Array): void {
  sums.fill(0);
  addUp(sample, sums);
  let all = 0;
  for (let at = 0; at < sums.length; at++) all += Math.exp(sums[at] as number);
  sample.rows.forEach(({ topics, weights, moved }, index) => {
    const value = sample.values[index] ?? 0;
    for (let i = 0; i < topics.length; i++) {
      const topic = topics[i] as number;
      const slope = value * ((topic === sample.topic ? 1 : 0) - Math.exp(sums[topic] as number) / all);
      const square = (moved[i] as number) + slope * slope;
      moved[i] = square;
      (weights[i] as number) += (pace * slope) / Math.sqrt(square);
    }
  });
}

function addUp({ rows, values }: Omit<Sample, 'topic'>, sums: Float64Array): void {
  rows.forEach(({ topics, weights }, index) => {
    const value = values[index] ?? 0;
    for (let i = 0; i < topics.length; i++) (sums[topics[i] as number] as number) += value * (weights[i] as number);
  });
}

/** About 0.618 of the length, and prime to it. */
function strideOf(length: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  let stride = Math.max(1, Math.round(length * 0.618));
  while (common(stride, length) > 1) stride++;
  return stride;
}
