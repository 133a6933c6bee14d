// The one interface to a database. What stands outside a database's own file knows no database.
import type { CaseLists, CasesOfTurn } from './storage/cases.ts';
import type { ContentChanges } from './storage/content-changes.ts';
import type { DataOfTurn, DataStore } from './storage/data.ts';
import type { EntraStore } from './storage/entra.ts';
import type { ConversationMails, Outbox } from './storage/mails.ts';
import type { StaffStore } from './storage/staff.ts';
import type { TeamsStore } from './storage/teams.ts';

/** An activity as it is kept: plain JSON, never looked into here. */
export type Json = Record<string, unknown>;

/** Who the broker's website says a customer is, by a signature that was checked. */
export interface Identity {
  /** The website's own id of the customer. */
  sub: string;
  name: string | null;
  email: string | null;
}

export interface Conversation {
  id: string;
  channel: string;
  userId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The sequence of the newest activity; 0 where there is none yet. */
  sequence: number;
  /** The bot's state; null before the first turn. */
  state: Json | null;
  /** Hashes by which a customer may come back; null where the channel has no such thing. */
  resume: Json | null;
  /** Where a Bot Framework channel is answered; null for Direct Line. */
  reference: Json | null;
  /** The logged-in customer to whom it belongs from its beginning on; null where nobody was logged in. */
  identity: Identity | null;
  /** The id of the staff member who holds the conversation; null is the bot. */
  owner: string | null;
}

export type NewConversation = Pick<Conversation, 'channel' | 'userId' | 'createdAt'> &
  Partial<Pick<Conversation, 'identity'>>;

export type Changeable = Pick<Conversation, 'state' | 'resume' | 'reference' | 'identity' | 'owner'>;

/** `pending` waits in the outbox, `sent` reached the channel, `failed` was given up; null needs no delivery. */
export type Delivery = 'pending' | 'sent' | 'failed' | null;

export interface StoredActivity {
  conversationId: string;
  /** 1, 2, 3 ... without gaps in a conversation: also its watermark. */
  sequence: number;
  /** The id a client gave for retries; null where it gave none. */
  key: string | null;
  activity: Json;
  delivery: Delivery;
}

export interface NewActivity {
  key?: string | null;
  delivery?: Delivery;
  /** Gets the sequence this activity will have and returns what is kept. */
  activity: (sequence: number) => Json;
}

/** Something that happens later, kept until its turn is committed. */
export interface Due {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  kind: string;
  conversationId: string;
  data: Json;
  /** How often it was taken before. */
  attempts: number;
}

export interface StoredFile {
  id: string;
  conversationId: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  createdAt: number;
  /** Whether an activity names it; what none names is dropped later. */
  attached: boolean;
}

/** Thrown where the database is away, busy or silent: what was begun may be done or not. Try again soon. */
export class DatabaseDown extends Error {}

/** One transaction on one conversation, which stays locked until the end. */
export interface Turn extends CasesOfTurn {
  /** The conversation, or undefined where there is none of this id. */
  conversation(): Promise<Conversation | undefined>;
  /** Creates the conversation; fails where it exists. */
  create(conversation: NewConversation): Promise<Conversation>;
  /** Changes what is named of the conversation. */
  update(change: Partial<Changeable>): Promise<void>;
  /** The activity that was kept under this key, if any. */
  seen(key: string): Promise<StoredActivity | undefined>;
  /** The activities after `sequence`, oldest first. */
  activitiesAfter(sequence: number, limit: number): Promise<StoredActivity[]>;
  /** Appends activities under the next sequences, in this order. */
  append(activities: NewActivity[]): Promise<StoredActivity[]>;
  /** Changes one activity that is kept already: its text (redaction: nothing of it stays) or its delivery. */
  amend(sequence: number, change: { activity?: Json; delivery?: Delivery }): Promise<void>;
  /** Activities that still wait in the outbox, oldest first. */
  pending(limit: number): Promise<StoredActivity[]>;
  /** Lets something happen later; one row for each kind and conversation, a second call moves it. */
  schedule(due: { kind: string; at: number; data?: Json }): Promise<Due>;
  /** Takes it back. */
  unschedule(kind: string): Promise<void>;
  /** Ends a due row; false where it was ended or moved before. */
  finish(due: Due): Promise<boolean>;
  /** Marks a finished upload as named by an activity. */
  attach(fileId: string): Promise<void>;
  /** E-mails of this conversation, and where its customer may be written to. */
  readonly mails: ConversationMails;
  /** Holds, and the trail of what is done with customers' data. */
  readonly data: DataOfTurn;
  /** Forgets the conversation with its activities, due rows, cases, files, e-mails and what was not answered. */
  forget(): Promise<void>;
}

/** Hears in which conversations other nodes appended or changed a case; null where something may have been missed. */
export type Heard = (conversationIds: string[] | null) => void;

export interface Storage extends CaseLists, DataStore, StaffStore, EntraStore, ContentChanges {
  /** Brings the tables to this version, under a lock that makes a second node wait. */
  migrate(): Promise<void>;
  /**
   * Runs `work` in one transaction that holds the conversation's lock, and resolves once the commit has reached the disk.
   * A throw rolls everything back and is passed on. `work` must wait for nothing but this turn.
   */
  turn<T>(conversationId: string, work: (turn: Turn) => Promise<T>): Promise<T>;
  /** Reads a conversation without locking it. */
  conversation(id: string): Promise<Conversation | undefined>;
  /** The ids of the conversations that began last, the newest first. */
  newestConversations(limit: number): Promise<string[]>;
  /** Reads the activities after `sequence`, oldest first. */
  activitiesAfter(conversationId: string, sequence: number, limit: number): Promise<StoredActivity[]>;
  /** Reads the newest `messageUpdate`s after `sequence`, oldest first. */
  updatesAfter(conversationId: string, sequence: number, limit: number): Promise<StoredActivity[]>;
  /** The sequence of the newest activity of each of these conversations, as far as they exist. */
  sequences(conversationIds: string[]): Promise<Map<string, number>>;
  /**
   * Tells of other nodes' turns soon after their commit, where the database can; a hint that may get lost. Calls `deaf`
   * with the reason each time that it can no longer, and goes on trying. Returns how to end it.
   */
  listen(heard: Heard, deaf?: (reason: unknown) => void): () => void;
  /** Passes a few words on to the other nodes at once; kept nowhere, and lost where one does not hear. */
  tell(word: Json): void;
  /** Hears what other nodes tell; returns how to end that. */
  hear(told: (word: Json) => void): () => void;
  /**
   * Takes up to `limit` due rows for this node until `leaseUntil`; nobody else gets them before.
   * A row that was taken before and not ended is leased for twice as long each time, up to 64 times as long.
   */
  takeDue(now: number, leaseUntil: number, limit: number): Promise<Due[]>;
  /** How many activities wait in the outbox. */
  countPending(): Promise<number>;
  /** The secret kept under this name; the first caller's `make()` is kept, on all nodes. */
  secret(name: string, make: () => string): Promise<string>;
  /** E-mails that wait to be sent. */
  readonly mails: Outbox;
  /** Where in Microsoft Teams cases are shown. */
  readonly teams: TeamsStore;
  /** Keeps one piece of an upload; pieces are numbered from 0. */
  writeChunk(fileId: string, index: number, bytes: Uint8Array): Promise<void>;
  /** Keeps what an upload is: before its first piece, and once more with its size after the last. */
  addFile(file: StoredFile): Promise<void>;
  /** What an upload is, or undefined. */
  file(id: string): Promise<StoredFile | undefined>;
  /** One piece of an upload, or undefined after the last. */
  readChunk(fileId: string, index: number): Promise<Uint8Array | undefined>;
  /** Drops an upload and its pieces, also of one that was never finished. */
  dropFile(id: string): Promise<void>;
  /** The database's clock, in milliseconds since 1970; fails where the database does not answer. */
  ping(): Promise<number>;
  close(): Promise<void>;
}
