// Spelling of phrasings: words that no dictionary has, nor any other text of the content.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { closestName } from '../rules/closest-name.ts';
import { commonWords, otherWords, stopWords } from '../rules/common-words.ts';
import { normalise, stem } from '../rules/words.ts';
import type { Placed } from './check.ts';
import type { ParsedFile, Report } from './parsed.ts';
import { readSpanishDictionary } from './spanish-dictionary.ts';

/** Keys whose texts are how customers write, not how we do. */
const customers = new Set<PropertyKey>(['phrasings', 'must_match', 'also', 'examples', 'es']);
/** Names and abbreviations: a capital or a digit inside, or a part of an address. */
const nameLike = /[\p{L}\d][\p{Lu}\d]|[@/\\_]|\.\p{L}/u;

/** Read once: they have 49,000 and 57,000 words. */
let english: Set<string> | undefined;
let spanish: ((word: string) => boolean) | undefined;

interface Asked {
  id: string;
  phrasings: string[];
  es?: { phrasings: string[] } | undefined;
}

/** Reports, as warnings, words in phrasings that are probably misspelt. `all` are the files whose other texts count as right. */
export function checkSpelling(topics: Placed<Asked>[], all: ParsedFile[], report: Report): void {
  const ours = new Set([...all.flatMap(wordsOf), ...commonWords, ...stopWords, ...otherWords]);
  const known = withStems(ours);
  english ??= withStems(readDictionary());
  const dictionary = english;
  const isKnown = (word: string) =>
    word.length < 3 || /\d/.test(word) || basesOf(word).some((base) => known.has(base) || dictionary.has(base));
  const check = (
    { file, path, value }: Placed<Pick<Asked, 'phrasings'>>,
    isRight: (word: string) => boolean,
    wordsIn: (text: string) => string[],
  ) => {
    value.phrasings.forEach((phrasing, index) => {
      const parts = phrasing.split(/\s+/).filter((part) => !nameLike.test(part));
      const words = wordsIn(parts.join(' '));
      const strange = words.filter((word) => !isRight(word));
      // Another language.
      if (strange.length * 2 > words.length && words.length > 2) return;
      for (const word of strange) {
        const near = closestName(word, ours);
        const remedy = near === null ? 'Correct it, or put' : `Did you mean "${near}"? Else put`;
        const told = `"${phrasing}": "${word}" is in no dictionary. ${remedy} it under never_correct in synonyms.yaml.`;
        report(file, [...path, 'phrasings', index], told, 'warning');
      }
    });
  };
  for (const topic of topics) check(topic, isKnown, normalise);
  const inSpanish = topics.flatMap(({ file, path, value: { id, es } }) =>
    es ? [{ file, path: [...path, 'es'], value: { id, phrasings: es.phrasings } }] : [],
  );
  if (inSpanish.length === 0) return;
  spanish ??= readSpanishDictionary();
  const isSpanish = spanish;
  // Whoever asks in Spanish says "login" and "ACE" too.
  const isRight = (word: string) => isSpanish(word) || isKnown(word);
  for (const topic of inSpanish) check(topic, isRight, (text) => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []);
}

function withStems(words: Iterable<string>): Set<string> {
  return new Set([...words].flatMap((word) => [word, stem(word)]));
}

const prefixes = /^(?:un|re|de|non|pre|over|anti|dis|in|inter|sub)(?=.{4})/;
const endings = /(?<=.{3})(?:ly|er|ator|est|able|ment|ness|ful|less)$/;

/** A word and what it may be made of, as "unliquidated" of "liquidate": whoever types one of them finds the others. */
function basesOf(word: string): string[] {
  const shorter = [word, stem(word), word.replace(endings, ''), stem(word).replace(endings, '')];
  const all = shorter.flatMap((one) => [one, `${one}e`, one.replace(/i$/, 'y'), one.replace(/ed$/, 'e'), `${one}ate`]);
  return [...all, ...all.map((one) => one.replace(prefixes, ''))].flatMap((one) => [one, stem(one)]);
}

/** The words of everything that we write ourselves. */
function wordsOf({ data }: ParsedFile): string[] {
  const walk = (value: unknown): string[] => {
    if (typeof value === 'string') return normalise(value);
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, inner]) => (customers.has(key) ? [] : walk(inner)));
  };
  return walk(data);
}

/** English words: the entries of the Hunspell dictionary, without the rules for their endings. */
function readDictionary(): string[] {
  const require = createRequire(join(process.cwd(), 'package.json'));
  const path = join(dirname(require.resolve('dictionary-en')), 'index.dic');
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .flatMap((line) => normalise(line.split('/')[0] ?? ''));
}
