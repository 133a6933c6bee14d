// The part of the interface that is about customers' data as such: holds, what is kept of one conversation, and the trail.
import type { Json } from '../storage.ts';

/** Whose data: of one conversation, of a customer by the website's id, of an e-mail address, or everybody's. */
export type Subject =
  | { kind: 'conversation' | 'customer' | 'email'; value: string }
  | { kind: 'everything'; value: '' };

export interface NewHold {
  subject: Subject;
  reason: string;
  by: string;
  /** Milliseconds since 1970, as are all times here. */
  at: number;
}

/** While it holds, nothing that is about its subject is forgotten or erased. */
export interface Hold extends NewHold {
  id: number;
  endedAt: number | null;
  endedBy: string | null;
}

/** A line of the trail, which is kept for good: it names nobody who was erased. */
export interface NewDataEvent {
  at: number;
  actor: string;
  what: 'held' | 'released' | 'exported' | 'erased';
  detail: Json;
}

export interface DataEvent extends NewDataEvent {
  id: number;
}

/** What a turn knows of holds, and notes in the trail. */
export interface DataOfTurn {
  /** The holds in force, of whatever subject. */
  holds(): Promise<Hold[]>;
  note(event: NewDataEvent): Promise<void>;
}

export interface DataStore {
  /** Places a hold, and notes it in the trail. */
  addHold(hold: NewHold): Promise<Hold>;
  /** Ends a hold, and notes it in the trail; undefined where there is none of this number in force. */
  endHold(id: number, by: string, at: number): Promise<Hold | undefined>;
  /** The holds in force, or all there ever were. */
  holds(endedToo?: boolean): Promise<Hold[]>;
  /** Conversations that may be about this subject: whoever asks looks closer. All of them where it is everything. */
  conversationsOf(subject: Subject): Promise<string[]>;
  /** Every row that is kept of a conversation, by table, without what only the program needs; JSON is read. */
  contentsOf(conversationId: string): Promise<Record<string, Json[]>>;
  note(event: NewDataEvent): Promise<void>;
  /** The newest lines of the trail, the newest first. */
  dataEvents(limit: number): Promise<DataEvent[]>;
}
