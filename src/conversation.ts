// Receives one activity, one action of staff or one due event: one transaction, then whoever listens is told.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Activity, Reply } from './bot/bot.ts';
import type { Content } from './content/content.ts';
import {
  answer,
  apologise,
  DROP_FILE,
  type Think,
  takeTurn,
  UnknownConversation,
} from './conversation/customer-turn.ts';
import { type DueHandler, runDueRows } from './conversation/due-rows.ts';
import { HANDOFF, takeLook } from './conversation/handoff-clock.ts';
import { forgetOrKeep } from './conversation/retention.ts';
import { createRoster } from './conversation/roster.ts';
import { SHOW, scheduleShow } from './conversation/show.ts';
import { type StaffReceipt, takeStaffTurn } from './conversation/staff-turn.ts';
import { RETENTION } from './conversation/write.ts';
import { type Desk, openDesk } from './handoff/desk.ts';
import { mailReply, REPLY_MAIL } from './handoff/mails.ts';
import type { MailRules } from './handoff/post-mail.ts';
import { type Actor, type StaffAction, UnknownCase } from './handoff/staff-actions.ts';
import { inOrder } from './storage/in-order.ts';
import type { Case } from './storage/storage/cases.ts';
import { DatabaseDown, type Due, type Json, type Storage, type StoredActivity } from './storage/storage.ts';

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
  /** Those of them that are dropped already then, in milliseconds since 1970. */
  passing?: { files: string[]; until: number };
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

/** Thrown by `receive` and after `stop`: no new turns are taken. */
export class Stopping extends Error {}

/** Hears of each commit that appended activities or changed cases, in order within a conversation. */
export type CommitListener = (conversationId: string, stored: StoredActivity[], cases: Case[]) => void;

export interface Conversations {
  /** One turn: resolves once it is on the disk. Turns of one conversation run in the order of these calls. Throws `UnknownConversation`. */
  receive(incoming: Incoming): Promise<Receipt>;
  /** The same where what is answered is known already, and the bot is not asked: to staff, as in Teams. */
  reply(incoming: Incoming, replies: Reply[]): Promise<Receipt>;
  /**
   * What staff do with a case, as one turn. Under `key` a retry of a message or a note is known. Throws `CaseConflict`
   * where the case stands otherwise, `UnknownCase` where there is none.
   */
  staffAct(number: number, who: Actor, action: StaffAction, options?: { key?: string }): Promise<StaffReceipt>;
  /**
   * Does something else with a conversation and its cases, as one turn; nothing where the conversation is gone. `work` gives
   * what it appended.
   */
  within(conversationId: string, work: (desk: Desk) => Promise<StoredActivity[]>): Promise<void>;
  /** Calls the listener after each commit; returns how to end that. */
  onCommit(listener: CommitListener): () => void;
  /** Calls the listener after each commit that put something into an empty outbox; delivering it is up to that listener. */
  onOutbox(listener: (hold: Due, stored: StoredActivity[]) => void): void;
  /** Says what happens when a due row of this kind comes; runs in the turn that also ends the row. */
  whenDue(kind: string, handler: DueHandler): void;
  /** Takes at once what is due, which otherwise happens every so often. */
  lookForDue(): Promise<void>;
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
  /** How much is sent by e-mail; null, as it is without a word, where none is. */
  mail?: MailRules | null;
  /** Whether cases are shown elsewhere too; who shows them handles the due rows of the kind `SHOW`. */
  isShown?: boolean;
  /** For so many milliseconds it is believed who is on duty. */
  staffEvery?: number;
}

const STAFF_EVERY_MS = 1_000;

/** Takes turns over this storage, with this content. */
export function createConversations(parts: Parts): Conversations {
  const {
    storage,
    content,
    log,
    meter,
    now,
    dueEvery,
    mail = null,
    isShown = false,
    staffEvery = STAFF_EVERY_MS,
  } = parts;
  const listeners = new Set<CommitListener>();
  const outboxListeners = new Set<(hold: Due, stored: StoredActivity[]) => void>();
  const inLine = inOrder();
  const roster = createRoster(storage, now, staffEvery);
  let stopping = false;

  async function receive(sent: Incoming, think: Think = answer): Promise<Receipt> {
    if (stopping) throw new Stopping();
    // Also one without a key is known again, where the answer to its commit is lost.
    const incoming = { ...sent, key: sent.key ?? randomUUID() };
    const { conversationId } = incoming;
    return inLine.run(conversationId, async () => {
      const started = performance.now();
      let outcome: 'done' | 'duplicate' | 'error' = 'done';
      const run = async (thinks: Think) => {
        const around = { content: content(), staff: await roster.read(), at: now(), mail, isShown };
        return storage.turn(conversationId, (turn) => takeTurn(turn, incoming, thinks, around));
      };
      let taken: Awaited<ReturnType<typeof run>>;
      try {
        taken = await run(think);
        if (taken.receipt.duplicate) outcome = 'duplicate';
      } catch (error) {
        if (error instanceof UnknownConversation) throw error;
        const down = error instanceof DatabaseDown;
        if (!down)
          log.error(
            { err: error, conversation: conversationId },
            'A turn failed. Its message is kept now, without what the bot would have said.',
          );
        // A connection that broke is no reason to apologise: on the next one the same turn may go through.
        taken = await run(down ? think : apologise);
        // The answer to a commit may be lost on its way though the commit was done: then this message is there, with its replies.
        if (taken.receipt.duplicate) taken.receipt = await committedBefore(conversationId, taken.receipt);
        else if (!down) outcome = 'error';
      }
      meter.turn((performance.now() - started) / 1000, outcome);
      committed(conversationId, { ...taken.receipt, cases: taken.cases });
      return taken.receipt;
    });
  }

  async function staffAct(
    number: number,
    who: Actor,
    action: StaffAction,
    options: { key?: string } = {},
  ): Promise<StaffReceipt> {
    if (stopping) throw new Stopping();
    const key = `staff:${who.id}:${options.key ?? randomUUID()}`;
    const conversationId = (await storage.case(number))?.conversationId;
    if (conversationId === undefined) throw new UnknownCase(`There is no case ${number}.`);
    return inLine.run(conversationId, async () => {
      // Whether a colleague is there must be true now.
      const isFresh = action.kind === 'transfer' || !roster.last().some(({ id }) => id === who.id);
      const around = { content: content(), staff: await roster.read(isFresh), at: now(), mail, isShown };
      const { cases, ...receipt } = await storage.turn(conversationId, (turn) =>
        takeStaffTurn(turn, number, who, action, key, around),
      );
      committed(conversationId, { ...receipt, cases });
      return receipt;
    });
  }

  async function within(conversationId: string, work: (desk: Desk) => Promise<StoredActivity[]>): Promise<void> {
    const staff = await roster.read();
    await inLine.run(conversationId, async () => {
      const done = await storage.turn(conversationId, async (turn) => {
        const desk = openDesk(turn, { content: content(), staff, at: now(), mail, isShown });
        const stored = (await turn.conversation()) ? await work(desk) : [];
        if (desk.changed.size > 0) await scheduleShow(desk);
        return { stored, cases: [...desk.changed.values()] };
      });
      committed(conversationId, done);
    });
  }

  async function committedBefore(conversationId: string, { id }: Receipt): Promise<Receipt> {
    const conversation = await storage.conversation(conversationId);
    const newest = await storage.activitiesAfter(conversationId, Math.max(0, (conversation?.sequence ?? 0) - 20), 20);
    const first = newest.findIndex(({ activity }) => activity.id === id);
    const stored = first < 0 ? [] : newest.slice(first);
    return { id, duplicate: false, stored };
  }

  /** Counts what the bot said, and tells whoever listens. */
  function committed(
    conversationId: string,
    { stored, cases, hold }: { stored: StoredActivity[]; cases: Case[]; hold?: Due },
  ): void {
    for (const { activity } of stored) {
      const kind = (activity.channelData as { kind?: string } | undefined)?.kind;
      if (kind && activity.type === 'message' && (activity.from as { role?: string }).role === 'bot') meter.reply(kind);
    }
    if (stored.length + cases.length > 0) for (const listener of listeners) listener(conversationId, stored, cases);
    if (hold) for (const listener of outboxListeners) listener(hold, stored);
  }

  const dueRows = runDueRows({ storage, inLine, log, now, every: dueEvery });
  dueRows.handle(RETENTION, async (turn) => {
    await forgetOrKeep(turn, content(), now());
    return undefined;
  });
  dueRows.handle(
    HANDOFF,
    async (turn, { conversationId }) => {
      const around = { content: content(), staff: roster.last(), at: now(), mail, isShown };
      const looked = await takeLook(turn, around);
      return looked ? () => committed(conversationId, looked) : undefined;
    },
    // A turn waits for nothing but itself.
    () => roster.read(),
  );

  // Until somebody shows cases, nothing is to be done.
  dueRows.handle(SHOW, async () => undefined);

  dueRows.handle(REPLY_MAIL, async (turn, { conversationId }) => {
    const desk = openDesk(turn, { content: content(), staff: roster.last(), at: now(), mail, isShown });
    await mailReply(desk);
    const cases = [...desk.changed.values()];
    return () => committed(conversationId, { stored: [], cases });
  });

  dueRows.handle(
    DROP_FILE,
    async () => undefined,
    ({ data }) => storage.dropFile(String(data.file)),
  );

  return {
    receive: (sent) => receive(sent),
    reply: (sent, replies) =>
      receive(sent, async (_desk, _conversation, { state }) => ({ state: { ...state, greeted: true }, replies })),
    staffAct,
    within,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOutbox(listener) {
      outboxListeners.add(listener);
    },
    whenDue: dueRows.handle,
    lookForDue: dueRows.look,
    async stop() {
      stopping = true;
      await Promise.all([dueRows.stop(), inLine.idle()]);
    },
  };
}
