// Does something again and again, never twice at once, and says once that it fails, and once that it works again.
import type { Logger } from 'pino';

export interface Repeated {
  /** Does it once more, at once or after the time that is under way; resolves when that is done. */
  now(): Promise<void>;
  /** Begins no more and resolves when the one that is under way is done. */
  stop(): Promise<void>;
}

/** Every so many milliseconds; what is said goes to the log. */
export function repeat(
  milliseconds: number,
  work: () => Promise<void>,
  log: Logger,
  says: { fails: string; works: string },
): Repeated {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failed = false;
  let stopped = false;

  async function look(): Promise<void> {
    try {
      await work();
      if (failed) log.info(says.works);
      failed = false;
    } catch (err) {
      if (!failed) log.error({ err }, says.fails);
      failed = true;
    }
  }

  async function begin(): Promise<void> {
    if (stopped) return;
    running ??= look().finally(() => {
      running = undefined;
    });
    await running;
  }

  const timer = setInterval(begin, milliseconds);
  timer.unref();

  return {
    now() {
      if (!running) return begin();
      next ??= running.then(() => {
        next = undefined;
        return begin();
      });
      return next;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
