// The outbox of the channels that are called: delivers what is pending, in order, until it arrived or was surely refused.
import type { Logger } from 'pino';
import { type Conversations, DELIVER, DELIVER_HOLD_MS } from '../conversation.ts';
import type { Json, Storage, StoredActivity, Turn } from '../storage/storage.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;
/** A reply that is older than this answers nothing any more. */
const LATEST_MS = 24 * 3_600_000;
// Microsoft Teams: 412 passes, like 408 and 429.
const passing = new Set([408, 412, 429]);

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

/** How one send ended: for good, or to be tried again after that many milliseconds. */
type Attempt = { delivery: 'sent' | 'failed' } | { waitMs: number };

export interface Delivery {
  /** Begins no more sends and resolves when the running ones are noted. */
  stop(): Promise<void>;
}

/** `send` hands one activity to the channel that the reference names; it throws `NotTaken`, or anything where nobody knows. */
export function createDelivery(parts: {
  storage: Pick<Storage, 'turn' | 'conversation'>;
  conversations: Pick<Conversations, 'onOutbox' | 'whenDue'>;
  send: (reference: Json, activity: Json) => Promise<void>;
  log: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
}): Delivery {
  const { storage, conversations, send, log, now } = parts;
  const running = new Set<Promise<void>>();
  let stopping = false;

  const hold = (turn: Turn, failures: number) =>
    turn.schedule({ kind: DELIVER, at: now() + DELIVER_HOLD_MS, data: { failures } });

  conversations.onOutbox((conversationId, stored) => {
    const first = stored.find(({ delivery }) => delivery === 'pending');
    if (first) start(conversationId, first, 0);
  });

  conversations.whenDue(DELIVER, async (turn, due) => {
    const [first] = await turn.pending();
    if (!first) return undefined;
    const failures = Number(due.data.failures ?? 0);
    await hold(turn, failures);
    return () => start(due.conversationId, first, failures);
  });

  function start(conversationId: string, first: StoredActivity, failures: number): void {
    const run = deliver(conversationId, first, failures)
      .catch((err) => log.error({ err, conversation: conversationId }, 'Delivery broke off; it is tried again.'))
      .finally(() => running.delete(run));
    running.add(run);
  }

  async function deliver(conversationId: string, first: StoredActivity, failedBefore: number): Promise<void> {
    let failures = failedBefore;
    let next: StoredActivity | undefined = first;
    while (next) {
      const { sequence }: StoredActivity = next;
      const result: Attempt = stopping ? { waitMs: 0 } : await attempt(next, failures);
      if ('delivery' in result) failures = 0;
      else if (!stopping) failures += 1;
      next = await note(conversationId, sequence, result, failures);
    }
  }

  /** Keeps how a send ended, and returns what is to be sent at once. */
  function note(conversationId: string, sequence: number, result: Attempt, failures: number) {
    return storage.turn(conversationId, async (turn): Promise<StoredActivity | undefined> => {
      if (!('delivery' in result)) {
        await turn.schedule({ kind: DELIVER, at: Math.ceil(now() + result.waitMs), data: { failures } });
        return undefined;
      }
      await turn.amend(sequence, { delivery: result.delivery });
      const [next] = await turn.pending();
      if (next) await hold(turn, failures);
      else await turn.unschedule(DELIVER);
      return next;
    });
  }

  async function attempt({ conversationId, sequence, activity }: StoredActivity, failures: number): Promise<Attempt> {
    const about = { conversation: conversationId, sequence };
    try {
      const conversation = await storage.conversation(conversationId);
      if (!conversation?.reference) throw new Error('The conversation does not say where it is answered.');
      await send(conversation.reference, activity);
      return { delivery: 'sent' };
    } catch (err) {
      const { status = 0, retryAfterMs = 0 } = err instanceof NotTaken ? err : {};
      if (status >= 400 && status < 500 && !passing.has(status)) {
        log.error({ ...about, status }, 'The channel refused a reply; it is given up.');
        return { delivery: 'failed' };
      }
      if (now() - Date.parse(String(activity.timestamp)) > LATEST_MS) {
        log.error({ ...about, err }, 'A reply could not be delivered for a day; it is given up.');
        return { delivery: 'failed' };
      }
      const waitMs = Math.max(retryAfterMs, Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)) * spread();
      log.warn({ ...about, err, waitMs }, 'A reply could not be delivered; it is tried again.');
      return { waitMs };
    }
  }

  return {
    async stop() {
      stopping = true;
      await Promise.allSettled(running);
    },
  };
}

/** Keeps what failed together from coming again together. */
const spread = () => 1 + Math.random() / 10;
