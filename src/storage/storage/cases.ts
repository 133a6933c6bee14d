// The part of the interface that is about cases: their trail, their queue, and what was not answered.
import type { Identity, Json } from '../storage.ts';

/** `live` is a handoff: a customer waits for staff; `message` was left for an office. */
export type CaseKind = 'live' | 'message';
export type CaseStatus = 'waiting' | 'claimed' | 'closed';

/** What a customer needs a person for. */
export interface NewCase {
  kind: CaseKind;
  /** The office's id; null where the customer named no place. */
  office: string | null;
  name: string | null;
  email: string | null;
  /** E-mail, phone, or both; never null in a message. */
  contact: string | null;
  question: string;
  /** What was answered last, and where in a guide the customer was, with the choices up to there. */
  topic: string | null;
  guide: string | null;
  step: string | null;
  answers: Json | null;
  /** The ids of entries that the bot answered or offered before, the newest first. */
  tried: string[];
  /** Whether the office was open at that time. */
  officeOpen: boolean;
  language: string | null;
  timeZone: string | null;
  /** Milliseconds since 1970, as are all times of a case. */
  openedAt: number;
}

export interface Case extends NewCase {
  /** Given by the database, from 1001 on. */
  number: number;
  conversationId: string;
  /** Where the customer is: that of the conversation. */
  channel: string;
  status: CaseStatus;
  /** The id of the staff member who holds it, or held it last where it is closed. */
  owner: string | null;
  claimedAt: number | null;
  firstClaimedAt: number | null;
  closedAt: number | null;
  /** That of the conversation when the case was opened. */
  identity: Identity | null;
  closedBy: 'staff' | 'customer' | 'idle' | null;
  /** The last message of either side since it was opened. */
  customerAt: number | null;
  staffAt: number | null;
  /** How the customer rated it. */
  stars: number | null;
  words: string | null;
  updatedAt: number;
  /** One more with each change. */
  version: number;
}

type Given = 'number' | 'conversationId' | 'channel' | 'identity' | 'openedAt' | 'updatedAt' | 'version';
export type CaseChange = Partial<Omit<Case, Given>>;

/** A line of a case's trail: who did what. */
export interface NewCaseEvent {
  /** `customer`, `bot`, `system`, or the id of a staff member. */
  actor: string;
  what: string;
  at: number;
  detail?: Json | null;
}

export interface CaseEvent extends Required<NewCaseEvent> {
  number: number;
  /** 1, 2, 3 ... without gaps in a case. */
  index: number;
}

/** What is named must hold; `office: null` finds those of no office. */
export interface CaseFilter {
  status?: CaseStatus[];
  kind?: CaseKind;
  office?: string | null;
  owner?: string;
  /** In the number, name, question, contact or e-mail, or in what was said, there among the newest cases only. */
  text?: string;
  /** Only smaller numbers. */
  before?: number;
}

/** A message of the customer's that the bot did not answer. */
export interface NewUnanswered {
  /** The sequence of the message: its text stands there alone, so that a redaction reaches it. */
  sequence: number;
  at: number;
  decision: 'decline' | 'clarify';
  /** The entries that were offered. */
  entries: string[];
}

export interface Unanswered extends NewUnanswered {
  id: number;
  conversationId: string;
  text: string;
}

/** What a turn does with the cases of its conversation. */
export interface CasesOfTurn {
  /** Keeps a new case of this conversation and gives it the next number. */
  openCase(made: NewCase): Promise<Case>;
  /** Changes what is named of a case of this conversation; what it overwrites of a customer's words stays nowhere. */
  changeCase(number: number, change: CaseChange, at: number): Promise<Case>;
  /** Adds a line to the trail of a case of this conversation. */
  addCaseEvent(number: number, event: NewCaseEvent): Promise<void>;
  /** Changes what was noted in a line of the trail (redaction); nothing of it stays. */
  amendCaseEvent(number: number, index: number, detail: Json | null): Promise<void>;
  /** The newest 1,000 lines of the trail of a case of this conversation, the oldest first. */
  caseEvents(number: number): Promise<CaseEvent[]>;
  /** A case of this conversation, or undefined. */
  case(number: number): Promise<Case | undefined>;
  /** This conversation's cases, the newest first. */
  cases(limit: number): Promise<Case[]>;
  /** How many live cases of this office, or of all where it is null, wait with a smaller number. */
  waitingBefore(office: string | null, number: number): Promise<number>;
  /** How long the newest live cases of this office, or of all where it is null, waited; 2,000 at most, the newest first. */
  waits(office: string | null, since: number): Promise<Pick<Case, 'openedAt' | 'firstClaimedAt' | 'closedAt'>[]>;
  /** Keeps that a message of this conversation was not answered. */
  addUnanswered(unanswered: NewUnanswered): Promise<void>;
}

/** What is read of cases, and done with what was not answered, outside of turns. */
export interface CaseLists {
  /** The cases that fit, the newest first. */
  cases(filter: CaseFilter, limit: number): Promise<Case[]>;
  /** The case of this number, or undefined. */
  case(number: number): Promise<Case | undefined>;
  /** The newest 1,000 lines of a case's trail, the oldest first. */
  caseEvents(number: number): Promise<CaseEvent[]>;
  /** Cases that were changed at this time or later, the oldest change first. */
  casesChangedSince(at: number, limit: number): Promise<Case[]>;
  /** The cases of these conversations that wait or are claimed. */
  casesOf(conversationIds: string[]): Promise<Case[]>;
  /** The live cases that wait, in the order in which they are served. */
  queue(): Promise<Pick<Case, 'number' | 'office'>[]>;
  /** How many cases of each kind wait or are claimed; what there is none of is left out. */
  countOpenCases(): Promise<{ kind: CaseKind; status: CaseStatus; number: number }[]>;
  /** What was not answered and nobody has dealt with, the newest first. */
  unanswered(limit: number): Promise<Unanswered[]>;
  /** Takes these off the list. */
  dismissUnanswered(ids: number[], staff: string, at: number): Promise<void>;
}
