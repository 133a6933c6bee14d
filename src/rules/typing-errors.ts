// Repairs typing errors: an unknown word becomes the known one that it was probably meant to be.
import Fuse from 'fuse.js/basic';
import { typingErrors } from './closest-name.ts';

/** Gives the known word that was meant, or the word itself. */
export type Repair = (word: string) => string;

const remembered = 5000;
const longest = 24;

/**
 * Repairs towards the words of the field (with how often each stands there), else towards plain English ones; `kept`
 * words stay as they are. One typing error is forgiven from four letters on, two from eight; the first letter must be
 * right.
 */
export function createRepair(field: Map<string, number>, english: Set<string>, kept: Set<string>): Repair {
  const vocabulary = new Set([...field.keys(), ...english]);
  // One small index for each first letter and length: searching all words at once takes many times as long.
  const shelves = Map.groupBy(vocabulary, (word) => shelf(word, word.length));
  const indexes = new Map(
    [...shelves].map(([name, words]) => [name, new Fuse(words, { threshold: 0.45, distance: 8 })]),
  );
  const cache = new Map<string, string>();
  return (word) => {
    const asItIs =
      vocabulary.has(word) || word.length < 4 || word.length > longest || /\d/.test(word) || kept.has(word);
    if (asItIs) return word;
    const known = cache.get(word);
    if (known !== undefined) return known;
    const repaired = nearest(word, indexes, field);
    if (cache.size >= remembered) cache.delete(cache.keys().next().value ?? '');
    cache.set(word, repaired);
    return repaired;
  };
}

function shelf(word: string, length: number): string {
  return `${word[0]}${length}`;
}

function nearest(word: string, indexes: Map<string, Fuse<string>>, field: Map<string, number>): string {
  const limit = word.length < 8 ? 1 : 2;
  let best = word;
  let least = limit + 1;
  for (let length = Math.max(4, word.length - limit); length <= word.length + limit; length++) {
    for (const { item } of indexes.get(shelf(word, length))?.search(word, { limit: 5 }) ?? []) {
      // Of two that are equally near, the more frequent word of the field.
      const errors = typingErrors(word, item, limit) + 0.5 / (1 + (field.get(item) ?? 0));
      if (errors < least) [best, least] = [item, errors];
    }
  }
  return best;
}
