// Turns what a Bot Framework channel sends into an activity that may be kept: known fields only, and where to answer it.
import { createHash } from 'node:crypto';
import type { Account, Activity, Attachment } from '../rules/activity.ts';
import { maskSensitive } from '../rules/sensitive.ts';
import type { Json } from '../storage/storage.ts';
import { readPlace, readPress } from './customer-activity.ts';
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

/** Reads a message; throws 400 or 413. */
export function readSaid(given: Given): FromChannel {
  const read = readFrom(given, accountOf(given.from, 'from'));
  const attachments = readAttachments(given.attachments);
  const activity = {
    ...read.activity,
    type: 'message',
    text: readText(given),
    ...(attachments.length && { attachments }),
  };
  if (given.text) readPress(given, activity);
  if (typeof given.id !== 'string' || !given.id) return { ...read, activity };
  return { ...read, activity: { ...activity, id: given.id.slice(0, MOST_ID) }, key: keyOf(given.id) };
}

/** Reads who came into a chat with the bot alone; null where nobody did. Throws 400. */
export function readJoined(given: Given): FromChannel | null {
  const { isGroup, conversationType } = (given.conversation ?? {}) as Given;
  // In a group the bot speaks when it is spoken to.
  if (isGroup === true || (conversationType !== undefined && conversationType !== 'personal')) return null;
  const bot = accountOf(given.recipient, 'recipient');
  const user = given.type === 'installationUpdate' ? accountOf(given.from, 'from') : newMember(given.membersAdded, bot);
  if (!user) return null;
  const read = readFrom(given, user);
  const activity = { ...read.activity, type: 'conversationUpdate', membersAdded: [read.activity.from as Account] };
  return { ...read, activity };
}

/** Reads the new words of a message that was changed; throws 400 or 413. */
export function readChanged(given: Given): FromChannel {
  const read = readFrom(given, accountOf(given.from, 'from'));
  const id = needed(given.id, 'id');
  const text = readText(given);
  // Bot Framework: a `messageUpdate` has the id of what it updates.
  const activity = { ...read.activity, type: 'messageUpdate', id: id.slice(0, MOST_ID), text };
  // A bank number could be found again from its hash.
  return { ...read, activity, key: keyOf(`${id} ${given.timestamp ?? ''} ${maskSensitive(text)}`, 0) };
}

/** Reads which message was taken back, by the key under which it was kept; throws 400. */
export function readRemoved(given: Given): { conversationId: string; key: string } {
  const { conversationId } = readFrom(given, accountOf(given.from, 'from'));
  return { conversationId, key: keyOf(needed(given.id, 'id')) };
}

/** What holds for whatever comes: the conversation, who speaks, and where it is answered. */
function readFrom(given: Given, user: Account): FromChannel {
  const channelId = needed(given.channelId, 'channelId');
  const serviceUrl = needed(given.serviceUrl, 'serviceUrl');
  if (!/^https?:\/\//i.test(serviceUrl))
    throw bad('"serviceUrl" is not an address. Send the connector\'s, with https://.');
  const conversation = conversationOf(given.conversation);
  const bot = accountOf(given.recipient, 'recipient');
  const channel = `bot-framework/${channelId}`;
  const activity: Activity = { type: '', from: { ...user, role: 'user' } };
  readPlace(given, activity);
  return {
    conversationId: `${channel}/${conversation.id}`,
    channel,
    userId: user.id,
    activity,
    reference: { channelId, serviceUrl, conversation, user, bot },
  };
}

/** Some channels' ids are longer than what an index takes. */
function keyOf(id: string, most = MOST_KEY): string {
  return id.length <= most ? id : createHash('sha256').update(id).digest('hex');
}

/** The text without the mentions of the bot, by which it is called in a group. */
function readText(given: Given): string {
  const botId = (given.recipient as { id?: unknown } | undefined)?.id;
  // Some channels send what a button stands for as the value of a message without text.
  const text = [given.text, given.value].find((one) => typeof one === 'string' && one !== '') ?? '';
  if ((text as string).length > MOST_TEXT)
    throw new Refusal(
      413,
      'MessageSizeTooBig',
      `The message has ${(text as string).length} characters. Send at most ${MOST_TEXT}.`,
    );
  const entities = Array.isArray(given.entities) ? given.entities : [];
  const said = entities
    .filter((entity) => entity?.type === 'mention' && entity.mentioned?.id === botId)
    .map((mention) => mention.text)
    .filter((words) => typeof words === 'string' && words !== '')
    .reduce((left: string, words: string) => left.replaceAll(words, ' '), text as string);
  return asPlain(said, given).trim();
}

const marks: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" };

/** What was written, without what the channel wrote around it. */
function asPlain(text: string, { textFormat, channelId }: Given): string {
  const spaced = text.replace(/&nbsp;|\u00a0/g, ' ');
  const bare = textFormat === 'xml' ? spaced.replace(/<[^<>]+>/g, ' ') : spaced;
  // Slack writes these three as entities in whatever is sent to it.
  if (textFormat !== 'xml' && channelId !== 'slack') return bare;
  return bare.replace(/&(amp|lt|gt|quot|apos|#39);/g, (_, name: string) => marks[name] ?? '');
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
  return {
    id: needed(id, `${where}.id`),
    ...(typeof name === 'string' && { name: maskSensitive(name).slice(0, MOST_ID) }),
  };
}

/** What a connector needs to find the conversation again. */
function conversationOf(given: unknown): { id: string } & Json {
  const { id, name, isGroup, conversationType, tenantId } = (given ?? {}) as Given;
  const masked = typeof name === 'string' ? maskSensitive(name).slice(0, MOST_ID) : undefined;
  return { id: needed(id, 'conversation.id'), name: masked, isGroup, conversationType, tenantId };
}

function needed(value: unknown, name: string): string {
  if (typeof value !== 'string' || !value || value.length > MOST_ID)
    throw bad(`"${name}" is not a string of 1 to ${MOST_ID} characters.`);
  return value;
}

const bad = (message: string) => new Refusal(400, 'BadArgument', message);
