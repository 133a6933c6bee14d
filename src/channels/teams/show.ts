// Shows cases in Microsoft Teams as they are: a card in the channel of the office, what is said below it and in the owner's chat.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { SHOW } from '../../conversation/show.ts';
import type { Conversations } from '../../conversation.ts';
import type { Due, Storage } from '../../storage/storage.ts';
import { isRefusal, NotTaken } from '../delivery.ts';
import type { Pace } from './pace.ts';
import type { NextStep, Step } from './steps.ts';

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
const CHANNEL_GONE = [403, 404];

/** What is kept with the due row. */
interface Progress {
  /** How often each place was tried in vain in a row, and how often it refused. */
  tries: Record<string, number>;
  refusals: Record<string, number>;
}

const fresh: Progress = { tries: {}, refusals: {} };

/** Milliseconds to wait after so many tries in vain. */
const backOff = (tries: number) => Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);

export interface Showing {
  /** Begins no more posts and resolves when the running ones are noted. */
  stop(): Promise<void>;
}

/** `now` in milliseconds since 1970. */
export function showCases(parts: {
  storage: Storage;
  conversations: Pick<Conversations, 'whenDue'>;
  nextStep: NextStep;
  pace: Pace;
  log: Logger;
  now: () => number;
}): Showing {
  const { storage, nextStep, pace, log, now } = parts;
  const running = new Set<Promise<void>>();
  let stopping = false;

  parts.conversations.whenDue(SHOW, async (turn, due) => {
    const progress = structuredClone({ ...fresh, ...due.data }) as Progress;
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

  /** Posts what can be posted now: a place that must wait, or refuses, holds up no other one. */
  async function show(held: Due, progress: Progress): Promise<void> {
    const { conversationId } = held;
    const deadline = now() + HOLD_MS / 2;
    const skip = new Set<string>();
    let next = Number.POSITIVE_INFINITY;
    const wait = (place: string, at: number) => {
      skip.add(place);
      next = Math.min(next, at);
    };
    for (;;) {
      const step = await nextStep(conversationId, skip);
      if (!step) return next === Number.POSITIVE_INFINITY ? end(held) : later(held, next, progress);
      const { id } = step.place;
      const at = pace.moment(id, conversationId);
      const isNear = at <= now() + NEAR_MS && now() <= deadline;
      if (isNear) await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - now())));
      // Teams may have told another one meanwhile to slow down.
      if (stopping || !isNear || pace.moment(id, conversationId) > at) {
        wait(id, at - EARLY_MS);
        continue;
      }
      try {
        await step.run();
        pace.done(id, conversationId);
        delete progress.tries[id];
        delete progress.refusals[id];
      } catch (error) {
        const again = await failed(conversationId, step, progress, error);
        if (again !== null) wait(id, again);
      }
    }
  }

  /** When this place is tried again; null where something else is to be done there at once. */
  async function failed(
    conversationId: string,
    { place, number }: Step,
    { tries, refusals }: Progress,
    error: unknown,
  ): Promise<number | null> {
    const { id } = place;
    const { status = 0, retryAfterMs = 0 } = error instanceof NotTaken ? error : {};
    const about = { conversation: conversationId, place: id, status };
    if (status === 404 && number !== undefined) {
      log.warn(about, 'A card is there no more in Teams; an open case gets a new one.');
      await storage.teams.dropThread(number, id);
      return null;
    }
    if (CHANNEL_GONE.includes(status)) {
      log.error(about, 'Teams does not let the bot post there any more; the place is forgotten. Connect it anew.');
      await storage.teams.dropPlace(id);
      return null;
    }
    if (isRefusal(status)) {
      pace.done(id, conversationId);
      refusals[id] = (refusals[id] ?? 0) + 1;
      if (refusals[id] >= MOST_REFUSALS) {
        log.error(about, 'Teams refuses a post; it is tried again when the case changes. The console shows it.');
        return Number.POSITIVE_INFINITY;
      }
      log.warn(about, 'Teams refused a post; it is tried again.');
      return now() + backOff(refusals[id]);
    }
    tries[id] = (tries[id] ?? 0) + 1;
    const waitMs = Math.max(Math.min(retryAfterMs, LONGEST_RETRY_MS), backOff(tries[id]));
    // Who is told to slow down says it for the whole place.
    pace.pause(id, waitMs);
    log.warn({ ...about, err: error, waitMs }, 'Teams did not take a post; it is tried again.');
    return pace.moment(id, conversationId) - EARLY_MS;
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

  return {
    async stop() {
      stopping = true;
      await Promise.allSettled(running);
    },
  };
}
