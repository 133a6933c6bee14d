// Finds what a customer's words mean: which entry, which guide, which small talk, or none.
import { createClassifier } from './classifier.ts';
import { createConcepts } from './concepts.ts';
import { createExplain, type Explanation } from './explanation.ts';
import { english, type Language } from './language.ts';
import { type Evidence, likelihoods, type Weights } from './likelihood.ts';
import { countTokens, createScorer } from './score.ts';
import { createSmallTalk } from './small-talk.ts';
import { createRepair } from './typing-errors.ts';
import { normalise } from './words.ts';

/** Something that can be found: an entry, a guide or a piece of small talk, under its own id. */
export interface Topic {
  kind: 'entry' | 'guide' | 'small-talk';
  id: string;
  /** The question first, then phrasings. */
  phrasings: string[];
}

export interface Match {
  kind: Topic['kind'];
  id: string;
  /** 0 to 1. */
  confidence: number;
}

export interface Matching {
  /** `answer`: the first match is meant; `clarify`: one of the (up to three) matches; `decline`: none. */
  decision: 'answer' | 'clarify' | 'decline';
  /** Best first; at most five, and none that is far behind the first. */
  matches: Match[];
}

export interface Matcher {
  /** Decides what is meant; small talk only where the whole message is small talk. */
  match(utterance: string): Matching;
  /** What is seen in an utterance, for the topics that are no small talk, in their order. */
  see(utterance: string): Evidence;
  /** Decides once more, and tells how it came to it: for people who try out content, slower than `match`. */
  explain(utterance: string): Explanation;
}

/** What a decision rests on. */
export type Because =
  | 'small-talk'
  /** It is a phrasing, word by word. */
  | 'same'
  /** No word of it says anything. */
  | 'says-nothing'
  /** The first is likely enough. */
  | 'sure'
  /** The first would be, but for a foreign object. */
  | 'foreign'
  /** The best three are likely enough together. */
  | 'together'
  | 'unsure';

export interface Decided extends Matching {
  because: Because;
}

/** How likely each of the topics is that are no small talk, and last, that none is meant. */
export interface Weighed {
  evidence: Evidence;
  likely: Float64Array;
  /** The topic whose phrasing it is, word by word. */
  same: number | undefined;
}

/** How surely something must be meant, as `npm run fit` found it. */
export interface Sureness {
  weights: Weights;
  /** So likely must the first be, to be answered outright. */
  answer: number;
  /** So likely must one of the best three be, to be offered. */
  clarify: number;
}

export interface MatcherOptions {
  /** Groups of words or phrases that mean the same. */
  synonyms: string[][];
  /** Words that are never repaired into another. */
  neverCorrect: string[];
  /** Foreign objects: with one of them nothing is answered outright. */
  foreign: string[];
  /** Groups of whole questions that nobody here answers. */
  outOfScope: string[][];
  sureness: Sureness;
  /** English where it is left out. */
  language?: Language;
}

/** What stands beyond this is not compared: a message is paid for by its length. */
const longest = { characters: 1000, words: 60 };
/** How much plain English words and unknown abbreviations count beside words of the field. */
const damping = { stop: 0.2, common: 0.6, short: 0.8 };
/** What is less likely is no choice. */
const least = 0.03;
/** A sentence is looked at by itself where it has so many words of the field. */
const tellingWords = 2;
/** So many may be offered. */
const choices = 3;

/** Prepares the topics for matching. */
export function createMatcher(topics: Topic[], options: MatcherOptions): Matcher {
  const { weights, answer, clarify } = options.sureness;
  const { language = english } = options;
  const { stem } = language;
  const found = topics.filter((topic) => topic.kind !== 'small-talk');
  const fieldTexts = [
    ...topics.flatMap((topic) => topic.phrasings),
    ...options.synonyms.flat(),
    ...options.foreign,
    ...options.outOfScope.flat(),
  ];
  const wordsOfAll = new Map(fieldTexts.map((text) => [text, normalise(text)]));
  const read = (text: string) => wordsOfAll.get(text) ?? [];
  const field = countTokens(fieldTexts.flatMap(read));
  const plain = new Set([...language.stopWords, ...language.commonWords, ...language.otherWords]);
  const kept = new Set([...options.neverCorrect.flatMap(normalise), ...language.foreignWords]);
  const repair = createRepair(field, plain, kept);
  const known = stems(field.keys(), stem);
  const common = stems(language.commonWords, stem);
  const stop = stems(language.stopWords, stem);
  const importance = (token: string) => {
    if (stop.has(token)) return damping.stop;
    if (common.has(token)) return damping.common;
    return token.length <= 3 && !known.has(token) ? damping.short : 1;
  };
  const concepts = createConcepts(options.synonyms, stem);
  const tokensOf = (words: string[], keep?: (token: string) => boolean) => concepts(words.map(stem), keep);
  const foundTokens = found.map(({ phrasings }) => phrasings.map((text) => tokensOf(read(text))));
  const others = options.outOfScope.map((texts) => texts.map((text) => tokensOf(read(text))));
  // Whoever says "six digits" for a code has said nothing of digits.
  const inTopics = new Set(foundTokens.flat(2));
  const scorer = createScorer([...foundTokens, ...others], importance);
  const classify = createClassifier([...foundTokens, ...others]);
  const exact = new Map(
    found.flatMap(({ phrasings }, index) => phrasings.map((text) => [read(text).join(' '), index])),
  );
  const smallTalk = createSmallTalk(topics.filter((topic) => topic.kind === 'small-talk'));
  const foreignIn = createConcepts(
    options.foreign.map((text) => [text]),
    stem,
  );
  const isForeign = (words: string[]) => foreignIn(words.map(stem)).some((token) => token.startsWith('~'));

  const wordsOf = (text: string) => normalise(text).slice(0, longest.words).map(repair);
  const tells = (token: string) => importance(token) > damping.stop;
  const tokensIn = (words: string[]) => tokensOf(words, (token) => inTopics.has(token));
  /** The whole text, then its sentences where it has more than one; each as words. */
  const textsOf = (utterance: string) => [utterance, ...sentencesOf(utterance)].map(wordsOf);

  const isTelling = (token: string) => tells(token) && inTopics.has(token);
  const standsAlone = (tokens: string[]) => tokens.filter(isTelling).length >= tellingWords;

  const see = ([words = [], ...sentences]: string[][]): Evidence => {
    const tokens = tokensIn(words);
    const parts = sentences.map(tokensIn).filter(standsAlone);
    const scores = [tokens, ...parts].map((part) => ({ ...scorer.score(part), learned: classify(part) }));
    return {
      topics: {
        coverage: most(scores.map(({ coverage }) => coverage)),
        nearest: most(scores.map(({ nearest }) => nearest)),
        letters: most(scores.map(({ letters }) => letters)),
        learned: most(scores.map(({ learned }) => learned)),
        outside: Float64Array.from([...found, ...others], (_, at) => (at < found.length ? 0 : 1)),
      },
      none: {
        always: 1,
        foreign: isForeign(words) ? 1 : 0,
        sentences: Math.max(0, parts.length - 1),
        unknown: shareOf(tokens.filter(tells), (token) => !inTopics.has(token)),
      },
      known: found.length,
    };
  };

  const weigh = (texts: string[][]): Weighed => {
    const evidence = see(texts);
    return { evidence, likely: likelihoods(evidence, weights), same: exact.get((texts[0] ?? []).join(' ')) };
  };

  const decide = ([words = []]: string[][], { evidence, likely, same }: Weighed): Decided => {
    const matches = found
      .map(({ kind, id }, index): Match => ({ kind, id, confidence: index === same ? 1 : (likely[index] ?? 0) }))
      .sort((a, b) => b.confidence - a.confidence)
      .filter(({ confidence }, index) => confidence >= least || (index === 0 && confidence > 0))
      .slice(0, 5);
    const [first] = matches;
    if (first && same !== undefined) return { decision: 'answer', matches, because: 'same' };
    // "What now" is near to many phrasings and says nothing.
    if (!first || !tokensOf(words).some(tells)) return { decision: 'decline', matches, because: 'says-nothing' };
    const isSure = first.confidence >= answer;
    if (isSure && evidence.none.foreign === 0) return { decision: 'answer', matches, because: 'sure' };
    const together = matches.slice(0, choices).reduce((sum, { confidence }) => sum + confidence, 0);
    return together >= clarify
      ? { decision: 'clarify', matches, because: isSure ? 'foreign' : 'together' }
      : { decision: 'decline', matches, because: 'unsure' };
  };

  const decideOn = (utterance: string) => {
    const texts = textsOf(utterance.slice(0, longest.characters));
    const talk = smallTalk(texts[0] ?? []);
    if (!talk) {
      const weighed = weigh(texts);
      return { texts, weighed, decided: decide(texts, weighed) };
    }
    const matches: Match[] = [{ kind: 'small-talk', id: talk.id, confidence: 1 }];
    return { texts, weighed: null, decided: { decision: 'answer', matches, because: 'small-talk' } satisfies Decided };
  };

  return {
    see: (utterance) => see(textsOf(utterance.slice(0, longest.characters))),
    match(utterance) {
      const { decision, matches } = decideOn(utterance).decided;
      return { decision, matches };
    },
    explain: createExplain({
      ...options,
      found,
      decideOn,
      weigh,
      scorer,
      concepts,
      foreignIn,
      stem,
      tokensIn,
      standsAlone,
      isTelling,
      tells,
    }),
  };
}

/** The sentences of a text with more than one. */
function sentencesOf(text: string): string[] {
  const parts = text.split(/[.?!;:\n]+(?:\s|$)/).filter((part) => part.trim() !== '');
  return parts.length > 1 ? parts : [];
}

/** The largest of each place. */
function most(lists: Float64Array[]): Float64Array {
  const [first = new Float64Array(), ...rest] = lists;
  for (const list of rest)
    for (let at = 0; at < first.length; at++) first[at] = Math.max(first[at] ?? 0, list[at] ?? 0);
  return first;
}

function shareOf(tokens: string[], what: (token: string) => boolean): number {
  return tokens.filter(what).length / Math.max(1, tokens.length);
}

function stems(words: Iterable<string>, stem: Language['stem']): Set<string> {
  return new Set([...words].map(stem));
}
