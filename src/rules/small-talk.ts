// Knows small talk, but only where it is the whole message: "hi, my code expired" is a question.
import { normalise } from './words.ts';

interface Talk {
  id: string;
  phrasings: string[];
}

/** Words that may stand around small talk without making it a question. */
const fillers = new Set(
  normalise(
    'a again all also and bot dear everybody everyone for friend guys hi hello just lot many my now oh ok please really sir madam so team that the then there this to today too very was well you your',
  ),
);

/** Gives the small talk that a message consists of, or null where anything else is said. */
export function createSmallTalk(talks: Talk[]): (words: string[]) => Talk | null {
  const phrases = talks
    .flatMap((talk) => talk.phrasings.map((text) => ({ talk, words: normalise(text) })))
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => b.words.length - a.words.length);
  return (words) => {
    let main: { talk: Talk; length: number } | null = null;
    for (let index = 0; index < words.length; ) {
      const found = phrases.find((phrase) => phrase.words.every((word, offset) => words[index + offset] === word));
      if (found && (main === null || found.words.length >= main.length))
        main = { talk: found.talk, length: found.words.length };
      if (!found && !fillers.has(words[index] ?? '')) return null;
      index += found?.words.length ?? 1;
    }
    return main?.talk ?? null;
  };
}
