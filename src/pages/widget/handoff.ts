// What the bot's messages say of the customer's handoff: who waits, at which place, or who of the staff is there.
import type { Activity } from '../../rules/activity.ts';
import { waitInWords } from '../../rules/wait-words.ts';

/** A case that waits in the queue, or that somebody of the staff has claimed. */
export interface Handoff {
  number: number;
  status: 'waiting' | 'claimed';
  /** The message that began it: what is pressed twice, or in two tabs, is known by it. */
  id: string;
  /** Of those who wait: the place in the queue, and how long it usually takes in milliseconds where that is known. */
  place: number;
  wait: { p50: number; p90: number } | null;
  /** Who is there. */
  name: string;
}

/** Where the customer stands with our staff by now: with somebody, else in the queue; undefined where neither. */
export function handoffOf(messages: Activity[]): Handoff | undefined {
  // What was said last of each case holds; of several, the one that somebody has claimed comes first.
  const byNumber = new Map<number, Handoff | undefined>();
  for (const { id = '', from, channelData } of messages) {
    const told = channelData?.handoff as Told | undefined;
    if (!told || from?.role === 'user') continue;
    byNumber.delete(told.number);
    byNumber.set(told.number, read(told, id));
  }
  const open = [...byNumber.values()].filter((one) => one !== undefined);
  return open.find(({ status }) => status === 'claimed') ?? open.at(-1);
}

interface Told {
  number: number;
  status: string;
  place?: number;
  wait?: Handoff['wait'];
  staff?: { name: string };
}

function read({ number, status, place, wait = null, staff }: Told, id: string): Handoff | undefined {
  if (status === 'claimed') return { number, status, id, place: 0, wait: null, name: staff?.name ?? 'our staff' };
  // A message that somebody was to answer waits without a place: nobody stands in a queue for it.
  if (status === 'waiting' && place) return { number, status, id, place, wait, name: '' };
  return undefined;
}

/** "You are 2nd in the queue · usually 3 to 8 minutes" */
export function describePlace({ place, wait }: Handoff): string {
  return `You are ${ordinal(place)} in the queue · ${wait ? `usually ${waitInWords(wait)}` : "we can't say yet how long"}`;
}

function ordinal(place: number): string {
  const isTeen = place % 100 > 10 && place % 100 < 14;
  return `${place}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][place % 10]) ?? 'th'}`;
}
