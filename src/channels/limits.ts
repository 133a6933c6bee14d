// Counts what one address or one conversation does in a stretch of time, in bounded memory.
import { Refusal } from './http.ts';

const MOST_KEYS = 50_000;

export interface Limiter {
  /** Counts `weight` for the key, or throws a 429 that says when to come again. */
  take(key: string, weight?: number): void;
  /** Takes one count back. */
  giveBack(key: string): void;
}

/** Allows `most` in any stretch of `milliseconds`. */
export function createLimiter(most: number, milliseconds: number, what: string, now: () => number): Limiter {
  const keys = new Map<string, { at: number; weight: number }[]>();
  return {
    take(key, weight = 1) {
      const at = now();
      const counted = (keys.get(key) ?? []).filter((count) => count.at > at - milliseconds);
      // Set anew, a key stands last: the first one is the one unused for longest.
      keys.delete(key);
      keys.set(key, counted);
      if (keys.size > MOST_KEYS) keys.delete(keys.keys().next().value as string);
      const sum = counted.reduce((total, count) => total + count.weight, 0);
      if (sum + weight > most) {
        const wait = Math.max(1, Math.ceil(((counted[0]?.at ?? at) + milliseconds - at) / 1000));
        throw new Refusal(429, 'TooManyRequests', `Too many ${what}. Try again in ${wait} seconds.`, {
          'Retry-After': String(wait),
        });
      }
      counted.push({ at, weight });
    },
    giveBack(key) {
      keys.get(key)?.pop();
    },
  };
}
