// Does something again and again, never twice at once, and says once that it fails.
import type { Logger } from 'pino';

export interface Repeated {
  /** Does it once more, at once or after the time that is under way. */
  now(): void;
  stop(): void;
}

/** `failure` is logged when it begins to fail. */
export function repeat(milliseconds: number, work: () => Promise<void>, log: Logger, failure: string): Repeated {
  let running = false;
  let again = false;
  let failed = false;
  async function run(): Promise<void> {
    again = running;
    if (running) return;
    running = true;
    try {
      await work();
      failed = false;
    } catch (err) {
      if (!failed) log.error({ err }, failure);
      failed = true;
    }
    running = false;
    if (again) void run();
  }
  const timer = setInterval(run, milliseconds);
  timer.unref();
  return { now: () => void run(), stop: () => clearInterval(timer) };
}
