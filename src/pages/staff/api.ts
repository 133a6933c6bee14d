// What the staff API says, as this page uses it: the shapes of its answers.
import type { Activity } from '../../rules/activity.ts';

export type CaseStatus = 'waiting' | 'claimed' | 'closed';
export type CaseKind = 'live' | 'message';
export type Role = 'staff' | 'lead';

export interface Member {
  id: string;
  name: string;
}

export interface Person extends Member {
  office: string | null;
  role: Role;
  onDuty: boolean;
}

export interface Me extends Member {
  office: string | null;
  role: Role;
  available: boolean;
}

export interface Office {
  id: string;
  name: string;
  open: boolean;
  /** ISO; null where nobody knows. */
  opensAt: string | null;
}

export interface HandoffSummary {
  id: number;
  number: number;
  kind: CaseKind;
  status: CaseStatus;
  office: string | null;
  owner: Member | null;
  /** When it was claimed; all times in ISO. */
  since: string | null;
  openedAt: string;
  closedAt: string | null;
  closedBy: 'staff' | 'customer' | 'idle' | null;
  updatedAt: string;
  /** One more at each change. */
  version: number;
  customer: {
    name: string | null;
    email: string | null;
    contact: string | null;
    verified: { sub: string; name?: string; email?: string } | null;
    language: string | null;
    timeZone: string | null;
  };
  about: string;
  topic: string | null;
  /** No position where the step is no longer in the content. */
  guide: {
    id: string;
    title: string;
    step: string | null;
    stepTitle: string | null;
    position: number | null;
    of: number | null;
  } | null;
  /** Whether the office was open when the case was opened. */
  officeOpen: boolean;
  place: number | null;
  channel: string;
  lastFrom: 'customer' | 'staff' | null;
  customerAt: string | null;
  staffAt: string | null;
  stars: number | null;
}

export interface TrailRow {
  index: number;
  at: string;
  /** A name, or customer, bot, system. */
  actor: string;
  actorId: string;
  what: string;
  detail: unknown;
}

export interface Said {
  sequence: number;
  activity: Activity;
}

export interface Transcript {
  transcript: Said[];
  /** What to ask with for the messages before these; null where there are none. */
  earlier: number | null;
}

export interface HandoffWhole extends HandoffSummary, Transcript {
  answers: { step: string; stepTitle: string; choice: string }[];
  tried: { id: string; question: string }[];
  words: string | null;
  trail: TrailRow[];
  /** The last of the conversation. */
  sequence: number;
  /** Where the customer may be written to; not there where the server sends no mail. */
  mail?: { on: boolean; address: string | null; confirmed: string | null };
  /** What was taken out of the text that was just sent, where something was. */
  removed?: string[];
}

export interface FoundAnswer {
  id: string;
  question: string;
  /** Markdown. */
  text: string;
  asOf: string | null;
  /** Where a new check of it is overdue: since this day. */
  reviewBy?: string;
  /** Addresses. */
  sources: string[];
}

export interface Unanswered {
  key: string;
  count: number;
  examples: string[];
  last: string;
  decision: 'decline' | 'clarify';
  entries: string[];
}

/** What is proposed: a phrasing of an entry with a test, or a new entry of a topic. */
export type Proposal =
  | { kind: 'phrasing'; entry: string; phrasing: string; test: string }
  | { kind: 'entry'; topic: string; yaml: string };

/** What the check says of a proposal. */
export interface Review {
  refused: string[];
  warnings: string[];
}

export interface Decision {
  by: Member;
  at: string;
}

export interface ContentChange {
  id: number;
  kind: 'phrasing' | 'entry';
  entry: string;
  /** The title of that entry; null where it is not there yet, or not any more. */
  question: string | null;
  topic: string | null;
  phrasing: string | null;
  test: string | null;
  yaml: string | null;
  status: 'proposed' | 'live' | 'rejected' | 'rolled-back';
  /** Live, and yet not served: the files have no place for it any more. */
  isLeftOut: boolean;
  proposed: Decision;
  decided: Decision | null;
  rolledBack: Decision | null;
}

/** What the stream brings, by the name of its event. */
export interface Events {
  case: HandoffSummary;
  activity: { number: number; sequence: number; activity: Activity };
  typing: { number: number; from: string };
  people: Person[];
  /** How many proposals of colleagues wait. */
  proposals: { waiting: number };
  reset: unknown;
}

export interface Handoffs {
  status: CaseStatus[];
  kind?: CaseKind;
  office?: string;
  mine?: boolean;
  text?: string;
  /** Older than the case with this number. */
  before?: number;
  limit?: number;
}
