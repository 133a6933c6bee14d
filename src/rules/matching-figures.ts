// Counts how well messages whose meaning is known are answered.

/** A message whose meaning is known. */
export interface Labelled {
  text: string;
  /** The entries that are right; none where nobody here answers it. */
  ids: string[];
}

/** What came of a message, as `npm run ask -- --json` writes it. */
export interface Decided {
  decision: 'answer' | 'clarify' | 'decline';
  entries: { id: string; confidence: number }[];
}

/** Shares from 0 to 1. */
export interface Figures {
  /** Messages that an entry answers, and messages that nobody here answers. */
  inScope: number;
  outOfScope: number;
  /** Of those in scope: answered at once with a right entry, or a wrong one. */
  right: number;
  wrong: number;
  /** Answered right, or with a right one among the choices. */
  resolved: number;
  /** Of those out of scope: answered, or asked back. */
  answeredOutOfScope: number;
  askedBackOutOfScope: number;
  /** How far the confidence of answers is from the share that is right, over five groups of like confidence. */
  calibrationError: number;
  answers: number;
}

const groups = 5;

/** The figures of messages and what came of each. */
export function figuresOf(messages: Labelled[], decided: Decided[]): Figures {
  const rows = messages.map(({ ids }, at) => {
    const { decision, entries } = decided[at] ?? { decision: 'decline', entries: [] };
    const isRight = ids.includes(entries[0]?.id ?? '');
    const isAmong = entries.slice(0, 3).some(({ id }) => ids.includes(id));
    return { known: ids.length > 0, decision, isRight, isAmong, confidence: entries[0]?.confidence ?? 0 };
  });
  const known = rows.filter((row) => row.known);
  const foreign = rows.filter((row) => !row.known);
  const share = (list: typeof rows, what: (row: (typeof rows)[number]) => boolean) =>
    list.length === 0 ? 0 : list.filter(what).length / list.length;
  const answers = rows.filter(({ decision }) => decision === 'answer');
  return {
    inScope: known.length,
    outOfScope: foreign.length,
    right: share(known, (row) => row.decision === 'answer' && row.isRight),
    wrong: share(known, (row) => row.decision === 'answer' && !row.isRight),
    resolved: share(known, (row) =>
      row.decision === 'answer' ? row.isRight : row.decision === 'clarify' && row.isAmong,
    ),
    answeredOutOfScope: share(foreign, (row) => row.decision === 'answer'),
    askedBackOutOfScope: share(foreign, (row) => row.decision === 'clarify'),
    calibrationError: calibrationError(answers),
    answers: answers.length,
  };
}

function calibrationError(answers: { confidence: number; isRight: boolean }[]): number {
  const sorted = answers.toSorted((a, b) => a.confidence - b.confidence);
  let error = 0;
  for (let group = 0; group < groups; group++) {
    const part = sorted.slice((group * sorted.length) / groups, ((group + 1) * sorted.length) / groups);
    const sure = part.reduce((sum, { confidence }) => sum + confidence, 0);
    error += Math.abs(sure - part.filter(({ isRight }) => isRight).length);
  }
  return error / (sorted.length || 1);
}

/** Whether a message belongs to the half that is fitted to; the other half is only measured. */
export function isToFit(text: string): boolean {
  let hash = 2166136261;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16777619);
  return ((hash ^ (hash >>> 15)) & 1) === 0;
}
