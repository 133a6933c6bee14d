// Receives one activity or one due event: one transaction, then whoever listens is told.
import type { Activity } from './rules/activity.ts';
import type { Due, StoredActivity, Turn } from './storage/storage.ts';

export interface Incoming {
  conversationId: string;
  /** A conversation that does not exist yet is created with these; without them it must exist. */
  create?: { channel: string; userId: string };
  /** Under this key a retry is known: the client's `channelData.clientActivityID`, or a channel's activity id. */
  key?: string;
  /** From whom and on which channel is already settled by the channel; id and timestamp are given here. */
  activity: Activity;
}

export interface Receipt {
  /** The id of the activity as kept; of the first one where this was a retry. Empty for a `conversationUpdate`, which is not kept. */
  id: string;
  duplicate: boolean;
  /** What this turn appended, the incoming activity first; empty for a retry. */
  stored: StoredActivity[];
}

/** Thrown by `receive` where the conversation does not exist. */
export class UnknownConversation extends Error {}
/** Thrown by `receive` and after `stop`: no new turns are taken. */
export class Stopping extends Error {}

export interface Conversations {
  /** One turn: resolves once it is on the disk. Turns of one conversation run in the order of these calls. */
  receive(incoming: Incoming): Promise<Receipt>;
  /** Calls the listener after each commit, in order within a conversation; returns how to end that. */
  onCommit(listener: (conversationId: string, stored: StoredActivity[]) => void): () => void;
  /** Says what happens when a due row of this kind comes; runs in the turn that also ends the row. */
  whenDue(kind: string, handler: (turn: Turn, due: Due) => Promise<void>): void;
  /** Takes no new turns and resolves when the running ones are done. */
  stop(): Promise<void>;
}

/** What is measured of turns; `main` gives the counters. */
export interface Meter {
  turn(seconds: number, outcome: 'done' | 'duplicate' | 'error'): void;
  reply(kind: string): void;
}
