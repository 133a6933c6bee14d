// Turns what a client sends into an activity that may be kept: known fields only, and never in the bot's name.
import type { Activity, Attachment } from '../rules/activity.ts';
import { findSensitive } from '../rules/sensitive.ts';
import { Refusal } from './http.ts';

const MOST_TEXT = 8_000;
const MOST_KEY = 200;
const MOST_VALUE = 8_000;
const MOST_ATTACHMENTS = 10;

export interface CustomerActivity {
  activity: Activity;
  /** `channelData.clientActivityID`, by which a retry is known. */
  key?: string;
}

/** Reads an activity of a customer; throws 400 or 413 in plain words. */
export function readCustomerActivity(body: unknown, grant: { conversation: string; user: string }): CustomerActivity {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw bad('The body is not an activity. Send a JSON object with a "type".');
  const given = body as Record<string, unknown>;
  const { type } = given;
  // Direct Line 3.0: with "endOfConversation" a client says that it ends; it is kept, and the customer may still come back.
  if (type !== 'message' && type !== 'typing' && type !== 'event' && type !== 'endOfConversation')
    throw bad('"type" is not one this bot takes. Send "message", "typing", "event" or "endOfConversation".');
  const name = (given.from as { name?: unknown } | undefined)?.name;
  const activity: Activity = {
    type,
    channelId: 'directline',
    from: { id: grant.user, ...(short(name, 100) && { name: name as string }), role: 'user' },
    conversation: { id: grant.conversation },
  };
  if (type === 'message') readText(given, activity);
  if (type === 'event') readEvent(given, activity);
  readPlace(given, activity);
  const key = readChannelData(given.channelData, activity);
  if (type === 'message') readPress(given, activity);
  return { activity, ...(key !== undefined && { key }) };
}

/** Takes over the customer's language and time zone where they are some. */
export function readPlace(given: Record<string, unknown>, activity: Activity): void {
  if (short(given.locale, 35) && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(given.locale as string))
    activity.locale = given.locale as string;
  const zone = short(given.localTimezone, 60) ? timeZoneOf(given.localTimezone as string) : null;
  if (zone !== null) activity.localTimezone = zone;
}

function readText(given: Record<string, unknown>, activity: Activity): void {
  const { text = '', textFormat } = given;
  if (typeof text !== 'string') throw bad('"text" is not a string.');
  if (text.length > MOST_TEXT)
    throw new Refusal(
      413,
      'MessageSizeTooBig',
      `The message has ${text.length} characters. Send at most ${MOST_TEXT} in one message.`,
    );
  activity.text = text;
  if (textFormat === 'plain') activity.textFormat = textFormat;
  const attachments = readAttachments(given.attachments);
  if (attachments.length) activity.attachments = attachments;
  const { value } = given;
  if (value !== undefined && value !== null) activity.value = readValue(value);
  if (!text.trim() && !attachments.length && activity.value === undefined)
    throw bad('The message is empty. Send "text" or attachments.');
}

/** Takes over what was pressed: `messageBack` brings the action's id back as the value, which nobody types. */
export function readPress({ value }: Record<string, unknown>, activity: Activity): void {
  if (activity.channelData?.action !== undefined || !short(value, MOST_KEY)) return;
  if (/^[a-z]+:[\w:/.-]+$/.test(value as string)) activity.channelData = { ...activity.channelData, action: value };
}

function readEvent(given: Record<string, unknown>, activity: Activity): void {
  const { name, value } = given;
  if (!short(name, 200)) throw bad('"name" of an event is a string of 1 to 200 characters.');
  activity.name = name as string;
  if (value === undefined || value === null) return;
  activity.value = readValue(value);
}

function readValue(value: unknown): unknown {
  if (sizeOf(value) > MOST_VALUE)
    throw new Refusal(413, 'MessageSizeTooBig', `"value" is larger than ${MOST_VALUE} bytes.`);
  return value;
}

/** Files named by a web address; files of the customer's own go through upload. */
function readAttachments(given: unknown): Attachment[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given) || given.length > MOST_ATTACHMENTS)
    throw bad(`"attachments" is not a list of at most ${MOST_ATTACHMENTS}.`);
  return given.map((one: { contentType?: unknown; contentUrl?: unknown; name?: unknown } | null) => {
    const url = one?.contentUrl;
    if (!short(url, 2_000) || !/^https?:\/\//i.test(url as string))
      throw bad('An attachment needs a "contentUrl" that starts with https://. Send files of your own with /upload.');
    return {
      contentType: short(one?.contentType, 100) ? (one?.contentType as string) : 'application/octet-stream',
      contentUrl: url as string,
      ...(short(one?.name, 200) && { name: one?.name as string }),
    };
  });
}

/** Keeps the id for retries and the action of our own page; whatever else is there could pretend to be the bot's. */
function readChannelData(given: unknown, activity: Activity): string | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { clientActivityID, action } = given as { clientActivityID?: unknown; action?: unknown };
  const kept: Record<string, unknown> = {};
  if (clientActivityID !== undefined) {
    if (!short(clientActivityID, MOST_KEY))
      throw bad(`"channelData.clientActivityID" is a string of 1 to ${MOST_KEY} characters.`);
    // An id that is a bank number is kept nowhere, not even as a hash: a retry under it cannot be known.
    if (!isNumber(clientActivityID as string)) kept.clientActivityID = clientActivityID;
  }
  if (short(action, MOST_KEY)) kept.action = action;
  if (Object.keys(kept).length) activity.channelData = kept;
  return kept.clientActivityID as string | undefined;
}

/** Whether an id is a sensitive number. In one word with letters, as programs make them, digits look like one by chance. */
const isNumber = (id: string) => !/^\S*[a-z]\S*$/i.test(id) && findSensitive(id).length > 0;

const bad = (message: string) => new Refusal(400, 'BadArgument', message);
const short = (value: unknown, most: number) => typeof value === 'string' && value.length > 0 && value.length <= most;

function sizeOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    // Nested deeper than the runtime can write.
    return Number.POSITIVE_INFINITY;
  }
}

/** Asking the runtime costs more than the rest of a message, and the same few zones come again and again. */
const zones = new Map<string, string | null>();

/** The zone in the one spelling in which it is kept: whatever remembers something of each zone knows each once. */
function timeZoneOf(name: string): string | null {
  let known = zones.get(name);
  if (known === undefined) {
    try {
      known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    } catch {
      known = null;
    }
    if (zones.size > 1_000) zones.clear();
    zones.set(name, known);
  }
  return known;
}
