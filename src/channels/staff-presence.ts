// Keeps those on duty who have a stream open, ends the streams of those who may not read any more, and tells who comes and goes.
import type { Logger } from 'pino';
import { repeat } from '../conversation/repeat.ts';
import type { Storage } from '../storage/storage.ts';
import type { EventStream, EventStreams } from './event-streams.ts';
import { toColleagues } from './staff-people.ts';

const LOOK_MS = 1_000;
/** How often it is looked whether the tokens of open streams still hold. */
const TOKENS_MS = 10_000;
/** Who was seen no longer ago is not noted again. */
const SEEN_MS = 30_000;

/** Returns how to end it; `now` in milliseconds since 1970. */
export function watchPresence(parts: {
  storage: Pick<Storage, 'staff' | 'token' | 'touchToken'>;
  streams: EventStreams;
  log: Logger;
  now: () => number;
}): () => void {
  const { storage, streams, log, now } = parts;
  const told = new WeakMap<EventStream, string>();
  let tokensAt = 0;

  async function look(): Promise<void> {
    if (!streams.count()) return;
    const people = await storage.staff();
    const known = new Map(people.map((one) => [one.id, one]));
    for (const stream of streams.all()) if (!known.has(stream.staff)) stream.end();
    const json = JSON.stringify(toColleagues(people, now()));
    for (const stream of streams.all()) {
      if (told.get(stream) !== json) stream.send('people', json);
      told.set(stream, json);
    }
    if (now() - tokensAt < TOKENS_MS) return;
    tokensAt = now();
    for (const stream of streams.all()) {
      const token = await storage.token(stream.token);
      if (!token || token.expiresAt <= now()) stream.end();
      // That a page is open is no use of its token: it lives no longer by that.
      else if ((known.get(stream.staff)?.seenAt ?? 0) < now() - SEEN_MS)
        await storage.touchToken(stream.token, now(), token.expiresAt);
    }
  }

  return repeat(LOOK_MS, look, log, {
    fails: 'Who of the staff is there cannot be read; this is tried until it works.',
    works: 'Who of the staff is there is read again.',
  }).stop;
}
