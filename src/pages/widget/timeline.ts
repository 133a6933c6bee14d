// Puts what came and what waits into one list of messages, each of them once.
import type { Activity, CardAction } from '../../rules/activity.ts';
import { previewOf } from './file-store.ts';
import { type Handoff, handoffOf } from './handoff.ts';
import type { Outgoing } from './outgoing.ts';

/** A file of a message. */
export interface ShownFile {
  name: string;
  contentType: string;
  /** Bytes, where they are known. */
  size?: number;
  /** Where it is to be had. */
  url?: string;
  /** What stands for it in this page until it is to be had. */
  preview?: string;
}

export interface Shown {
  id: string;
  by: 'bot' | 'staff' | 'customer';
  /** Who of the staff. */
  name?: string;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  /** What the bot or staff said, whole; undefined for the customer's messages. */
  activity?: Activity;
  /** Of the customer's messages alone. */
  state?: 'sending' | 'sent' | 'failed';
  failed?: string;
  /** It cannot go out now. */
  held?: boolean;
  files: ShownFile[];
  /** The files wait in this page alone. */
  onlyHere?: true;
}

export interface Timeline {
  messages: Shown[];
  /** The buttons of the bot's last message, as long as nothing was said after it. */
  choices: CardAction[];
  /** What the bot's last message asks for in words of the customer's own; undefined where it asks for none. */
  asks: string | undefined;
  /** Where the customer stands with our staff. */
  handoff: Handoff | undefined;
}

/**
 * Adds what has arrived: an activity that came before stands where it came first, as it came last. What it was before
 * is gone: an update may have taken a bank number out of it.
 */
export function addArrived(before: Activity[], arrived: Activity[]): Activity[] {
  const byId = new Map([...before, ...arrived].map((activity, index) => [activity.id ?? String(index), activity]));
  // Bot Framework: a `messageUpdate` has the id of the message whose place it takes.
  return [...byId.values()].map((one) => (one.type === 'messageUpdate' ? { ...one, type: 'message' } : one));
}

/** What was arranged once stays the same object, so that the page draws anew only what has changed. */
const shown = new WeakMap<Activity, Shown>();

/** `activities` as `addArrived` gives them; `held` tells that what waits cannot go out now. */
export function arrange(activities: Activity[], waiting: Outgoing[], sent: Outgoing[], held = false): Timeline {
  const messages = activities.filter(({ type }) => type === 'message').map(toShown);
  const known = new Set(activities.map(({ channelData }) => channelData?.clientActivityID));
  // After a reload the same message may wait here and stand there: what the server has counts.
  const own = [...new Map([...sent, ...waiting].map((message) => [message.id, message])).values()]
    .filter(({ id }) => !known.has(id))
    .map((message) => ({ ...toOutgoing(message, waiting), held }));
  const all = [...messages, ...own];
  const lastOfBot = messages.findLast(({ by }) => by === 'bot')?.activity?.channelData;
  // How to end a conversation with staff stands above the log, as long as there is one.
  const choices = all.at(-1)?.activity?.suggestedActions?.actions ?? [];
  return {
    messages: all,
    choices: choices.filter(({ channelData }) => channelData?.action !== 'handoff:end'),
    asks: lastOfBot?.asks === undefined ? undefined : String(lastOfBot.asks),
    handoff: handoffOf(activities),
  };
}

function toShown(activity: Activity): Shown {
  const known = shown.get(activity) ?? show(activity);
  shown.set(activity, known);
  return known;
}

function show(activity: Activity): Shown {
  const at = Date.parse(activity.timestamp ?? '') || 0;
  // A message keeps its id from sending to seeing it back, so that it is not read out twice.
  const id = String(activity.channelData?.clientActivityID ?? activity.id);
  const own = isCustomer(activity);
  // Of the customer's own, one without an address was read and not kept; cards have none either.
  const files = (activity.attachments ?? []).flatMap(({ name = 'file', contentType, contentUrl }) =>
    contentUrl || own ? [{ name, contentType, url: contentUrl }] : [],
  );
  if (own) return { id, by: 'customer', text: activity.text ?? '', at, state: 'sent', files };
  const name = (activity.channelData?.staff as { name: string } | undefined)?.name;
  const who = name === undefined ? ({ by: 'bot' } as const) : ({ by: 'staff', name } as const);
  return { id, ...who, text: activity.text ?? '', at, activity, files };
}

function toOutgoing({ id, text, at, failed, files = [], onlyHere }: Outgoing, waiting: Outgoing[]): Shown {
  const state = failed ? 'failed' : waiting.some((message) => message.id === id) ? 'sending' : 'sent';
  const previewed = files.map(({ name, type, size }, index) => {
    const preview = previewOf(id, index);
    return { name, contentType: type, size, ...(preview ? { preview } : {}) };
  });
  return {
    id,
    by: 'customer',
    text,
    at,
    state,
    files: previewed,
    ...(failed ? { failed } : {}),
    ...(onlyHere && state !== 'sent' ? { onlyHere } : {}),
  };
}

function isCustomer(activity: Activity | undefined): boolean {
  return activity?.from?.role === 'user';
}
