// Shows cases in Microsoft Teams as they are: a card in the channel of the office, what is said below it and in the owner's chat.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { SHOW } from '../../conversation/show.ts';
import type { Conversations } from '../../conversation.ts';
import type { Case } from '../../storage/storage/cases.ts';
import type { TeamsPlace, TeamsThread } from '../../storage/storage/teams.ts';
import type { Due, Json, Storage, StoredActivity } from '../../storage/storage.ts';
import { isRefusal, NotTaken } from '../delivery.ts';
import type { CaseCards } from './case-card.ts';
import type { Pace } from './pace.ts';
import { writeSaid } from './said-words.ts';
import type { ThreadConnector } from './thread-connector.ts';

/** For so long nobody else shows the cases of a conversation; one post takes up to 15 seconds. */
const HOLD_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
/** Longer than this nobody is told to wait: Teams counts by the hour. */
const LONGEST_RETRY_MS = 3_600_000;
/** What Teams refuses is tried so often, in about four minutes, and again when its case changes. */
const MOST_REFUSALS = 9;
/**
 * Due rows are looked at each second, and what was due meanwhile would go out all at once, which Teams refuses. So a post
 * is taken up so long before its moment, and waited for.
 */
const EARLY_MS = 1_000;
const NEAR_MS = 1_500;
/** So soon is looked again whether another one is done with it. */
const AGAIN_MS = 500;
const MOST_SAID = 200;
const MOST_READ = 500;
const CHANNEL_GONE = [403, 404];

/** What is to be posted next, and what is kept when it was. */
interface Step {
  place: TeamsPlace;
  run(): Promise<void>;
  /** The case whose thread this is in: somebody may have deleted its card. */
  number?: number;
}

/** What is kept with the due row: how often it failed in a row. */
interface Progress {
  failures: number;
}

export interface Showing {
  /** Begins no more posts and resolves when the running ones are noted. */
  stop(): Promise<void>;
}

/** `now` in milliseconds since 1970. */
export function showCases(parts: {
  storage: Storage;
  conversations: Pick<Conversations, 'whenDue'>;
  connector: () => Promise<ThreadConnector>;
  cards: Pick<CaseCards, 'activity'>;
  pace: Pace;
  log: Logger;
  now: () => number;
}): Showing {
  const { storage, connector, pace, log, now } = parts;
  const running = new Set<Promise<void>>();
  let stopping = false;

  parts.conversations.whenDue(SHOW, async (turn, due) => {
    const progress = { failures: 0, ...due.data } as Progress;
    const held = await turn.schedule({ kind: SHOW, at: now() + HOLD_MS, data: { ...progress } });
    return () => {
      const run = alone(held, progress)
        .catch((err) => log.error({ err, conversation: due.conversationId }, 'Cases could not be shown in Teams.'))
        .finally(() => running.delete(run));
      running.add(run);
    };
  });

  /** A turn may put the row there anew while its cases are being shown: here, or on another node. */
  async function alone(held: Due, progress: Progress): Promise<void> {
    const { conversationId } = held;
    const by = randomUUID();
    if (!(await storage.teams.hold(conversationId, by, now() + HOLD_MS, now())))
      return later(held, now() + AGAIN_MS, progress);
    try {
      await show(held, progress);
    } finally {
      await storage.teams.letGo(conversationId, by);
    }
  }

  async function show(held: Due, progress: Progress): Promise<void> {
    const { conversationId } = held;
    const deadline = now() + HOLD_MS / 2;
    for (;;) {
      const step = await nextStep(conversationId);
      if (!step) return end(held);
      const { id } = step.place;
      const at = pace.moment(id, conversationId);
      const isNear = at <= now() + NEAR_MS && now() <= deadline;
      if (isNear) await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - now())));
      // Teams may have told another one meanwhile to slow down.
      if (stopping || !isNear || pace.moment(id, conversationId) > at) return later(held, at - EARLY_MS, progress);
      try {
        await step.run();
        pace.done(id, conversationId);
        progress.failures = 0;
      } catch (error) {
        return failed(held, step, progress, error);
      }
    }
  }

  async function failed(held: Due, { place, number }: Step, { failures }: Progress, error: unknown): Promise<void> {
    const { status = 0, retryAfterMs = 0 } = error instanceof NotTaken ? error : {};
    const about = { conversation: held.conversationId, place: place.id, status };
    if (status === 404 && number !== undefined) {
      log.warn(about, 'A card is there no more in Teams; an open case gets a new one.');
      await storage.teams.dropThread(number, place.id);
      return later(held, now(), { failures: 0 });
    }
    if (CHANNEL_GONE.includes(status)) {
      log.error(about, 'Teams does not let the bot post there any more; the place is forgotten. Connect it anew.');
      await storage.teams.dropPlace(place.id);
      return later(held, now(), { failures: 0 });
    }
    const backOffMs = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    if (isRefusal(status)) {
      pace.done(place.id, held.conversationId);
      if (failures + 1 === MOST_REFUSALS) {
        log.error(about, 'Teams refuses a post; it is tried again when the case changes. The console shows it.');
        return end(held);
      }
      const at = now() + backOffMs;
      log.warn(about, 'Teams refused a post; it is tried again.');
      return later(held, at, { failures: failures + 1 });
    }
    const waitMs = Math.max(Math.min(retryAfterMs, LONGEST_RETRY_MS), backOffMs);
    // Who is told to slow down says it for the whole place.
    pace.pause(place.id, waitMs);
    log.warn({ ...about, err: error, waitMs }, 'Teams did not take a post; it is tried again.');
    const at = pace.moment(place.id, held.conversationId);
    return later(held, at - EARLY_MS, { failures: failures + 1 });
  }

  /** All is shown, unless a turn put the row there anew meanwhile: then that one is due already. */
  async function end(held: Due): Promise<void> {
    pace.leave(held.conversationId);
    await storage.turn(held.conversationId, async (turn) => void (await turn.finish(held)));
  }

  async function later(held: Due, at: number, data: Progress): Promise<void> {
    await storage.turn(held.conversationId, async (turn) => {
      if (await turn.finish(held)) await turn.schedule({ kind: SHOW, at, data: { ...data } });
    });
  }

  /** The first thing that is not shown as it is; undefined where all is. */
  async function nextStep(conversationId: string): Promise<Step | undefined> {
    const threads = await storage.teams.threads(conversationId);
    const open = await storage.casesOf([conversationId]);
    const others = [...new Set(threads.map(({ number }) => number))].filter(
      (number) => !open.some((one) => one.number === number),
    );
    const closed = (await Promise.all(others.map((number) => storage.case(number)))).filter((one) => one !== undefined);
    if (open.length + closed.length === 0) return undefined;
    const channels = await storage.teams.channels();
    const newest = (await storage.sequences([conversationId])).get(conversationId) ?? 0;
    const said = await storage.activitiesAfter(conversationId, Math.max(0, newest - MOST_READ), MOST_READ);
    for (const one of [...open, ...closed]) {
      const step = (await stepInChannels(one, threads, channels, said)) ?? (await stepInChats(one, threads, said));
      if (step) return step;
    }
    return undefined;
  }

  async function stepInChannels(one: Case, threads: TeamsThread[], channels: TeamsPlace[], said: StoredActivity[]) {
    for (const place of channels) {
      const thread = threads.find((shown) => shown.number === one.number && shown.place === place.id);
      if (!thread) {
        if (one.status === 'closed' || (one.office !== null && one.office !== place.office)) continue;
        return { place, run: () => begin(one, place, said) };
      }
      if (thread.version < one.version) return { place, run: () => redraw(one, place, thread), number: one.number };
      const step = await stepInThread(one, place, thread, said);
      if (step) return step;
    }
    return undefined;
  }

  async function stepInChats(one: Case, threads: TeamsThread[], said: StoredActivity[]) {
    for (const thread of threads.filter(({ number, root }) => number === one.number && root === null)) {
      const place = await storage.teams.place({ id: thread.place });
      if (!place?.staff) continue;
      const step = await stepInThread(one, place, thread, said);
      if (step) return step;
      if (one.status !== 'claimed' || one.owner !== place.staff) return { place, run: () => leave(one, place, thread) };
    }
    return undefined;
  }

  /** The next message to be posted, or to be changed where it was posted before. */
  async function stepInThread(
    one: Case,
    place: TeamsPlace,
    thread: TeamsThread,
    said: StoredActivity[],
  ): Promise<Step | undefined> {
    const { number } = one;
    const own = place.staff === null ? undefined : (await storage.staffMember(place.staff))?.name;
    let upTo = thread.sequence;
    for (const { sequence, activity } of said.filter((other) => other.sequence > thread.sequence)) {
      const words = writeSaid(number, activity, (name) => name === own);
      const to =
        activity.type === 'messageUpdate'
          ? said.find((first) => first.activity.id === activity.id && first.sequence < sequence)
          : undefined;
      const id = to && (await storage.teams.posted(number, place.id, to.sequence));
      const isNew = activity.type === 'message' && words !== null;
      if (isNew || id !== undefined) {
        const message = words ?? { type: 'message', text: '(taken out)' };
        const run = () => say({ ...thread, sequence }, place, message, id);
        return { place, run, ...(thread.root !== null && { number }) };
      }
      upTo = sequence;
    }
    if (upTo > thread.sequence) await storage.teams.keepThread({ ...thread, sequence: upTo });
    return undefined;
  }

  async function say(thread: TeamsThread, place: TeamsPlace, message: Json, id: string | undefined): Promise<void> {
    const to = thread.thread ?? place.id;
    const url = String(place.reference.serviceUrl);
    if (id !== undefined) await (await connector()).update(url, to, id, message);
    else {
      const activityId = await (await connector()).post(url, to, message);
      const { conversationId, number, sequence } = thread;
      await storage.teams.keepPost({ conversationId, number, place: place.id, sequence, activityId });
    }
    await storage.teams.keepThread(thread);
  }

  async function begin(one: Case, place: TeamsPlace, said: StoredActivity[]): Promise<void> {
    const { number, conversationId } = one;
    // The question stands on the card; what came after it is posted below.
    const before = said
      .filter(({ activity }) => Date.parse(String(activity.timestamp)) <= one.openedAt)
      .slice(-MOST_SAID);
    const sequence = before.at(-1)?.sequence ?? Math.max(0, (said[0]?.sequence ?? 1) - 1);
    const { root, thread } = await (await connector()).begin(
      String(place.reference.serviceUrl),
      place.id,
      await parts.cards.activity(one),
    );
    await storage.teams.keepThread({
      number,
      place: place.id,
      conversationId,
      root,
      thread,
      version: one.version,
      sequence,
    });
  }

  async function redraw(one: Case, place: TeamsPlace, thread: TeamsThread): Promise<void> {
    const to = thread.thread ?? place.id;
    await (await connector()).update(
      String(place.reference.serviceUrl),
      to,
      thread.root ?? '',
      await parts.cards.activity(one),
    );
    await storage.teams.keepThread({ ...thread, version: one.version });
  }

  /** The case is no longer this person's: what is written in the chat goes to nobody. */
  async function leave(one: Case, place: TeamsPlace, { number }: TeamsThread): Promise<void> {
    await storage.teams.focus(place.id, null, number);
    const now =
      one.status === 'closed'
        ? 'is closed'
        : one.status === 'waiting'
          ? 'is back in the queue'
          : "is a colleague's now";
    const text = `Case ${number} ${now}: what you write here no longer goes to its customer.`;
    await (await connector()).post(String(place.reference.serviceUrl), place.id, {
      type: 'message',
      textFormat: 'plain',
      text,
    });
    await storage.teams.dropThread(number, place.id);
  }

  return {
    async stop() {
      stopping = true;
      await Promise.allSettled(running);
    },
  };
}
