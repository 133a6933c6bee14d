// The outbox of the channels that are called: delivers what is pending, in order, until it arrived or was surely refused.
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { DELIVER, DELIVER_HOLD_MS } from '../conversation/write.ts';
import type { Conversations } from '../conversation.ts';
import { DatabaseDown, type Due, type Json, type Storage, type StoredActivity, type Turn } from '../storage/storage.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;
const NOTE_AGAIN_MS = 200;
/** So many are sent before it is noted how they ended. */
const MOST_AT_ONCE = 50;
/** With less than this left a hold is renewed: one send takes up to 15 seconds. */
const RENEW_MS = (DELIVER_HOLD_MS * 2) / 3;
/** A reply that is older than this answers nothing any more. */
const LATEST_MS = 24 * 3_600_000;
// Microsoft Teams: 412 passes, like 408 and 429; 401 passes when the operator corrects the account.
const passing = new Set([401, 408, 412, 429]);

/** Whether a channel that answers this will never take it. */
export const isRefusal = (status: number) => status >= 400 && status < 500 && !passing.has(status);

/** Thrown by what sends: the channel answered, and not with success. */
export class NotTaken extends Error {
  readonly status: number;
  readonly retryAfterMs: number;

  constructor(status: number, retryAfterMs = 0) {
    super(`The channel answered ${status}.`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Where the outbox of a conversation stands: kept with its due row, so that another node goes on there. */
interface Progress {
  /** How often the first activity that waits was tried in vain. */
  failures: number;
  /** How many of the messages were sent that it goes out as. */
  part: number;
}

const fresh: Progress = { failures: 0, part: 0 };

/** What waits, oldest first, and the due row that holds the outbox for it: until it is due, nobody else delivers. */
interface Next {
  pending: StoredActivity[];
  held: Due;
}

/** How one activity ended for good; or how far it came, to go on at once or after that many milliseconds. */
type Attempt = { delivery: 'sent' | 'failed' } | { progress: Progress; waitMs?: number };

/** What one round of sends came to. */
interface Round {
  ended: { sequence: number; delivery: 'sent' | 'failed' }[];
  progress: Progress;
  waitMs?: number;
}

export interface Delivery {
  /** Begins no more sends and resolves when the running ones are noted. */
  stop(): Promise<void>;
}

/**
 * `format` gives the messages that an activity goes out as; `isLast` where no other one of its turn follows. `send` hands
 * one to the channel that the reference names; it throws `NotTaken`, or anything where nobody knows.
 */
export function createDelivery(parts: {
  storage: Pick<Storage, 'turn' | 'conversation'>;
  conversations: Pick<Conversations, 'onOutbox' | 'whenDue'>;
  format: (channelId: string, activity: Json, isLast: boolean) => Json[];
  send: (reference: Json, message: Json) => Promise<void>;
  log: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
}): Delivery {
  const { storage, conversations, format, send, log, now } = parts;
  const running = new Set<Promise<void>>();
  let stopping = false;

  const hold = (turn: Turn, progress: Progress) =>
    turn.schedule({ kind: DELIVER, at: now() + DELIVER_HOLD_MS, data: { ...progress } });
  // One more than is sent: the last one must know what follows.
  const waiting = (turn: Turn) => turn.pending(MOST_AT_ONCE + 1);
  const mustRenew = (held: Due) => held.at - now() < RENEW_MS;

  conversations.onOutbox((held, stored) => {
    const pending = stored.filter(({ delivery }) => delivery === 'pending');
    if (pending.length > 0) start({ pending, held }, fresh);
  });

  conversations.whenDue(DELIVER, async (turn, due) => {
    const pending = await waiting(turn);
    if (pending.length === 0) return undefined;
    const progress = { ...fresh, ...due.data };
    const held = await hold(turn, progress);
    return () => start({ pending, held }, progress);
  });

  function start(next: Next, progress: Progress): void {
    const { conversationId } = next.held;
    const run = deliver(next, progress)
      .catch((err) => log.error({ err, conversation: conversationId }, 'Delivery broke off; it is tried again.'))
      .finally(() => running.delete(run));
    running.add(run);
  }

  async function deliver(first: Next, before: Progress): Promise<void> {
    let progress = before;
    let next: Next | undefined = first;
    while (next) {
      const round: Round = await sendAll(next, progress);
      progress = round.progress;
      next = await note(next.held, round);
    }
  }

  /** Sends what waits until all or many are sent, one cannot be, or the hold is to be renewed. */
  async function sendAll({ pending, held }: Next, before: Progress): Promise<Round> {
    const ended: Round['ended'] = [];
    let progress = before;
    const conversation = await storage.conversation(held.conversationId);
    for (const [index, sending] of pending.slice(0, MOST_AT_ONCE).entries()) {
      if (stopping) return { ended, progress, waitMs: 0 };
      if (ended.length > 0 && mustRenew(held)) break;
      const isLast = !isSameTurn(sending, pending[index + 1]);
      const result = await attempt(sending, conversation?.reference, isLast, progress, held);
      if (!('delivery' in result)) return { ended, ...result };
      ended.push({ sequence: sending.sequence, delivery: result.delivery });
      progress = fresh;
    }
    return { ended, progress };
  }

  /** What was sent and is not noted is sent again: a database that is away is waited for while the outbox is held. */
  async function note(held: Due, round: Round) {
    for (;;) {
      try {
        return await noteOnce(held, round);
      } catch (error) {
        if (stopping || !(error instanceof DatabaseDown) || now() > held.at) throw error;
        await wait(NOTE_AGAIN_MS);
      }
    }
  }

  /** Keeps how the sends ended, and returns what is to be sent at once. */
  function noteOnce(held: Due, { ended, progress, waitMs }: Round) {
    return storage.turn(held.conversationId, async (turn): Promise<Next | undefined> => {
      if (!(await turn.conversation())) return undefined;
      const isMine = await turn.finish(held);
      for (const { sequence, delivery } of ended) await turn.amend(sequence, { delivery });
      // Held for too long, another node took it over, and goes on by itself.
      if (!isMine) return undefined;
      if (waitMs !== undefined) {
        await turn.schedule({ kind: DELIVER, at: Math.ceil(now() + waitMs), data: { ...progress } });
        return undefined;
      }
      const pending = await waiting(turn);
      return pending.length > 0 ? { pending, held: await hold(turn, progress) } : undefined;
    });
  }

  async function attempt(
    { conversationId, sequence, activity }: StoredActivity,
    reference: Json | null | undefined,
    isLast: boolean,
    { failures, part: first }: Progress,
    held: Due,
  ): Promise<Attempt> {
    const about = { conversation: conversationId, sequence };
    let part = first;
    try {
      if (!reference) throw new Error('The conversation does not say where it is answered.');
      const messages = format(String(reference.channelId), activity, isLast);
      for (; part < messages.length; part += 1) {
        if (part > first && (stopping || mustRenew(held))) return { progress: { failures: 0, part } };
        await send(reference, messages[part] as Json);
      }
      return { delivery: 'sent' };
    } catch (err) {
      const { status = 0, retryAfterMs = 0 } = err instanceof NotTaken ? err : {};
      if (isRefusal(status)) {
        log.error({ ...about, status }, 'The channel refused a reply; it is given up.');
        return { delivery: 'failed' };
      }
      if (now() - Date.parse(String(activity.timestamp)) > LATEST_MS) {
        log.error({ ...about, err }, 'A reply could not be delivered for a day; it is given up.');
        return { delivery: 'failed' };
      }
      const backOffMs = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
      const waitMs = Math.max(Math.min(retryAfterMs, LATEST_MS), backOffMs) * spread();
      log.warn({ ...about, err, waitMs }, 'A reply could not be delivered; it is tried again.');
      return { progress: { failures: part > first ? 1 : failures + 1, part }, waitMs };
    }
  }

  return {
    async stop() {
      stopping = true;
      await Promise.allSettled(running);
    },
  };
}

/** Whether the second answers the same activity as the first. */
const isSameTurn = ({ activity: { replyToId } }: StoredActivity, next: StoredActivity | undefined) =>
  replyToId !== undefined && replyToId === next?.activity.replyToId;

/** Keeps what failed together from coming again together. */
const spread = () => 1 + Math.random() / 10;
