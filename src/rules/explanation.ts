// Tells how a decision of the matcher came about, by asking the functions that decide: again, and without each word.
import type { Concepts } from './concepts.ts';
import type { Decided, Match, MatcherOptions, Topic, Weighed } from './matcher.ts';
import type { Scorer } from './score.ts';
import { normalise } from './words.ts';

/** A word or phrase, and how much it speaks for something: the logarithm of how many times likelier it makes it. */
export interface Pull {
  words: string;
  weight: number;
}

export interface Explained extends Match {
  /** What speaks most for it, and against it. */
  carriedBy: Pull[];
  against: Pull[];
  /** Its nearest phrasing by words, and how near that is, 0 to 1. */
  phrasing: string;
  alike: number;
}

export interface Explanation extends Decided {
  matches: Explained[];
  /** So likely must the first be to be answered, and the best three together to be offered. */
  least: { answer: number; clarify: number };
  /** How likely the best three are together. */
  together: number;
  /** As they are compared, after repair. */
  words: string[];
  repaired: { said: string; read: string }[];
  /** Words or phrases, and all that mean the same. */
  concepts: { said: string; means: string[] }[];
  /** Things with which nothing is answered outright. */
  foreign: string[];
  /** Words of a meaning of their own that stand in no phrasing. */
  unknown: string[];
  /** Sentences that are also compared by themselves. */
  sentences: string[];
  /** How likely it is that nobody here answers it, and what is nearest of that. */
  outside: { confidence: number; example: string | null };
}

/** What the matcher is made of, as far as it explains a decision. */
interface Parts extends Pick<MatcherOptions, 'synonyms' | 'outOfScope' | 'sureness'> {
  found: Topic[];
  decideOn(utterance: string): { texts: string[][]; weighed: Weighed | null; decided: Decided };
  weigh(texts: string[][]): Weighed;
  scorer: Scorer;
  concepts: Concepts;
  foreignIn: Concepts;
  stem(word: string): string;
  tokensIn(words: string[]): string[];
  standsAlone(tokens: string[]): boolean;
  isTelling(token: string): boolean;
  tells(token: string): boolean;
}

/** What counts less is left out, and what comes after the first of them. */
const LEAST_PULL = 0.3;
const MOST_FOR = 4;
const MOST_AGAINST = 2;
const BEST = 3;

/** Makes the function that explains what the matcher decides. */
export function createExplain(parts: Parts): (utterance: string) => Explanation {
  const { found, outOfScope, sureness, scorer, tokensIn } = parts;
  return (utterance) => {
    const { texts, weighed, decided } = parts.decideOn(utterance);
    const [words = [], ...sentences] = texts;
    const alone = sentences.filter((sentence) => parts.standsAlone(tokensIn(sentence)));
    const lists = [words, ...alone].map(tokensIn);
    const said = normalise(utterance);
    const phrases = phrasesIn(words.map(parts.stem), words, parts.concepts);
    const without = weighed
      ? unitsOf(words, phrases).map((unit) => ({
          unit,
          likely: parts.weigh(texts.map((text) => text.filter((word) => !unit.includes(word)))).likely,
        }))
      : [];

    const nearest = (topic: number, phrasings: string[]) => {
      const all = lists.map((tokens) => scorer.nearestOf(topic, tokens));
      const best = all.reduce((one, other) => (other.alike > one.alike ? other : one));
      return { phrasing: phrasings[best.at] ?? '', alike: round(best.alike) };
    };
    const explained = (match: Match): Explained => {
      const topic = found.findIndex(({ kind, id }) => kind === match.kind && id === match.id);
      const phrasings = found[topic]?.phrasings;
      if (!weighed || !phrasings) return { ...match, carriedBy: [], against: [], phrasing: '', alike: 1 };
      const pulls = without
        .map(({ unit, likely }) => ({
          words: unit.join(' '),
          weight: round(odds(weighed.likely, topic) - odds(likely, topic)),
        }))
        .sort((one, other) => other.weight - one.weight);
      return {
        ...match,
        carriedBy: pulls.filter(({ weight }) => weight >= LEAST_PULL).slice(0, MOST_FOR),
        against: pulls
          .filter(({ weight }) => weight <= -LEAST_PULL)
          .reverse()
          .slice(0, MOST_AGAINST),
        ...nearest(topic, phrasings),
      };
    };

    const foreign = phrasesIn(words.map(parts.stem), words, parts.foreignIn).map(({ said }) => said);
    const isUnknown = (token: string) => parts.tells(token) && !parts.isTelling(token);
    const outside = weighed ? weighed.likely.subarray(found.length) : new Float64Array();
    const groups = outside.subarray(0, outOfScope.length);
    const group = groups.indexOf(groups.reduce((most, one) => Math.max(most, one), 0));
    return {
      ...decided,
      matches: decided.matches.map(explained),
      least: { answer: sureness.answer, clarify: sureness.clarify },
      together: decided.matches.slice(0, BEST).reduce((sum, { confidence }) => sum + confidence, 0),
      words,
      repaired: words.flatMap((read, at) => (said[at] === read ? [] : [{ said: said[at] ?? '', read }])),
      concepts: phrases.map(({ said, group }) => ({ said: said.join(' '), means: parts.synonyms[group] ?? [] })),
      foreign: foreign.map((said) => said.join(' ')),
      unknown: words.filter((word) => !foreign.flat().includes(word) && tokensIn([word]).every(isUnknown)),
      sentences: alone.map((sentence) => sentence.join(' ')),
      outside: {
        confidence: outside.reduce((sum, one) => sum + one, 0),
        example: group < 0 ? null : nearest(found.length + group, outOfScope[group] ?? []).phrasing,
      },
    };
  };
}

/** The words and phrases that mean the same as others. */
function phrasesIn(stems: string[], words: string[], concepts: Concepts): { said: string[]; group: number }[] {
  const phrases: { said: string[]; group: number }[] = [];
  concepts(stems, undefined, (at, length, group) => {
    phrases.push({ said: words.slice(at, at + length), group });
  });
  return phrases;
}

/** Phrases that are one thing, and the other words, each once. */
function unitsOf(words: string[], phrases: { said: string[] }[]): string[][] {
  const together = phrases.map(({ said }) => said).filter((said) => said.length > 1);
  const single = words.filter((word) => !together.flat().includes(word)).map((word) => [word]);
  return [...new Map([...together, ...single].map((unit) => [unit.join(' '), unit])).values()];
}

/** How much likelier a topic is than that none is meant, as a logarithm. */
function odds(likely: Float64Array, topic: number): number {
  return Math.log(Math.max(likely[topic] ?? 0, Number.MIN_VALUE) / Math.max(likely.at(-1) ?? 0, Number.MIN_VALUE));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
