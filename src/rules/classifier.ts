// Learns from the phrasings which words and pairs of words tell one topic from another (multinomial logistic regression).
import { createNumbering, sortByNumber } from './numbering.ts';

/** For each topic the logarithm of how likely it is meant. */
export type Classifier = (tokens: string[]) => Float64Array;

/** Words and pairs of words by number: for each the topics that it occurs in, and how much it speaks for each. */
interface Features {
  numberOf: (name: string) => number | undefined;
  /** What a feature counts beside others: 0 where it tells nothing. */
  value: Float64Array;
  /** A feature's topics and weights stand from `from[feature]` up to, and without, `from[feature + 1]`. */
  from: Int32Array;
  topics: Int32Array;
  weights: Float64Array;
}

interface Sample {
  topic: number;
  features: number[];
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
  const { features, samples } = prepare(topics);
  learn(features, samples, topics.length);
  return (tokens) => {
    const known = namesOf(tokens).flatMap((name) => features.numberOf(name) ?? []);
    const result = new Float64Array(topics.length);
    addUp(features, weigh(features, known), result);
    const all = Math.log(result.reduce((sum, value) => sum + Math.exp(value), 0));
    return result.map((value) => value - all);
  };
}

/** Words, and pairs of neighbours, each once. */
function namesOf(tokens: string[]): string[] {
  const names = tokens.flatMap((token, at) => (at > 0 ? [token, `${tokens[at - 1]} ${token}`] : [token]));
  return [...new Set(names)];
}

function prepare(topics: string[][][]): { features: Features; samples: Sample[] } {
  const numbers = createNumbering();
  const found = topics.map((phrasings) => phrasings.map((tokens) => namesOf(tokens).map(numbers.of)));
  const held = { feature: [] as number[], topic: [] as number[] };
  found.forEach((phrasings, topic) => {
    for (const feature of new Set(phrasings.flat())) {
      held.feature.push(feature);
      held.topic.push(topic);
    }
  });
  const { from, order } = sortByNumber(held.feature, numbers.size());
  const value = Float64Array.from(numbers.names(), (name, feature) => {
    const among = (from[feature + 1] as number) - (from[feature] as number);
    if (among > topics.length * everywhere) return 0;
    return (name.includes(' ') ? pairWeight : 1) * Math.log(1 + topics.length / among);
  });
  const features: Features = {
    numberOf: numbers.known,
    value,
    from,
    topics: order.map((place) => held.topic[place] as number),
    weights: new Float64Array(order.length),
  };
  const samples = found.flatMap((phrasings, topic) => phrasings.map((own) => ({ topic, ...weigh(features, own) })));
  return { features, samples };
}

/** The features that tell something, with their values as shares of the length of all. */
function weigh({ value }: Features, all: number[]): Omit<Sample, 'topic'> {
  const features = all.filter((feature) => value[feature] !== 0);
  const values = features.map((feature) => value[feature] as number);
  const length = Math.hypot(...values) || 1;
  return { features, values: values.map((one) => one / length) };
}

function learn(features: Features, samples: Sample[], topics: number): void {
  const { from, weights } = features;
  let work = 0;
  for (const sample of samples)
    for (const feature of sample.features) work += (from[feature + 1] as number) - (from[feature] as number);
  const times = Math.max(rounds.least, Math.min(rounds.most, Math.floor(effort / (work || 1))));
  // Sums of squared slopes: what has moved much moves less.
  const moved = new Float64Array(weights.length).fill(1e-3);
  const sums = new Float64Array(topics);
  // Neighbours are of one topic: a stride that meets every sample mixes them, the same way at every start.
  const stride = strideOf(samples.length);
  for (let turn = 0; turn < times * samples.length; turn++) {
    const sample = samples[(turn * stride) % samples.length];
    if (sample) learnOne(features, sample, sums, moved);
  }
}

/** `sums` is room for one sample's work. */
function learnOne(known: Features, sample: Sample, sums: Float64Array, moved: Float64Array): void {
  const { from, topics, weights } = known;
  sums.fill(0);
  addUp(known, sample, sums);
  let all = 0;
  for (let at = 0; at < sums.length; at++) all += sums[at] = Math.exp(sums[at] as number);
  for (let index = 0; index < sample.features.length; index++) {
    const feature = sample.features[index] as number;
    const value = sample.values[index] as number;
    for (let i = from[feature] as number; i < (from[feature + 1] as number); i++) {
      const topic = topics[i] as number;
      const slope = value * ((topic === sample.topic ? 1 : 0) - (sums[topic] as number) / all);
      const square = (moved[i] as number) + slope * slope;
      moved[i] = square;
      (weights[i] as number) += (pace * slope) / Math.sqrt(square);
    }
  }
}

function addUp(
  { from, topics, weights }: Features,
  { features, values }: Omit<Sample, 'topic'>,
  sums: Float64Array,
): void {
  for (let index = 0; index < features.length; index++) {
    const feature = features[index] as number;
    const value = values[index] as number;
    for (let i = from[feature] as number; i < (from[feature + 1] as number); i++)
      (sums[topics[i] as number] as number) += value * (weights[i] as number);
  }
}

/** About 0.618 of the length, and prime to it. */
function strideOf(length: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  let stride = Math.max(1, Math.round(length * 0.618));
  while (common(stride, length) > 1) stride++;
  return stride;
}
