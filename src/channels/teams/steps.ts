// What of a conversation's cases is not yet in Microsoft Teams as it is: the next post, one at a time.
import { owedSince } from '../../handoff/clock.ts';
import type { Case } from '../../storage/storage/cases.ts';
import type { TeamsPlace, TeamsPost, TeamsThread } from '../../storage/storage/teams.ts';
import type { Json, Storage, StoredActivity } from '../../storage/storage.ts';
import type { CaseCards } from './case-card.ts';
import { writeSaid } from './said-words.ts';
import type { ThreadConnector } from './thread-connector.ts';

const MOST_READ = 500;

/** What is to be posted next, and what is kept when it was. */
export interface Step {
  place: TeamsPlace;
  run(): Promise<void>;
  /** The case whose thread this is in: somebody may have deleted its card. */
  number?: number;
}

/** Finds the next step for a conversation at other places than those in `skip`; undefined where all is shown there. */
export type NextStep = (conversationId: string, skip: ReadonlySet<string>) => Promise<Step | undefined>;

/** Whether a case is not shown in this channel any more: another office has it, or the channel is no office's by now. */
export const isAway = ({ office }: Case, place: TeamsPlace) =>
  place.office === null || (office !== null && office !== place.office);

/** Of several open cases the one in which the customer speaks: whoever holds one is spoken with. */
function hearing(open: Case[]): Case | undefined {
  const waiting = open.filter(({ kind }) => kind === 'live');
  return open.find(({ status }) => status === 'claimed') ?? waiting.at(-1) ?? open.at(-1);
}

const isSaidBy = ({ activity }: StoredActivity, at: number) => Date.parse(String(activity.timestamp)) <= at;

/** Looks at what is kept of a conversation, its cases and what was posted of them; a step posts with `connector`. */
export function createSteps(parts: {
  storage: Storage;
  connector: () => Promise<ThreadConnector>;
  cards: Pick<CaseCards, 'activity'>;
}): NextStep {
  const { storage, connector } = parts;

  async function nextStep(conversationId: string, skip: ReadonlySet<string>): Promise<Step | undefined> {
    const threads = await storage.teams.threads(conversationId);
    const open = (await storage.casesOf([conversationId])).sort((one, other) => one.number - other.number);
    const others = [...new Set(threads.map(({ number }) => number))].filter(
      (number) => !open.some((one) => one.number === number),
    );
    const closed = (await Promise.all(others.map((number) => storage.case(number)))).filter((one) => one !== undefined);
    if (open.length + closed.length === 0) return undefined;
    const newest = (await storage.sequences([conversationId])).get(conversationId) ?? 0;
    const said = await storage.activitiesAfter(conversationId, Math.max(0, newest - MOST_READ), MOST_READ);
    const shown = threads.filter(({ place }) => !skip.has(place));
    const channels = (await channelsOf(shown)).filter(({ id }) => !skip.has(id));
    const heard = hearing(open);
    for (const one of [...open, ...closed]) {
      // Below the card of a closed case stands what was said until then.
      const isHeard = (words: StoredActivity) =>
        one.closedAt === null ? one === heard : isSaidBy(words, one.closedAt);
      const mine = shown.filter(({ number }) => number === one.number);
      const step =
        (await stepInChannels(one, mine, channels, said, isHeard)) ?? (await stepInChats(one, mine, said, isHeard));
      if (step) return step;
    }
    return undefined;
  }

  /** The channels of the offices, and those that were one's and still have a card. */
  async function channelsOf(threads: TeamsThread[]): Promise<TeamsPlace[]> {
    const channels = await storage.teams.channels();
    const left = threads.filter(({ root, place }) => root !== null && !channels.some(({ id }) => id === place));
    const former = await Promise.all(
      [...new Set(left.map(({ place }) => place))].map((id) => storage.teams.place({ id })),
    );
    return [...channels, ...former.filter((place) => place !== undefined)];
  }

  async function stepInChannels(
    one: Case,
    threads: TeamsThread[],
    channels: TeamsPlace[],
    said: StoredActivity[],
    isHeard: (words: StoredActivity) => boolean,
  ): Promise<Step | undefined> {
    const { number } = one;
    for (const place of channels) {
      const away = isAway(one, place);
      const thread = threads.find((shown) => shown.place === place.id);
      if (!thread) {
        if (one.status === 'closed' || away) continue;
        return { place, run: () => begin(one, place, said) };
      }
      if (thread.away && !away && one.status !== 'closed')
        return { place, run: () => comeBack(one, place, thread), number };
      if (thread.version < one.version || (away && !thread.away))
        return { place, run: () => redraw(one, place, thread), number };
      const step = await stepInThread(place, thread, said, (words) => !thread.away && isHeard(words));
      if (step) return { ...step, number };
    }
    return undefined;
  }

  async function stepInChats(
    one: Case,
    threads: TeamsThread[],
    said: StoredActivity[],
    isHeard: (words: StoredActivity) => boolean,
  ): Promise<Step | undefined> {
    for (const thread of threads.filter(({ root }) => root === null)) {
      const place = await storage.teams.place({ id: thread.place });
      if (!place?.staff) continue;
      const person = await storage.staffMember(place.staff);
      const holds = one.status === 'claimed' && one.owner === place.staff && person?.revokedAt === null;
      const step = await stepInThread(place, thread, said, (words) => holds && isHeard(words), person?.name);
      if (step) return step;
      if (!holds && !thread.away) return { place, run: () => leave(one, place, thread) };
      const nudged = holds ? await nudgeOf(one) : undefined;
      if (nudged !== undefined && nudged > thread.version) return { place, run: () => nudge(place, thread, nudged) };
    }
    return undefined;
  }

  /** The event by which the owner was reminded of an answer that is still owed. */
  async function nudgeOf(one: Case): Promise<number | undefined> {
    const owed = owedSince(one);
    if (owed === null) return undefined;
    return (await storage.caseEvents(one.number)).findLast(({ what, at }) => what === 'nudged' && at >= owed)?.index;
  }

  /** The next message to be changed where it was posted before, or to be posted; others are passed over. */
  async function stepInThread(
    place: TeamsPlace,
    thread: TeamsThread,
    said: StoredActivity[],
    isTold: (words: StoredActivity) => boolean,
    own?: string,
  ): Promise<Step | undefined> {
    const { number } = thread;
    const write = (activity: Json) => writeSaid(number, activity, (name) => name === own);
    for (const { sequence, activity } of said.filter((one) => one.activity.type === 'messageUpdate')) {
      const first = said.find((one) => one.activity.id === activity.id && one.sequence < sequence);
      const post = first && write(first.activity) && (await storage.teams.posted(number, place.id, first.sequence));
      if (post && post.updated < sequence)
        return { place, run: () => change(place, thread, { ...post, updated: sequence }, write(activity)) };
    }
    let upTo = thread.sequence;
    for (const words of said.filter(({ sequence }) => sequence > thread.sequence)) {
      const message = words.activity.type === 'message' ? write(words.activity) : null;
      const isNew = message && isTold(words) && !(await storage.teams.posted(number, place.id, words.sequence));
      if (isNew) return { place, run: () => say(place, { ...thread, sequence: words.sequence }, message) };
      upTo = words.sequence;
    }
    if (upTo > thread.sequence) await storage.teams.keepThread({ ...thread, sequence: upTo });
    return undefined;
  }

  const post = async (place: TeamsPlace, thread: TeamsThread, message: Json) =>
    (await connector()).post(String(place.reference.serviceUrl), thread.thread ?? place.id, message);
  const update = async (place: TeamsPlace, thread: TeamsThread, id: string, message: Json) =>
    (await connector()).update(String(place.reference.serviceUrl), thread.thread ?? place.id, id, message);
  const plain = (text: string): Json => ({ type: 'message', textFormat: 'plain', text });

  async function say(place: TeamsPlace, thread: TeamsThread, message: Json): Promise<void> {
    const activityId = await post(place, thread, message);
    const { conversationId, number, sequence } = thread;
    await storage.teams.keepPost({ conversationId, number, place: place.id, sequence, activityId, updated: 0 });
    await storage.teams.keepThread(thread);
  }

  async function change(
    place: TeamsPlace,
    thread: TeamsThread,
    posted: TeamsPost,
    message: Json | null,
  ): Promise<void> {
    await update(place, thread, posted.activityId, message ?? plain('(taken out)'));
    await storage.teams.keepPost(posted);
  }

  async function begin(one: Case, place: TeamsPlace, said: StoredActivity[]): Promise<void> {
    const { number, conversationId, version } = one;
    // The question stands on the card; what came after it is posted below. A change has the time of what it changes.
    const after = said.find((words) => words.activity.type !== 'messageUpdate' && !isSaidBy(words, one.openedAt));
    const sequence = after ? after.sequence - 1 : (said.at(-1)?.sequence ?? 0);
    const card = await parts.cards.activity(one, false);
    const { root, thread } = await (await connector()).begin(String(place.reference.serviceUrl), place.id, card);
    const begun = { number, place: place.id, conversationId, root, thread, version, sequence, away: false };
    await storage.teams.keepThread(begun);
  }

  async function redraw(one: Case, place: TeamsPlace, thread: TeamsThread): Promise<void> {
    const away = isAway(one, place);
    await update(place, thread, thread.root ?? '', await parts.cards.activity(one, away));
    await storage.teams.keepThread({ ...thread, version: one.version, away });
  }

  /** A card that changes far above nobody sees; a post below it brings the thread down. What was passed over is not told again. */
  async function comeBack({ number }: Case, place: TeamsPlace, thread: TeamsThread): Promise<void> {
    await post(
      place,
      thread,
      plain(`Case ${number} is back with this office. What was said meanwhile is in the console.`),
    );
    await storage.teams.keepThread({ ...thread, away: false });
  }

  async function nudge(place: TeamsPlace, thread: TeamsThread, event: number): Promise<void> {
    const text = `The customer of case ${thread.number} still waits for an answer. Without one the case soon goes back to the queue.`;
    await post(place, thread, plain(text));
    await storage.teams.keepThread({ ...thread, version: event });
  }

  /** The case is no longer this person's: what is written in the chat goes to nobody. */
  async function leave({ status, owner }: Case, place: TeamsPlace, thread: TeamsThread): Promise<void> {
    const { number } = thread;
    await storage.teams.focus(place.id, null, number);
    // Who was shut out keeps the case for a moment, until the desk has put it back into the queue.
    const claimed = owner === place.staff ? 'is no longer yours' : "is a colleague's now";
    const now = { closed: 'is closed', waiting: 'is back in the queue', claimed }[status];
    await post(place, thread, plain(`Case ${number} ${now}: what you write here no longer goes to its customer.`));
    await storage.teams.leave(number, place.id);
  }

  return nextStep;
}
