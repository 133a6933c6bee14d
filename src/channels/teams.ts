// Staff in Microsoft Teams: what they write to the bot, in their chat and in the channel of an office, and what is shown there.
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Content } from '../content/content.ts';
import type { Conversations } from '../conversation.ts';
import type { Staff } from '../storage/storage/staff.ts';
import type { Json, Storage } from '../storage/storage.ts';
import { createAnswerSearch } from './answer-search.ts';
import type { FromChannel } from './channel-activity.ts';
import type { EntraRules } from './staff-teams-sign-in.ts';
import { createActing } from './teams/act.ts';
import { createCaseCards } from './teams/case-card.ts';
import { createStaffChannel, isForBot } from './teams/channel.ts';
import { createStaffChat } from './teams/chat.ts';
import { createMakeCase } from './teams/make-case.ts';
import { createPace } from './teams/pace.ts';
import { createPress, type Pressed } from './teams/press.ts';
import { reply, type TeamsReply } from './teams/reply.ts';
import { createSearch } from './teams/search.ts';
import { showCases } from './teams/show.ts';
import { createSteps } from './teams/steps.ts';
import type { ThreadConnector } from './teams/thread-connector.ts';
import { createWho } from './teams/who.ts';

export interface Teams {
  /** Takes what a staff member wrote; false where somebody else did, and the bot answers. */
  said(given: Json, read: FromChannel): Promise<boolean>;
  /** Whether a staff member sent this. */
  isStaffs(given: Json): Promise<boolean>;
  /** Takes a press of a button on the card of a case. */
  pressed(given: Json, verb: string, data: Json): Promise<Pressed>;
  /** Answers a search of the message extension. */
  searched(given: Json, typed: string): Promise<Json>;
  /** Makes a case of a message in any chat. */
  made(given: Json, value: Json): Promise<Json>;
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
  const acting = createActing(parts);
  const chat = createStaffChat({ ...parts, acting });
  const channel = createStaffChannel({ ...parts, acting });
  const press = createPress({ ...parts, acting, cards });
  const search = createSearch({ ...parts, find: createAnswerSearch(parts.content) });
  const makeCase = createMakeCase({ ...parts, cards });
  const showing = showCases({ ...parts, nextStep: createSteps({ ...parts, cards }), pace: createPace(now) });

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
      if (given.channelId !== 'msteams' || !parts.entra) return false;
      const { conversationType } = (given.conversation ?? {}) as { conversationType?: unknown };
      const isGroup = conversationType === 'channel' || conversationType === 'groupChat';
      const isChat = conversationType === 'personal';
      const person = await who(given);
      if (!isGroup && !(person && isChat)) return false;
      // In a channel it hears everything by resource-specific consent, and speaks when it is spoken to.
      if (!person && !isForBot(given)) return true;
      const { conversationId, channel: where, userId, reference, activity } = read;
      const key = read.key ?? keyOf(given);
      // Teams sends again what took long; what was answered is not done once more.
      if (await storage.turn(conversationId, (turn) => turn.seen(key))) return true;
      const said = { given, text: String(activity.text ?? ''), reference, key: `teams:${key}` };
      let replies: TeamsReply[];
      if (!person) replies = [reply(stranger)];
      else if (isChat) replies = await inChat(person, given, read, said.key);
      else replies = await channel(person, said);
      if (replies.length === 0) return true;
      // What staff write stands where it went to, and not here.
      const heard = { type: 'message', id: activity.id, from: activity.from, text: '' };
      const create = { channel: where, userId };
      await conversations.reply({ conversationId, create, reference, key, activity: heard }, replies);
      return true;
    },
    isStaffs: async (given) => (await who(given)) !== undefined,
    pressed: async (given, verb, data) => press(await who(given), chatOf(given), verb, data),
    searched: async (given, typed) => search(await who(given), typed),
    made: async (given, value) => makeCase(await who(given), chatOf(given), value),
    stop: showing.stop,
  };
}

const stranger =
  'I work with staff here, and do not know you yet. Open the refund desk in Teams once, with your invitation.';

/** The chat or thread in which this happened. */
const chatOf = ({ conversation }: Json) => String((conversation as Json | undefined)?.id);

const isSame = (one: Json, other: Json) => JSON.stringify(one) === JSON.stringify(other);

/** Teams gives each message an id; without one, the same words at the same time are the same message. */
const keyOf = (given: Json) =>
  createHash('sha256')
    .update(JSON.stringify([given.timestamp, given.text, given.from]))
    .digest('hex');
