// Turns what a Bot Framework channel sends into an activity that may be kept: known fields only, and where to answer it.
import { createHash } from 'node:crypto';
import type { Account, Activity, Attachment } from '../rules/activity.ts';
import type { Json } from '../storage/storage.ts';
import { readPlace } from './customer-activity.ts';
import { Refusal } from './http.ts';

const MOST_TEXT = 8_000;
const MOST_ID = 500;
const MOST_KEY = 200;
const MOST_ATTACHMENTS = 10;

export interface FromChannel {
  /** With the channel in front: no other channel's conversation has it. */
  conversationId: string;
  channel: string;
  userId: string;
  /** The channel's id of this activity, by which a retry is known. */
  key?: string;
  activity: Activity;
  /** The SDK's conversation reference, without an activity. */
  reference: Json;
}

type Given = Record<string, unknown>;

/** Reads a message, or that somebody else than the bot joined; null where the bot has nothing to say. Throws 400 or 413. */
export function readChannelActivity(given: Given): FromChannel | null {
  const channelId = needed(given.channelId, 'channelId');
  const serviceUrl = needed(given.serviceUrl, 'serviceUrl');
  if (!/^https?:\/\//i.test(serviceUrl))
    throw bad('"serviceUrl" is not an address. Send the connector\'s, with https://.');
  const conversation = conversationOf(given.conversation);
  const bot = accountOf(given.recipient, 'recipient');
  const user = given.type === 'conversationUpdate' ? newMember(given.membersAdded, bot) : accountOf(given.from, 'from');
  if (!user || (given.type !== 'message' && given.type !== 'conversationUpdate')) return null;

  const channel = `bot-framework/${channelId}`;
  const conversationId = `${channel}/${conversation.id}`;
  const from = { ...user, role: 'user' };
  const activity: Activity = { type: given.type, from };
  readPlace(given, activity);
  const read: FromChannel = {
    conversationId,
    channel,
    userId: user.id,
    activity,
    reference: { channelId, serviceUrl, conversation, user, bot },
  };
  if (given.type === 'conversationUpdate') return { ...read, activity: { ...activity, membersAdded: [from] } };

  activity.text = readText(given, bot.id);
  const attachments = readAttachments(given.attachments);
  if (attachments.length) activity.attachments = attachments;
  if (typeof given.id !== 'string' || !given.id) return read;
  activity.id = given.id.slice(0, MOST_ID);
  // Some channels' ids are longer than what an index takes.
  const key = given.id.length <= MOST_KEY ? given.id : createHash('sha256').update(given.id).digest('hex');
  return { ...read, key };
}

/** The text without the mentions of the bot, by which it is called in a group. */
function readText(given: Given, botId: string): string {
  const text = typeof given.text === 'string' ? given.text : '';
  if (text.length > MOST_TEXT)
    throw new Refusal(
      413,
      'MessageSizeTooBig',
      `The message has ${text.length} characters. Send at most ${MOST_TEXT}.`,
    );
  const entities = Array.isArray(given.entities) ? given.entities : [];
  return entities
    .filter((entity) => entity?.type === 'mention' && entity.mentioned?.id === botId)
    .map((mention) => mention.text)
    .filter((words) => typeof words === 'string' && words !== '')
    .reduce((left: string, words: string) => left.replaceAll(words, ' '), text)
    .trim();
}

/** Files by their address; a channel's cards, and the copies of a text that it attaches, are no files. */
function readAttachments(given: unknown): Attachment[] {
  if (!Array.isArray(given)) return [];
  return given
    .filter((one) => typeof one?.contentUrl === 'string' && /^https?:\/\//i.test(one.contentUrl))
    .slice(0, MOST_ATTACHMENTS)
    .map(({ contentUrl, contentType, name }) => ({
      contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
      contentUrl,
      ...(typeof name === 'string' && { name }),
    }));
}

/** Who joined and is not the bot itself. */
function newMember(added: unknown, bot: Account): Account | undefined {
  const member = Array.isArray(added) ? added.find((one) => one?.id !== bot.id) : undefined;
  return member && accountOf(member, 'membersAdded');
}

function accountOf(given: unknown, where: string): Account {
  const { id, name } = (given ?? {}) as { id?: unknown; name?: unknown };
  return { id: needed(id, `${where}.id`), ...(typeof name === 'string' && { name: name.slice(0, MOST_ID) }) };
}

/** What a connector needs to find the conversation again. */
function conversationOf(given: unknown): { id: string } & Json {
  const { id, name, isGroup, conversationType, tenantId } = (given ?? {}) as Given;
  return { id: needed(id, 'conversation.id'), name, isGroup, conversationType, tenantId };
}

function needed(value: unknown, name: string): string {
  if (typeof value !== 'string' || !value || value.length > MOST_ID)
    throw bad(`"${name}" is not a string of 1 to ${MOST_ID} characters.`);
  return value;
}

const bad = (message: string) => new Refusal(400, 'BadArgument', message);
