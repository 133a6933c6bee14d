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
