// What the bot may ask to be done in its turn beside talking, and what comes of it: plain data for both sides.

export interface CaseWanted {
  /** The office's id; null where the customer named no place. */
  office: string | null;
  name: string | null;
  contact: string;
  question: string;
  topic: string | null;
  guide: string | null;
  step: string | null;
  language: string | null;
  timeZone: string | null;
}

/** A case as the customer who left it may know it. */
export interface CaseKnown {
  number: number;
  office: string | null;
  contact: string;
  question: string;
  status: 'open' | 'closed';
  /** Milliseconds since 1970. */
  openedAt: number;
  closedAt: number | null;
}

export type Request =
  | { kind: 'open-case'; wanted: CaseWanted }
  /** Looks up the cases of this conversation. */
  | { kind: 'look-up-cases'; number: number | null };

export type Result =
  | { kind: 'case-opened'; opened: CaseKnown }
  /** Nothing was opened: so many are open already. */
  | { kind: 'too-many-cases'; open: number }
  | { kind: 'cases'; number: number | null; cases: CaseKnown[] };
