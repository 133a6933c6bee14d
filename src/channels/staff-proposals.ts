// Tells the open streams of staff how many proposals for the answers wait for them, whichever server took them.
import type { Logger } from 'pino';
import { repeat } from '../conversation/repeat.ts';
import type { Storage } from '../storage/storage.ts';
import type { EventStream, EventStreams } from './event-streams.ts';
import type { StaffRoute } from './staff-route.ts';

const LOOK_MS = 1_000;

/** The route that says how many wait for who asks, and how to end the telling. */
export function watchProposals(parts: {
  storage: Pick<Storage, 'waitingContentChanges'>;
  streams: EventStreams;
  log: Logger;
}): { waiting: StaffRoute; stop: () => Promise<void> } {
  const { storage, streams, log } = parts;
  const told = new WeakMap<EventStream, number>();

  async function look(): Promise<void> {
    if (!streams.count()) return;
    const proposed = await storage.waitingContentChanges();
    for (const stream of streams.all()) {
      const count = waitingFor(stream.staff, proposed);
      if (told.get(stream) !== count) stream.send('proposals', JSON.stringify({ waiting: count }));
      told.set(stream, count);
    }
  }

  const { stop } = repeat(LOOK_MS, look, log, {
    fails: 'Staff cannot be told which proposals wait; this is tried until it works.',
    works: 'Staff are told again which proposals wait.',
  });
  return {
    waiting: async (_call, { id }) => ({
      status: 200,
      body: { waiting: waitingFor(id, await storage.waitingContentChanges()) },
    }),
    stop,
  };
}

/** Nobody approves a proposal of their own. */
function waitingFor(staff: string, proposed: { proposedBy: string; count: number }[]): number {
  return proposed.reduce((sum, { proposedBy, count }) => (proposedBy === staff ? sum : sum + count), 0);
}
