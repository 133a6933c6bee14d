// Finds what a customer's words mean: which entry, which guide, which label.

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
  /** Best first; at most five. */
  matches: Match[];
}

export interface Matcher {
  /** Decides what is meant; small talk only where the whole message is small talk. */
  match(utterance: string): Matching;
}

import { normalise } from './words.ts';

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

/** Prepares the topics for matching. */
export function createMatcher(topics: Topic[], options: MatcherOptions): Matcher {
  const phrasings = topics.flatMap((topic) =>
    topic.phrasings.map((text) => ({ topic, words: new Set(normalise(text)) })),
  );
  return {
    match(utterance) {
      const words = new Set(normalise(utterance));
      const best = new Map<Topic, number>();
      for (const { topic, words: other } of phrasings) {
        const score = [...words].filter((word) => other.has(word)).length / Math.sqrt(words.size * other.size || 1);
        if (topic.kind !== 'small-talk' || score > 0.99) best.set(topic, Math.max(score, best.get(topic) ?? 0));
      }
      const matches = [...best]
        .map(([{ kind, id }, confidence]): Match => ({ kind, id, confidence }))
        .filter((match) => match.confidence > 0)
        .sort((a, b) => b.confidence - a.confidence)
        .slice(0, 5);
      const [first = 0, second = 0] = matches.map((match) => match.confidence);
      const { answer, lead, clarify } = options.thresholds;
      const decision =
        first >= answer && first >= second * (1 + lead) ? 'answer' : first >= clarify ? 'clarify' : 'decline';
      return { decision, matches };
    },
  };
}
