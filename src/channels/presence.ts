// Keeps when customers' clients last gave a sign of life, for all servers to know who is gone.
import type { Storage } from '../storage/storage.ts';

/** Signs of life are kept together, this often. */
const KEEP_EVERY_MS = 5_000;
const MOST_WAITING = 50_000;

export interface Presence {
  /** The client of this conversation is there now. */
  here(conversationId: string): void;
  /** Keeps what is not kept yet, and ends. */
  stop(): Promise<void>;
}

/** `now` in milliseconds since 1970. What cannot be kept is kept with the next: nobody waits for it. */
export function createPresence(parts: { storage: Pick<Storage, 'mails'>; now: () => number }): Presence {
  let waiting = new Map<string, number>();

  async function keep(): Promise<void> {
    if (waiting.size === 0) return;
    const some = waiting;
    waiting = new Map();
    try {
      await parts.storage.mails.seen([...some].map(([conversationId, at]) => ({ conversationId, at })));
    } catch {
      // The database is away: what came meanwhile is newer.
      if (waiting.size + some.size <= MOST_WAITING) waiting = new Map([...some, ...waiting]);
    }
  }

  const timer = setInterval(keep, KEEP_EVERY_MS);
  timer.unref();

  return {
    here(conversationId) {
      if (waiting.size < MOST_WAITING) waiting.set(conversationId, parts.now());
    },
    async stop() {
      clearInterval(timer);
      await keep();
    },
  };
}
