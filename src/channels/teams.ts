// Staff in Microsoft Teams: what they write to the bot, in their chat and in the channel of an office, and what is shown there.
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Content } from '../content/content.ts';
import type { Conversations } from '../conversation.ts';
import type { Staff } from '../storage/storage/staff.ts';
import type { Json, Storage } from '../storage/storage.ts';
import type { FromChannel } from './channel-activity.ts';
import type { EntraRules } from './staff-teams-sign-in.ts';
import { createCaseCards } from './teams/case-card.ts';
import { createStaffChat } from './teams/chat.ts';
import { createPace } from './teams/pace.ts';
import { reply, type TeamsReply } from './teams/reply.ts';
import { showCases } from './teams/show.ts';
import type { ThreadConnector } from './teams/thread-connector.ts';
import { createWho } from './teams/who.ts';

export interface Teams {
  /** Takes what a staff member wrote; false where somebody else did, and the bot answers. */
  said(given: Json, read: FromChannel): Promise<boolean>;
  stop(): Promise<void>;
}

/** `entra` is null where no staff are in Teams; `now` in milliseconds since 1970. */
export function createTeams(parts: {
  storage: Storage;
  conversations: Conversations;
  content: () => Content;
  entra: EntraRules | null;
  connector: () => Promise<ThreadConnector>;
  log: Logger;
  now: () => number;
}): Teams {
  const { storage, conversations, now } = parts;
  const who = createWho(parts);
  const cards = createCaseCards({ ...parts, appId: parts.entra?.appId ?? null });
  const chat = createStaffChat(parts);
  const showing = showCases({ ...parts, cards, pace: createPace(now) });

  async function inChat(person: Staff, given: Json, read: FromChannel, key: string): Promise<TeamsReply[]> {
    const { id } = given.conversation as { id: string };
    const before = await storage.teams.place({ id });
    if (before?.staff !== person.id || !isSame(before.reference, read.reference))
      await storage.teams.keepPlace({ id, staff: person.id, office: null, reference: read.reference });
    const place = await storage.teams.place({ id });
    if (!place) throw new Error('The chat with a staff member was not kept.');
    const replies = await chat.said(person, place, String(read.activity.text ?? ''), key);
    if (read.activity.attachments?.length)
      replies.push(reply('Files are not passed on from here. Send them to the customer in the console.'));
    return replies;
  }

  return {
    async said(given, read) {
      const person = await who(given);
      const { conversationType } = (given.conversation ?? {}) as { conversationType?: unknown };
      if (!person || conversationType !== 'personal') return false;
      const { conversationId, channel, userId, reference, activity } = read;
      const key = read.key ?? keyOf(given);
      // Teams sends again what took long; what was answered is not done once more.
      if (await storage.turn(conversationId, (turn) => turn.seen(key))) return true;
      const replies = await inChat(person, given, read, `teams:${key}`);
      // What staff write stands where it went to, and not here.
      const heard = { type: 'message', id: activity.id, from: activity.from, text: '' };
      await conversations.reply(
        { conversationId, create: { channel, userId }, reference, key, activity: heard },
        replies,
      );
      return true;
    },
    stop: showing.stop,
  };
}

const isSame = (one: Json, other: Json) => JSON.stringify(one) === JSON.stringify(other);

/** Teams gives each message an id; without one, the same words at the same time are the same message. */
const keyOf = (given: Json) =>
  createHash('sha256')
    .update(JSON.stringify([given.timestamp, given.text, given.from]))
    .digest('hex');
