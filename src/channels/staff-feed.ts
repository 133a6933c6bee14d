// Tells the open streams of staff what happens: cases that change, and what is said in those that are open.
import type { Logger } from 'pino';
import { repeat } from '../conversation/repeat.ts';
import type { Conversations } from '../conversation.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Storage, StoredActivity } from '../storage/storage.ts';
import type { EventStream, EventStreams } from './event-streams.ts';
import type { FileLinks } from './file-links.ts';
import type { Following } from './following.ts';
import type { HandoffSummary } from './staff-case.ts';
import type { CaseViews } from './staff-views.ts';

/** How often is looked for what another node, or a command, changed and did not tell of. */
const LOOK_MS = 1_000;
/** What is told of is looked at no more often. */
const SOON_MS = 150;
/** A change that was committed late, or by a clock that is behind, is found all the same. */
const OVERLAP_MS = 10_000;
const MOST_CHANGED = 1_000;
const MOST_OPEN = 10_000;
const MOST_KNOWN = 2_000;
/** So much of what was said before is told where a conversation is heard of for the first time. */
const SAID_BEFORE = 20;
/** For so long after its last case was closed a conversation is followed: the goodbye comes in that very turn. */
const GOODBYE_MS = 60_000;

interface Followed {
  /** Its cases, and when each was closed. */
  cases: Map<number, number | null>;
  stop: () => void;
}

export interface StaffFeed {
  /** Whatever was changed before this time was told of; milliseconds since 1970. */
  mark(): number;
  /** Resolves when this stream hears all that happens from now on; with a mark, also what happened since. */
  join(stream: EventStream, since: number | null): Promise<void>;
  close(): void;
}

/** `now` in milliseconds since 1970. */
export function createStaffFeed(parts: {
  storage: Pick<Storage, 'cases' | 'casesChangedSince' | 'sequences' | 'listen'>;
  conversations: Pick<Conversations, 'onCommit'>;
  following: Pick<Following, 'follow'>;
  streams: EventStreams;
  views: CaseViews;
  links: FileLinks;
  log: Logger;
  now: () => number;
}): StaffFeed {
  const { storage, streams, views, links, log, now } = parts;
  /** The versions that were told of lately. */
  const told = new Map<number, { version: number; at: number }>();
  /** The versions that each reader was told of. */
  const knownBy = new WeakMap<EventStream, Map<number, number>>();
  const followed = new Map<string, Followed>();
  let mark = now();
  let running: Promise<void> | undefined;

  /** A case at a version that its reader knows already is not sent again. */
  function sendCases(readers: EventStream[], summaries: HandoffSummary[]): void {
    for (const summary of summaries) {
      const json = JSON.stringify(summary);
      for (const reader of readers) {
        const known = knownBy.get(reader) ?? new Map<number, number>();
        knownBy.set(reader, known);
        if ((known.get(summary.number) ?? 0) >= summary.version) continue;
        // Set anew, a case stands last: the first one was not changed for longest.
        known.delete(summary.number);
        known.set(summary.number, summary.version);
        if (known.size > MOST_KNOWN) known.delete(known.keys().next().value as number);
        reader.send('case', json);
      }
    }
  }

  function sendActivities(numbers: Iterable<number>, stored: StoredActivity[]): void {
    const byOrigin = Map.groupBy(streams.all(), ({ origin }) => origin);
    for (const [origin, readers] of byOrigin) {
      const activities = links.toClient(stored, origin);
      for (const number of numbers)
        for (const [index, { sequence }] of stored.entries()) {
          const json = JSON.stringify({ number, sequence, activity: activities[index] });
          for (const reader of readers) reader.send('activity', json);
        }
    }
  }

  function follow({ conversationId, number, status }: Case, position: number, isNewest: boolean): void {
    const closedAt = status === 'closed' ? now() : null;
    const known = followed.get(conversationId);
    if (known) return void known.cases.set(number, closedAt);
    if (closedAt !== null) return;
    const cases = new Map([[number, closedAt]]);
    const follower = {
      take: async (stored: StoredActivity[]) => sendActivities(cases.keys(), stored),
      isSlow: () => false,
      // The next look tries again.
      failed: () => {},
    };
    followed.set(conversationId, {
      cases,
      stop: parts.following.follow(conversationId, position, follower, isNewest),
    });
  }

  async function tell(cases: Case[]): Promise<void> {
    const news = cases.filter(({ number, version }) => version > (told.get(number)?.version ?? 0));
    if (!news.length) return;
    for (const { number, version } of news) told.set(number, { version, at: now() });
    try {
      const strange = news.filter((one) => !followed.has(one.conversationId)).map((one) => one.conversationId);
      const sequences = strange.length ? await storage.sequences(strange) : new Map<string, number>();
      for (const one of news) follow(one, Math.max(0, (sequences.get(one.conversationId) ?? 0) - SAID_BEFORE), false);
      sendCases(streams.all(), await views.summaries(news));
    } catch (error) {
      for (const { number } of news) told.delete(number);
      throw error;
    }
  }

  /** Begins to follow what is open, as somebody listens. */
  async function start(): Promise<void> {
    mark = now();
    const open = await storage.cases({ status: ['waiting', 'claimed'] }, MOST_OPEN);
    const sequences = await storage.sequences([...new Set(open.map((one) => one.conversationId))]);
    for (const one of open) follow(one, sequences.get(one.conversationId) ?? 0, true);
  }

  /** Nobody listens. */
  function rest(): void {
    for (const { stop } of followed.values()) stop();
    followed.clear();
    told.clear();
    running = undefined;
  }

  async function look(): Promise<void> {
    if (!running) return;
    await running;
    if (!streams.count()) return rest();
    const at = now();
    const changed = await storage.casesChangedSince(mark - OVERLAP_MS, MOST_CHANGED);
    if (changed.length === MOST_CHANGED) for (const stream of streams.all()) stream.send('reset', '{}');
    await tell(changed);
    mark = at;
    for (const [number, { at: then }] of told) if (then < at - 2 * OVERLAP_MS) told.delete(number);
    for (const [id, { cases, stop }] of followed) {
      for (const [number, closedAt] of cases) if (closedAt !== null && closedAt < at - GOODBYE_MS) cases.delete(number);
      if (cases.size) continue;
      stop();
      followed.delete(id);
    }
  }

  const looks = repeat(LOOK_MS, look, log, {
    fails: 'Staff cannot be told what changed; this is tried until it works.',
    works: 'Staff are told again what changed.',
  });
  let soon: NodeJS.Timeout | undefined;
  const lookSoon = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void looks.now();
    }, SOON_MS).unref();
  };

  const endCommits = parts.conversations.onCommit((_id, _stored, cases) => {
    if (!cases.length) return;
    views.queueChanged();
    // What fails here is found by the next look.
    if (running) tell(cases).catch(() => {});
  });
  const endHearing = storage.listen(lookSoon);

  return {
    mark: () => mark,
    async join(stream, since) {
      running ??= start().catch((error) => {
        rest();
        throw error;
      });
      await running;
      if (since === null) return;
      const changed = await storage.casesChangedSince(since - OVERLAP_MS, MOST_CHANGED);
      if (changed.length === MOST_CHANGED) return stream.send('reset', '{}');
      sendCases([stream], await views.summaries(changed));
    },
    close() {
      void looks.stop();
      clearTimeout(soon);
      endCommits();
      endHearing();
      rest();
    },
  };
}
