// Whether a message may be the beginning or a part of a number that is sent in pieces, and whether it says anything else.
import { cueBefore, isFiller, isKnownWord } from './sensitive-cues.ts';
import { digitsOf, hasShape, readNumbers } from './sensitive-numbers.ts';

/** Farther from its end than this nothing of a message announces a number, and no number is longer. */
const TAIL = 200;

/** `named` ends with a word that a number follows ("my routing is 02"), `digits` is made of digits alone; null is neither. */
export function fragmentIn(text: string): 'named' | 'digits' | null {
  const numbers = readNumbers(text.slice(-TAIL));
  const { tokens, at } = numbers;
  const cue = cueBefore(tokens, tokens.length);
  // "Set up an account": no number is announced.
  const isSome = /^(an?|una?|open|create|new|-)$/.test(tokens[(cue?.index ?? 0) - 1]?.text ?? '');
  if (cue && cue.cue !== 'other' && cue.cue !== 'tax' && !isSome) return 'named';
  // Behind a routing number comes the account number, and behind an account number the rest of it, or it once more.
  if (tokens.some(({ kind, text: removed }) => kind === 'removed' && /^(routing|account)$/.test(removed)))
    return 'named';
  const isBare = tokens.every(({ kind, text: word }) =>
    kind === 'mark' ? !/[?!$]/.test(word) : kind !== 'word' || isFiller(word),
  );
  if (!isBare || text.length > TAIL) return null;
  const { length } = digitsOf(numbers, 0, at.length - 1);
  return length > 0 && length < 19 && !hasShape(numbers, 0, at.length - 1) ? 'digits' : null;
}

/** Whether a masked text has nothing in it but masks and the words that belong to a number. */
export function isOnlyMasks(text: string): boolean {
  const { tokens } = readNumbers(text);
  const isRemoved = tokens.some(({ kind }) => kind === 'removed');
  return isRemoved && tokens.every(({ kind, text: word }) => kind !== 'word' || isKnownWord(word));
}
