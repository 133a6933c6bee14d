// What matching knows of a language: its small words, its frequent ones, and how its words end.
import { commonWords, otherWords, stopWords } from './common-words.ts';
import { spanishCommonWords, spanishStopWords } from './spanish-words.ts';
import { stem, stemSpanish } from './words.ts';

export interface Language {
  /** Words that carry little meaning of their own. */
  stopWords: ReadonlySet<string>;
  /** Frequent words: they count less than the words of the field. */
  commonWords: ReadonlySet<string>;
  /** What else is meant as it is written. */
  otherWords: ReadonlySet<string>;
  /** Words of the other language, which are no typing errors of this one's. */
  foreignWords: ReadonlySet<string>;
  /** The word without its ending. */
  stem(word: string): string;
}

export const english: Language = {
  stopWords,
  commonWords,
  otherWords,
  foreignWords: new Set([...spanishStopWords, ...spanishCommonWords]),
  stem,
};

export const spanish: Language = {
  stopWords: spanishStopWords,
  commonWords: spanishCommonWords,
  otherWords: new Set(),
  foreignWords: new Set([...stopWords, ...commonWords, ...otherWords]),
  stem: stemSpanish,
};
