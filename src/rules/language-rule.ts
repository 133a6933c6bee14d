// Knows in which language a message is written, by the words it has.
import { commonWords, otherWords, stopWords } from './common-words.ts';
import { spanishCommonWords, spanishStopWords } from './spanish-words.ts';
import { usStates } from './us-states.ts';
import { normalise } from './words.ts';

/** What stands beyond this is not looked at. */
const longest = 1000;

const englishWords = new Set([...stopWords, ...commonWords, ...otherWords]);

/** The language of a message; null where nothing in it tells. */
export type LanguageOf = (text: string) => 'es' | 'en' | null;

/**
 * Makes the rule that knows the language of a message: it is the one that more of its words are in, and in it alone. What
 * the field says in English counts for neither, for whoever asks in Spanish says "ACE" and "refund" too.
 */
export function createLanguageRule(ours: { spanish: string[]; english: string[]; names: string[] }): LanguageOf {
  const field = new Set(ours.english.flatMap(normalise));
  const own = new Set([...spanishStopWords, ...spanishCommonWords, ...ours.spanish.flatMap(normalise)]);
  const codes = new Set(usStates.map(({ code }) => code.toLowerCase()));
  const isSpanish = (word: string) => own.has(word) && !englishWords.has(word) && !field.has(word) && !codes.has(word);
  const isEnglish = (word: string) => englishWords.has(word) && !own.has(word);
  // "Los Angeles" and "El Paso" are said in any language.
  const names = ours.names.map((name) => ` ${normalise(name).join(' ')} `).filter((name) => name.trim().includes(' '));
  return (text) => {
    const plain = names.reduce(
      (rest, name) => rest.replaceAll(name, ' '),
      ` ${normalise(text.slice(0, longest)).join(' ')} `,
    );
    const words = plain.split(' ');
    const lead = words.filter(isSpanish).length + (/[¿¡]/.test(text) ? 1 : 0) - words.filter(isEnglish).length;
    return lead === 0 ? null : lead > 0 ? 'es' : 'en';
  };
}
