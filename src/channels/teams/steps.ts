// What of a conversation's cases is not yet in Microsoft Teams as it is: the next post, one at a time.
import type { Case } from '../../storage/storage/cases.ts';
import type { TeamsPlace, TeamsThread } from '../../storage/storage/teams.ts';
import type { Json, Storage, StoredActivity } from '../../storage/storage.ts';
import type { CaseCards } from './case-card.ts';
import { writeSaid } from './said-words.ts';
import type { ThreadConnector } from './thread-connector.ts';

const MOST_SAID = 200;
const MOST_READ = 500;

/** What is to be posted next, and what is kept when it was. */
export interface Step {
  place: TeamsPlace;
  run(): Promise<void>;
  /** The case whose thread this is in: somebody may have deleted its card. */
  number?: number;
}

/** Whether another office than that of this channel has the case. */
export const isAway = ({ office }: Case, place: TeamsPlace) => office !== null && office !== place.office;

/** Finds the next step for a conversation; undefined where all is shown. */
export function createSteps(parts: {
  storage: Storage;
  connector: () => Promise<ThreadConnector>;
  cards: Pick<CaseCards, 'activity'>;
}): (conversationId: string) => Promise<Step | undefined> {
  const { storage, connector } = parts;

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
        if (one.status === 'closed' || isAway(one, place)) continue;
        return { place, run: () => begin(one, place, said) };
      }
      if (thread.away && !isAway(one, place) && one.status !== 'closed')
        return { place, run: () => comeBack(one, place, thread), number: one.number };
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
      const isNew = activity.type === 'message' && words !== null && !thread.away;
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
      await parts.cards.activity(one, false),
    );
    await storage.teams.keepThread({
      number,
      place: place.id,
      conversationId,
      root,
      thread,
      version: one.version,
      sequence,
      away: false,
    });
  }

  async function redraw(one: Case, place: TeamsPlace, thread: TeamsThread): Promise<void> {
    const away = isAway(one, place);
    const to = thread.thread ?? place.id;
    await (await connector()).update(
      String(place.reference.serviceUrl),
      to,
      thread.root ?? '',
      await parts.cards.activity(one, away),
    );
    await storage.teams.keepThread({ ...thread, version: one.version, away });
  }

  /** A card that changes far above nobody sees; a post below it brings the thread down. What was passed over is not told again. */
  async function comeBack({ number }: Case, place: TeamsPlace, thread: TeamsThread): Promise<void> {
    const text = `Case ${number} is back with this office. What was said meanwhile is in the console.`;
    const message = { type: 'message', textFormat: 'plain', text };
    await (await connector()).post(String(place.reference.serviceUrl), thread.thread ?? place.id, message);
    await storage.teams.keepThread({ ...thread, away: false });
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

  return nextStep;
}
