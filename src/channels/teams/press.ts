// A press of a button on the card of a case in Microsoft Teams: answered with the card as it is then, whoever was first.
import { createHash } from 'node:crypto';
import { CaseConflict, type StaffAction, UnknownCase } from '../../handoff/staff-actions.ts';
import type { Case } from '../../storage/storage/cases.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { Json, Storage } from '../../storage/storage.ts';
import type { Acting } from './act.ts';
import { CARD_TYPE } from './card.ts';
import type { CaseCards } from './case-card.ts';
import { isAway } from './steps.ts';

/** What is shown in the place of the card: another one, or words beside it. */
export interface Pressed {
  type: string;
  value: unknown;
}

const MOST_REPLY = 8_000;
const words = (value: string): Pressed => ({ type: 'application/vnd.microsoft.activity.message', value });

/** Takes a press by this person, or by somebody who is no staff, in the chat or thread with this id. */
export function createPress(parts: {
  storage: Pick<Storage, 'case' | 'teams'>;
  acting: Acting;
  cards: Pick<CaseCards, 'card'>;
}): (person: Staff | undefined, chat: string, verb: string, data: Json) => Promise<Pressed> {
  const { storage, acting, cards } = parts;

  /** The card as it is in this thread from now on. */
  async function show(one: Case, chat: string, told?: string): Promise<Pressed> {
    const thread = await storage.teams.threadOf(chat);
    const place = thread && (await storage.teams.place({ id: thread.place }));
    const away = place !== undefined && isAway(one, place);
    return { type: CARD_TYPE, value: await cards.card(one, { told, away }) };
  }

  return async (person, chat, verb, data) => {
    if (!person) return words('Only staff do that. Open the refund desk once with your invitation.');
    const number = Number(data.number);
    const found = Number.isSafeInteger(number) ? await storage.case(number) : undefined;
    if (!found) return words('This case is there no more.');
    const action = readAction(verb, data);
    if (typeof action === 'string') return show(found, chat, action);
    await acting.seen(person);
    // A second press of the same card with the same words is the same message.
    const said = createHash('sha256').update(String(data.reply)).digest('hex');
    try {
      const { case: now } = await acting.act(person, number, action, `card:${number}:${data.version}:${said}`);
      const told = verb === 'reply' ? '✔ Sent to the customer.' : undefined;
      return await show(now, chat, told);
    } catch (error) {
      if (error instanceof UnknownCase) return words(error.message);
      if (!(error instanceof CaseConflict)) throw error;
      return show((await storage.case(number)) ?? found, chat, error.message);
    }
  };
}

function readAction(verb: string, { reply, to }: Json): StaffAction | string {
  switch (verb) {
    case 'claim':
    case 'close':
      return { kind: verb };
    case 'reply':
      if (typeof reply !== 'string' || !reply.trim()) return 'Nothing was sent: write something first.';
      if (reply.length > MOST_REPLY) return `Nothing was sent: at most ${MOST_REPLY} characters.`;
      return { kind: 'message', text: reply };
    case 'transfer': {
      const [, what, id] = /^(office|staff):(.{1,100})$/.exec(String(to)) ?? [];
      if (!id) return 'Nobody was chosen.';
      return { kind: 'transfer', to: what === 'office' ? { office: id } : { staff: id } };
    }
    default:
      return 'This button is of an older card.';
  }
}
