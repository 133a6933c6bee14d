// "Make this a case": a message in any chat of Microsoft Teams becomes a case that an office answers.
import { createHash } from 'node:crypto';
import type { Content } from '../../content/content.ts';
import type { Conversations } from '../../conversation.ts';
import { officesFor } from '../../handoff/people.ts';
import { carryOut } from '../../handoff/requests.ts';
import { MADE_IN_TEAMS } from '../../rules/made-in-teams.ts';
import { maskSensitive } from '../../rules/sensitive.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { Json, Storage } from '../../storage/storage.ts';
import { CARD_TYPE } from './card.ts';
import type { CaseCards } from './case-card.ts';

const MOST_QUESTION = 1_000;
const MOST_NAME = 60;
const MOST_CONTACT = 200;

/** Makes the case for this person, of a message in a chat with this id; gives what Teams shows. `now` in milliseconds since 1970. */
export function createMakeCase(parts: {
  storage: Pick<Storage, 'turn' | 'conversation' | 'casesOf'>;
  conversations: Pick<Conversations, 'within'>;
  content: () => Content;
  cards: Pick<CaseCards, 'card'>;
  now: () => number;
}): (person: Staff | undefined, chat: string, value: Json) => Promise<Json> {
  const { storage, conversations, content, cards, now } = parts;

  return async (person, chat, value) => {
    if (!person) return told('Only staff make cases. Open the refund desk once with your invitation.');
    const message = (value.messagePayload ?? {}) as {
      id?: unknown;
      body?: { content?: unknown } | null;
      from?: { user?: { displayName?: unknown } | null } | null;
    };
    const data = (value.data ?? {}) as { office?: unknown; contact?: unknown };
    const [wanted, contact, id] = [data.office, data.contact, message.id].map(textOf) as [string, string, string];
    const question = maskSensitive(plain(textOf(message.body?.content))).slice(0, MOST_QUESTION);
    if (!question) return told('This message has no words.');
    if (!id) return told('Teams does not say which message this is. Try again from the menu of the message.');
    const name = maskSensitive(textOf(message.from?.user?.displayName)).slice(0, MOST_NAME) || null;
    const found = wanted.trim() ? officesFor(content(), wanted) : null;
    if (found && found.length !== 1)
      return told(
        `No case was made: "${maskSensitive(wanted).slice(0, MOST_NAME)}" is not one office. Leave it empty for yours, or write one of: ${content()
          .offices.map(({ id }) => id)
          .join(', ')}.`,
      );
    const [office] = found ?? [];
    // The same message twice is the same case; its id is the moment at which it was sent, in its chat.
    const conversationId = `${MADE_IN_TEAMS}/${createHash('sha256').update(`${chat} ${id}`).digest('hex')}`;
    if (!(await storage.conversation(conversationId)))
      await storage.turn(conversationId, async (turn) => {
        if (!(await turn.conversation()))
          await turn.create({ channel: MADE_IN_TEAMS, userId: `staff:${person.id}`, createdAt: now() });
      });
    await conversations.within(conversationId, async (desk) => {
      if ((await desk.turn.cases(1)).length > 0) return [];
      const reach = maskSensitive(contact).slice(0, MOST_CONTACT);
      await carryOut(desk, {
        kind: 'open-case',
        wanted: {
          kind: 'message',
          office: office?.id ?? person.office,
          name,
          email: null,
          contact: reach || 'see the message in Teams',
          question,
          topic: null,
          guide: null,
          step: null,
          answers: null,
          tried: [],
          language: null,
          timeZone: null,
        },
      });
      return [];
    });
    const [one] = await storage.casesOf([conversationId]);
    if (!one) return told('This message was a case before, and that is closed.');
    const attachments = [{ contentType: CARD_TYPE, content: await cards.card(one) }];
    return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } };
  };
}

const textOf = (given: unknown) => (typeof given === 'string' ? given : '');

/** What a message of Teams says, without its HTML. */
function plain(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(p|div|li)>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'")
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Teams, "Respond to dialog submit action": words in a window of their own. */
const told = (text: string): Json => ({ task: { type: 'message', value: text } });
