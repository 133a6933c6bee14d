// The queue before SQLite's one writer: what waits runs one after another and shares one commit.
import type { DatabaseSync } from 'node:sqlite';
import { DatabaseDown } from './storage.ts';

// A batch ends at whichever comes first, so that its first turn does not wait long for its last.
const BATCH_LENGTH = 64;
const BATCH_MILLISECONDS = 5;

// So long a batch waits for another process that writes to the same file, and so often it looks.
const BUSY_MILLISECONDS = 5_000;
const BUSY_STEP_MILLISECONDS = 10;
// SQLite's result code for a lock that another connection holds.
const SQLITE_BUSY = 5;

interface Job {
  run(): Promise<void>;
  /** What to tell whoever waits, once the commit is on the disk. */
  settle: () => void;
  fail(error: unknown): void;
  error?: unknown;
}

export interface WriteQueue {
  /** Runs `work` alone inside a transaction and settles after its commit. A throw rolls back this work alone. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Takes nothing new and resolves when what waits is done. */
  close(): Promise<void>;
}

/** Opens the queue of this connection, on which nobody else may write; `committed` runs after each commit, before anybody hears of it. */
export function openWriteQueue(database: DatabaseSync, committed: () => void): WriteQueue {
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  const savepoint = database.prepare('savepoint job');
  const release = database.prepare('release job');
  const waiting: Job[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // Lets requests that have arrived meanwhile join the batch, and the rest of the process breathe.
      await new Promise((resolve) => setImmediate(resolve));
      await runBatch();
    }
    draining = undefined;
  }

  /** Waits for another process that writes without holding up this one. */
  async function takeWriteLock(): Promise<void> {
    for (const until = performance.now() + BUSY_MILLISECONDS; ; ) {
      try {
        begin.run();
        return;
      } catch (error) {
        const isBusy = (error as { errcode?: number }).errcode === SQLITE_BUSY;
        if (!isBusy) throw error;
        if (performance.now() > until)
          throw new DatabaseDown('database: another process has been writing to it for too long.', { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, BUSY_STEP_MILLISECONDS));
    }
  }

  async function runBatch(): Promise<void> {
    const batch: Job[] = [];
    try {
      await takeWriteLock();
    } catch (error) {
      for (const job of waiting.splice(0)) job.fail(error);
      return;
    }
    try {
      const end = performance.now() + BATCH_MILLISECONDS;
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        batch.push(job);
        savepoint.run();
        await job.run();
        // A full disk makes SQLite roll back everything since `begin`: this error is then everybody's.
        if (!database.isTransaction) throw job.error;
        if (job.error !== undefined) database.exec('rollback to job');
        release.run();
        if (batch.length === BATCH_LENGTH || performance.now() > end) break;
      }
      commit.run();
      committed();
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      for (const job of batch) job.fail(error);
      return;
    }
    for (const job of batch) job.settle();
  }

  return {
    run<T>(work: () => Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (closed) throw new Error('database: it is closed. Stop what still writes before closing it.');
        const job: Job = {
          async run() {
            try {
              const result = await work();
              job.settle = () => resolve(result);
            } catch (error) {
              job.error = error ?? new Error('database: a turn threw nothing.');
              job.settle = () => reject(error);
            }
          },
          settle() {},
          fail: reject,
        };
        waiting.push(job);
        draining ??= drain();
      });
    },

    async close() {
      closed = true;
      await draining;
    },
  };
}
