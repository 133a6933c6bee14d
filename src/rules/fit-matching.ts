// Fits the weights and thresholds of matching to messages whose meaning is known.
import { type Evidence, likelihoods, noneSigns, topicSigns, type Weights } from './likelihood.ts';

/** A message: what was seen in it, and the places of the topics that are right; none where nobody answers it. */
export interface Example {
  evidence: Evidence;
  right: number[];
}

const rounds = 1500;
const step = 0.05;
/** Pulls weights towards nothing, so that chance among few messages does not become a rule; offsets are left alone. */
const restraint = 0.001;
const offsets = new Set<string>(['outside', 'always']);

/** The weights under which the right topics are most likely (maximum likelihood, by Adam). */
export function fitWeights(examples: Example[]): Weights {
  const names = [...topicSigns, ...noneSigns];
  const values = names.map(() => 0);
  const mean = names.map(() => 0);
  const spread = names.map(() => 0);
  for (let round = 1; round <= rounds; round++) {
    const slope = slopeAt(examples, weightsOf(values));
    values.forEach((value, at) => {
      const towards = (slope[at] ?? 0) / examples.length - (offsets.has(names[at] ?? '') ? 0 : restraint * value);
      const average = 0.9 * (mean[at] ?? 0) + 0.1 * towards;
      const square = 0.999 * (spread[at] ?? 0) + 0.001 * towards ** 2;
      mean[at] = average;
      spread[at] = square;
      const pace = Math.sqrt(square / (1 - 0.999 ** round)) + 1e-8;
      values[at] = value + (step * average) / (1 - 0.9 ** round) / pace;
    });
  }
  return weightsOf(values);
}

function weightsOf(values: number[]): Weights {
  const rounded = values.map((value) => Math.round(value * 100) / 100);
  const part = <Name extends string>(names: readonly Name[], from: number) =>
    Object.fromEntries(names.map((name, at) => [name, rounded[from + at] ?? 0])) as Record<Name, number>;
  return { topics: part(topicSigns, 0), none: part(noneSigns, topicSigns.length) };
}

/** How the log-likelihood of what is right changes with each weight. */
function slopeAt(examples: Example[], weights: Weights): number[] {
  const slope = [...topicSigns, ...noneSigns].map(() => 0);
  for (const { evidence, right } of examples) {
    const likely = likelihoods(evidence, weights);
    const none = likely.length - 1;
    const meant = right.length > 0 ? right : [...likely.keys()].slice(evidence.known);
    const together = meant.reduce((sum, at) => sum + (likely[at] ?? 0), 0) || Number.MIN_VALUE;
    const pull = likely.map((value) => -value);
    for (const at of meant) (pull[at] as number) += (likely[at] ?? 0) / together;
    topicSigns.forEach((sign, index) => {
      const values = evidence.topics[sign];
      for (let at = 0; at < none; at++) (slope[index] as number) += (pull[at] as number) * (values[at] as number);
    });
    noneSigns.forEach((sign, index) => {
      (slope[topicSigns.length + index] as number) += (pull[none] as number) * evidence.none[sign];
    });
  }
  return slope;
}

/**
 * What may go wrong at most, of all messages: less than is promised, as other messages are harder than those that were
 * fitted to. It is what the answers' own likelihoods say, not a count: among few messages one more or less is chance.
 */
const mayBeWrong = 0.015;

/** Of limits that are about equally good the one that offers more. */
const indifferent = 0.015;

/** The least confidence at which answers may be given, and choices offered. */
export function fitThresholds(examples: Example[], weights: Weights): { answer: number; clarify: number } {
  const rows = examples.map(({ evidence, right }) => {
    const likely = likelihoods(evidence, weights);
    const order = [...likely.subarray(0, evidence.known).keys()]
      .sort((a, b) => (likely[b] ?? 0) - (likely[a] ?? 0))
      .slice(0, 3);
    const sure = order.map((at) => likely[at] ?? 0);
    return {
      known: right.length > 0,
      blocked: evidence.none.foreign > 0,
      isAmong: order.some((at) => right.includes(at)),
      first: sure[0] ?? 0,
      together: sure.reduce((sum, one) => sum + one, 0),
    };
  });
  const known = rows.filter((row) => row.known);
  const foreign = rows.filter((row) => !row.known);
  const share = (list: typeof rows, what: (row: (typeof rows)[number]) => boolean) =>
    list.filter(what).length / (list.length || 1);
  const steps = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);
  const answered = (least: number) => rows.filter((row) => row.first >= least && !row.blocked);
  const answer = steps.find(
    (least) => answered(least).reduce((sum, { first }) => sum + 1 - first, 0) / rows.length <= mayBeWrong,
  );
  // Asking back what nobody answers is a smaller evil than not offering what is known.
  const worth = (least: number) =>
    share(known, (row) => row.together >= least && row.isAmong) - 0.25 * share(foreign, (row) => row.together >= least);
  const best = Math.max(...steps.map(worth));
  const clarify = steps.find((least) => worth(least) > best - indifferent) ?? best;
  return { answer: answer ?? 1, clarify };
}
