// Repairs typing errors: an unknown word becomes the known one that it was probably meant to be.
import Fuse from 'fuse.js';
import { typingErrors } from './closest-name.ts';

/** Gives the known word that was meant, or the word itself. */
export type Repair = (word: string) => string;

const remembered = 5000;
const longest = 24;

/**
 * Repairs towards `vocabulary`; words in `untouched` stay as they are. One typing error is forgiven from four letters on,
 * two from eight; the first letter must be right.
 */
export function createRepair(vocabulary: Set<string>, untouched: (word: string) => boolean): Repair {
  // One small index a letter: searching all words at once takes three times as long.
  const byLetter = new Map<string, Fuse<string>>();
  const letters = Map.groupBy(vocabulary, (word) => word[0] ?? '');
  for (const [letter, words] of letters) byLetter.set(letter, new Fuse(words, { threshold: 0.45, distance: 8 }));
  const cache = new Map<string, string>();
  return (word) => {
    const asItIs =
      vocabulary.has(word) || word.length < 4 || word.length > longest || /\d/.test(word) || untouched(word);
    if (asItIs) return word;
    const known = cache.get(word);
    if (known !== undefined) return known;
    const repaired = nearest(word, byLetter.get(word[0] ?? ''));
    if (cache.size >= remembered) cache.delete(cache.keys().next().value ?? '');
    cache.set(word, repaired);
    return repaired;
  };
}

function nearest(word: string, words: Fuse<string> | undefined): string {
  const limit = word.length < 8 ? 1 : 2;
  let best = word;
  let least = limit + 1;
  for (const { item } of words?.search(word, { limit: 12 }) ?? []) {
    const errors = item.length < 4 ? least : typingErrors(word, item, limit);
    if (errors < least) [best, least] = [item, errors];
  }
  return best;
}
