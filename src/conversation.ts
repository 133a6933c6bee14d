// Receives one activity or one due event: one transaction, then whoever listens is told.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import {
  type Activity,
  errorReplies,
  lookBackTo,
  type Outcome,
  readState,
  respond,
  type Screened,
  screen,
  startState,
  tell,
} from './bot/bot.ts';
import type { Content } from './content/content.ts';
import { type DueHandler, runDueRows } from './conversation/due-rows.ts';
import { inOrder } from './conversation/in-order.ts';
import { carryOut, redactCases } from './handoff/cases.ts';
import {
  DatabaseDown,
  type Due,
  type Json,
  type NewActivity,
  type Storage,
  type StoredActivity,
  type Turn,
} from './storage/storage.ts';

export interface Incoming {
  conversationId: string;
  /** A conversation that does not exist yet is created with these; without them it must exist. */
  create?: { channel: string; userId: string };
  /** Where replies are delivered to, on a channel that has no watermark to come back with; the newest one counts. */
  reference?: Json;
  /** Whoever sent this takes the replies from the receipt: they need no delivery. */
  answeredAtOnce?: boolean;
  /** Under this key a retry is known: the client's `channelData.clientActivityID`, or a channel's activity id. */
  key?: string;
  /** From whom and on which channel is already settled by the channel; the timestamp is given here, and the id where it has none. */
  activity: Activity;
  /** Finished uploads that this activity names. */
  files?: string[];
}

export interface Receipt {
  /** The id of the activity as kept; of the first one where this was a retry. Empty for a `conversationUpdate`, which is not kept. */
  id: string;
  duplicate: boolean;
  /** What this turn appended, the incoming activity first; empty for a retry. */
  stored: StoredActivity[];
  /** What holds the outbox for this node, where this turn put something into an empty one. */
  hold?: Due;
}

/** The due row of a conversation whose outbox is not empty: whoever moved it last delivers, for so many milliseconds nobody else. */
export const DELIVER = 'deliver';
export const DELIVER_HOLD_MS = 30_000;

/** The due row that ends the life of a conversation in which nothing was said for as long as the greeting promises. */
const RETENTION = 'retention';

/** Thrown by `receive` where the conversation does not exist. */
export class UnknownConversation extends Error {}
/** Thrown by `receive` and after `stop`: no new turns are taken. */
export class Stopping extends Error {}

export interface Conversations {
  /** One turn: resolves once it is on the disk. Turns of one conversation run in the order of these calls. */
  receive(incoming: Incoming): Promise<Receipt>;
  /** Calls the listener after each commit, in order within a conversation; returns how to end that. */
  onCommit(listener: (conversationId: string, stored: StoredActivity[]) => void): () => void;
  /** Calls the listener after each commit that put something into an empty outbox; delivering it is up to that listener. */
  onOutbox(listener: (hold: Due, stored: StoredActivity[]) => void): void;
  /** Says what happens when a due row of this kind comes; runs in the turn that also ends the row. */
  whenDue(kind: string, handler: DueHandler): void;
  /** Takes no new turns and resolves when the running ones are done. */
  stop(): Promise<void>;
}

/** What is measured of turns; `main` gives the counters. */
export interface Meter {
  turn(seconds: number, outcome: 'done' | 'duplicate' | 'error'): void;
  reply(kind: string): void;
}

export interface Parts {
  storage: Storage;
  content: () => Content;
  log: Logger;
  meter: Meter;
  /** Milliseconds since 1970. */
  now: () => number;
  /** How often due rows are looked for, in milliseconds. */
  dueEvery: number;
}

const dayMs = 86_400_000;
/** Parts of one number have fewer activities between them. */
const MOST_LOOKED_BACK = 200;

/** Decides what is said to an activity that was screened. */
type Think = (turn: Turn, screened: Screened) => Promise<Pick<Outcome, 'state' | 'replies'>>;

/** Takes turns over this storage, with this content. */
export function createConversations({ storage, content, log, meter, now, dueEvery }: Parts): Conversations {
  const listeners = new Set<(conversationId: string, stored: StoredActivity[]) => void>();
  const outboxListeners = new Set<(hold: Due, stored: StoredActivity[]) => void>();
  const inLine = inOrder();
  let stopping = false;

  async function receive(sent: Incoming): Promise<Receipt> {
    if (stopping) throw new Stopping();
    // Also one without a key is known again, where the answer to its commit is lost.
    const incoming = { ...sent, key: sent.key ?? randomUUID() };
    return inLine.run(incoming.conversationId, async () => {
      const started = performance.now();
      let outcome: 'done' | 'duplicate' | 'error' = 'done';
      let receipt: Receipt;
      try {
        receipt = await storage.turn(incoming.conversationId, (turn) => takeTurn(turn, incoming, answer));
        if (receipt.duplicate) outcome = 'duplicate';
      } catch (error) {
        if (error instanceof UnknownConversation) throw error;
        const down = error instanceof DatabaseDown;
        if (!down)
          log.error(
            { err: error, conversation: incoming.conversationId },
            'A turn failed. Its message is kept now, without what the bot would have said.',
          );
        // A connection that broke is no reason to apologise: on the next one the same turn may go through.
        const think = down ? answer : apologise;
        receipt = await storage.turn(incoming.conversationId, (turn) => takeTurn(turn, incoming, think));
        // The answer to a commit may be lost on its way though the commit was done: then this message is there, with its replies.
        if (receipt.duplicate) receipt = await committedBefore(incoming.conversationId, receipt);
        else if (!down) outcome = 'error';
      }
      meter.turn((performance.now() - started) / 1000, outcome);
      for (const { activity } of receipt.stored) {
        const kind = (activity.channelData as { kind?: string } | undefined)?.kind;
        if (kind && (activity.from as { role?: string }).role === 'bot') meter.reply(kind);
      }
      committed(incoming.conversationId, receipt.stored);
      if (receipt.hold) for (const listener of outboxListeners) listener(receipt.hold, receipt.stored);
      return receipt;
    });
  }

  const answer: Think = async (turn, { state: before, activity, removed }) => {
    const [current, at] = [content(), now()];
    let { state, replies, requests } = respond(current, before, activity, at, removed);
    for (const request of requests) {
      const told = tell(current, state, await carryOut(current, turn, request, at), at);
      state = told.state;
      replies = [...replies, ...told.replies];
    }
    return { state, replies };
  };

  // The state stays as it was: what failed must not decide what comes next.
  const apologise: Think = async (_turn, { state, removed }) => ({
    state,
    replies: errorReplies(content(), state, now(), removed),
  });

  async function takeTurn(turn: Turn, incoming: Incoming & { key: string }, think: Think): Promise<Receipt> {
    let conversation = await turn.conversation();
    if (!conversation) {
      if (!incoming.create) throw new UnknownConversation(incoming.conversationId);
      conversation = await turn.create({ ...incoming.create, createdAt: now() });
    }
    const seen = await turn.seen(incoming.key);
    if (seen) return { id: String(seen.activity.id), duplicate: true, stored: [] };
    const { channel, userId } = conversation;
    // First of all: nothing of what the screen takes out is ever kept, whatever else goes wrong.
    const before = conversation.state ? readState(conversation.state) : startState();
    const lookBack = lookBackTo(before, now());
    const earlier = lookBack === null ? [] : await turn.activitiesAfter(lookBack, MOST_LOOKED_BACK);
    const screened = screen(before, incoming.activity, conversation.sequence + 1, earlier, now());
    await redactCases(turn, screened.rewritten, now());
    const { state, replies } = await think(turn, screened);
    const timestamp = new Date(now()).toISOString();
    const common = { channelId: channel, conversation: { id: conversation.id }, timestamp };
    const idOf = (sequence: number) => `${incoming.conversationId}|${String(sequence).padStart(7, '0')}`;
    const rows: NewActivity[] = [];
    let id = '';
    if (incoming.activity.type !== 'conversationUpdate') {
      rows.push({
        key: incoming.key,
        activity: (sequence) => {
          id = incoming.activity.id ?? idOf(sequence);
          return { ...screened.activity, ...common, id };
        },
      });
    }
    for (const { sequence, activity } of screened.redacted) {
      await turn.amend(sequence, { activity });
      // Bot Framework: a `messageUpdate` has the id of what it updates. So clients hear of it that have the first text.
      rows.push({ activity: () => ({ ...activity, type: 'messageUpdate' }) });
    }
    // Moved once a day: a day more keeps the promise to whoever spoke last in the evening.
    if (!state || state.day !== conversation.state?.day) {
      await turn.schedule({ kind: RETENTION, at: now() + (content().broker.kept_days + 1) * dayMs });
    }
    const reference = incoming.reference ?? conversation.reference;
    const delivery = reference && !incoming.answeredAtOnce ? 'pending' : null;
    // What waits already is delivered first, by whoever holds it.
    const first = delivery !== null && replies.length > 0 && (await turn.pending(1)).length === 0;
    const hold = first ? await turn.schedule({ kind: DELIVER, at: now() + DELIVER_HOLD_MS }) : undefined;
    for (const reply of replies) {
      rows.push({
        delivery,
        activity: (sequence) => ({
          ...common,
          from: { id: 'ace-refund-desk', name: content().broker.short_name, role: 'bot' },
          recipient: { id: userId },
          textFormat: 'markdown',
          locale: 'en-US',
          ...(id ? { replyToId: id } : {}),
          ...reply,
          id: idOf(sequence),
        }),
      });
    }
    const stored = rows.length > 0 ? await turn.append(rows) : [];
    for (const file of incoming.files ?? []) await turn.attach(file);
    await turn.update({ state: state as unknown as Json, reference });
    return { id, duplicate: false, stored, hold };
  }

  async function committedBefore(conversationId: string, { id }: Receipt): Promise<Receipt> {
    const conversation = await storage.conversation(conversationId);
    const newest = await storage.activitiesAfter(conversationId, Math.max(0, (conversation?.sequence ?? 0) - 20), 20);
    const first = newest.findIndex(({ activity }) => activity.id === id);
    const stored = first < 0 ? [] : newest.slice(first);
    return { id, duplicate: false, stored };
  }

  function committed(conversationId: string, stored: StoredActivity[]) {
    if (stored.length === 0) return;
    for (const listener of listeners) listener(conversationId, stored);
  }

  const dueRows = runDueRows({ storage, inLine, log, now, every: dueEvery });
  dueRows.handle(RETENTION, async (turn) => {
    await turn.forget();
    return undefined;
  });

  return {
    receive,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOutbox(listener) {
      outboxListeners.add(listener);
    },
    whenDue: dueRows.handle,
    async stop() {
      stopping = true;
      await Promise.all([dueRows.stop(), inLine.idle()]);
    },
  };
}
