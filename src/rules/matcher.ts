// Finds what a customer's words mean: which entry, which guide, which small talk, or none.
import { commonWords, otherWords, stopWords } from './common-words.ts';
import { createConcepts } from './concepts.ts';
import { countTokens, createScorer } from './score.ts';
import { createSmallTalk } from './small-talk.ts';
import { createRepair } from './typing-errors.ts';
import { normalise, stem } from './words.ts';

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
}

export interface MatcherOptions {
  /** Groups of words or phrases that mean the same. */
  synonyms: string[][];
  /** Words that are never repaired into another. */
  neverCorrect: string[];
  /** Foreign objects: with one of them nothing is answered outright. */
  foreign: string[];
  /** Whole questions that nobody here answers. */
  outOfScope: string[];
  thresholds: { answer: number; lead: number; clarify: number };
}

/** What stands beyond this is not compared: a message is paid for by its length. */
const longest = { characters: 1000, words: 60 };
/** How much plain English words and unknown abbreviations count beside words of the field. */
const damping = { stop: 0.2, common: 0.6, short: 0.8 };
/** A question about a foreign object is rather declined, and never answered outright. */
const foreignFactor = 0.6;
/** "What now" is near to many phrasings and says nothing. */
const vagueFactor = 0.6;

/** What is far behind the first match is no choice beside it. */
const near = 0.4;

/** Prepares the topics for matching. */
export function createMatcher(topics: Topic[], options: MatcherOptions): Matcher {
  const found = topics.filter((topic) => topic.kind !== 'small-talk');
  const fieldTexts = [
    ...topics.flatMap((topic) => topic.phrasings),
    ...options.synonyms.flat(),
    ...options.foreign,
    ...options.outOfScope,
  ];
  const field = countTokens(fieldTexts.flatMap(normalise));
  const english = new Set([...stopWords, ...commonWords, ...otherWords]);
  const repair = createRepair(field, english, new Set(options.neverCorrect.flatMap(normalise)));
  const known = stems(field.keys());
  const common = stems(commonWords);
  const stop = stems(stopWords);
  const importance = (token: string) => {
    if (stop.has(token)) return damping.stop;
    if (common.has(token)) return damping.common;
    return token.length <= 3 && !known.has(token) ? damping.short : 1;
  };
  const concepts = createConcepts(options.synonyms);
  const tokensOf = (words: string[], keep?: (token: string) => boolean) => concepts(words.map(stem), keep);
  const foundTokens = found.map(({ phrasings }) => phrasings.map((text) => tokensOf(normalise(text))));
  const others = options.outOfScope.map((text) => [tokensOf(normalise(text))]);
  // Whoever says "six digits" for a code has said nothing of digits.
  const inTopics = new Set(foundTokens.flat(2));
  const scorer = createScorer([...foundTokens, ...others], importance);
  const exact = new Map(
    found.flatMap(({ phrasings }, index) => phrasings.map((text) => [normalise(text).join(' '), index])),
  );
  const smallTalk = createSmallTalk(topics.filter((topic) => topic.kind === 'small-talk'));
  const foreign = createConcepts(options.foreign.map((text) => [text]));
  const isForeign = (words: string[]) => foreign(words.map(stem)).some((token) => token.startsWith('~'));

  const decide = (matches: Match[], out: number, blocked: boolean): Matching['decision'] => {
    const { answer, lead, clarify } = options.thresholds;
    const [first = 0, second = 0] = matches.map((match) => match.confidence);
    if (first < clarify || out > first) return 'decline';
    return first >= answer && first >= Math.max(second, out) * (1 + lead) && !blocked ? 'answer' : 'clarify';
  };

  return {
    match(utterance) {
      const words = normalise(utterance.slice(0, longest.characters)).slice(0, longest.words).map(repair);
      const talk = smallTalk(words);
      if (talk) return { decision: 'answer', matches: [{ kind: 'small-talk', id: talk.id, confidence: 1 }] };
      const same = exact.get(words.join(' '));
      const blocked = same === undefined && isForeign(words);
      const tokens = tokensOf(words, (token) => inTopics.has(token));
      const tells = tokens.some((token) => importance(token) > damping.stop);
      const factor = (blocked ? foreignFactor : 1) * (tells ? 1 : vagueFactor);
      const scores = scorer.score(tokens).map((score) => score * factor);
      if (same !== undefined) scores[same] = 1;
      const matches = found
        .map(({ kind, id }, index): Match => ({ kind, id, confidence: scores[index] ?? 0 }))
        .sort((a, b) => b.confidence - a.confidence)
        .filter((match, _, [first]) => match.confidence > (first?.confidence ?? 0) * near)
        .slice(0, 5);
      return { decision: decide(matches, Math.max(0, ...scores.slice(found.length)), blocked), matches };
    },
  };
}

function stems(words: Iterable<string>): Set<string> {
  return new Set([...words].map(stem));
}
