// One turn of a customer: kept, screened, and answered by the bot, or passed to the staff member who holds the conversation.
import {
  END_HANDOFF,
  errorReplies,
  type Facts,
  keepSilent,
  lookBackTo,
  type Reply,
  readMailCode,
  readState,
  respond,
  type Screened,
  type State,
  screen,
  startState,
} from '../bot/bot.ts';
import type { Incoming, Receipt } from '../conversation.ts';
import { noteCustomer, takeFromRevoked } from '../handoff/clock.ts';
import { type Around, type Desk, openDesk } from '../handoff/desk.ts';
import { checkCode } from '../handoff/mail-address.ts';
import { redactCases } from '../handoff/redaction.ts';
import { carryOut, endForCustomer, findHeld } from '../handoff/requests.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Conversation, Turn } from '../storage/storage.ts';
import { scheduleLook } from './handoff-clock.ts';
import { factsFor } from './roster.ts';
import { scheduleShow } from './show.ts';
import { tellAll } from './tell-all.ts';
import { write } from './write.ts';

/** Thrown where the conversation does not exist. */
export class UnknownConversation extends Error {}

/** The due row of a file that is not kept any longer, with the file's id behind it: a conversation may have several. */
export const DROP_FILE = 'drop-file';

/** Parts of one number have fewer activities between them. */
const MOST_LOOKED_BACK = 200;
const MOST_CASES = 50;

export interface CustomerTurn {
  receipt: Receipt;
  /** The cases that were opened or changed. */
  cases: Case[];
}

type Thought = { state: State; replies: Reply[] };
/** Decides what is said to an activity that was screened. */
export type Think = (desk: Desk, conversation: Conversation, screened: Screened) => Promise<Thought>;

/** Runs one turn; `staff` was read before it began. */
export async function takeTurn(
  turn: Turn,
  incoming: Incoming & { key: string },
  think: Think,
  around: Around,
): Promise<CustomerTurn> {
  const { content, at } = around;
  let conversation = await turn.conversation();
  if (!conversation) {
    if (!incoming.create) throw new UnknownConversation(incoming.conversationId);
    conversation = await turn.create({ ...incoming.create, createdAt: at });
  }
  const seen = await turn.seen(incoming.key);
  if (seen) return { receipt: { id: String(seen.activity.id), duplicate: true, stored: [] }, cases: [] };
  const desk = openDesk(turn, around);
  // First of all: nothing of what the screen takes out is ever kept, whatever else goes wrong.
  const before = conversation.state ? readState(conversation.state) : startState();
  const lookBack = lookBackTo(before, at);
  const earlier = lookBack === null ? [] : await turn.activitiesAfter(lookBack, MOST_LOOKED_BACK);
  const screened = screen(before, incoming.activity, conversation.sequence + 1, earlier, at);
  await redactCases(desk, screened.rewritten);
  const { state, replies } = await think(desk, conversation, screened);
  const isKept = incoming.activity.type !== 'conversationUpdate';
  const { id, stored, hold } = await write({
    turn,
    conversation,
    content,
    at,
    ...(isKept && { sent: { key: incoming.key, activity: screened.activity } }),
    redacted: screened.redacted,
    replies,
    state,
    reference: incoming.reference,
    answeredAtOnce: incoming.answeredAtOnce,
  });
  for (const file of incoming.files ?? []) await turn.attach(file);
  const { files: passing = [], until = at } = incoming.passing ?? {};
  for (const file of passing) await turn.schedule({ kind: `${DROP_FILE}:${file}`, at: until, data: { file } });
  await scheduleLook(desk);
  await scheduleShow(desk, screened.redacted.length > 0);
  return { receipt: { id, duplicate: false, stored, hold }, cases: [...desk.changed.values()] };
}

/** The bot answers, unless staff hold the conversation: then what was sent is theirs. */
export const answer: Think = async (desk, conversation, screened) => {
  if (conversation.owner !== null) return passOn(desk, conversation, screened);
  const { content, turn, at } = desk;
  const { state: before, activity, removed } = screened;
  const cases = before.lastCase === null ? [] : await turn.cases(MOST_CASES);
  const facts = factsFor(desk.staff, cases, conversation, at);
  const said = respond(content, before, activity, facts, at, removed);
  let { state, replies } = said;
  for (const request of said.requests) {
    const result = await carryOut(desk, request);
    if (!result) continue;
    const told = tellAll(desk, state, [result], facts);
    state = told.state;
    replies = [...replies, ...told.replies];
  }
  return { state, replies };
};

/** The bot says nothing, unless the customer ends it by the button, or whoever held it is staff no longer. */
async function passOn(desk: Desk, conversation: Conversation, screened: Screened): Promise<Thought> {
  const { content, turn } = desk;
  const { state, activity, removed } = screened;
  const facts = (cases: Case[]): Facts => factsFor(desk.staff, cases, conversation, desk.at);
  const replies = keepSilent(content, removed);
  const after = ({ state, replies: said }: Thought): Thought => ({ state, replies: [...replies, ...said] });
  if (activity.channelData?.action === END_HANDOFF)
    return after(tellAll(desk, state, [await endForCustomer(desk)], facts([])));
  const held = await findHeld(desk);
  if (!held) {
    // Held without a case, it would be silent for ever.
    await turn.update({ owner: null });
    return answer(desk, { ...conversation, owner: null }, screened);
  }
  const back = await takeFromRevoked(desk, held);
  if (back) return after(tellAll(desk, state, [back], facts(await turn.cases(MOST_CASES))));
  if (activity.type === 'message') await noteCustomer(desk, held);
  const digits = readMailCode(state, activity.text ?? '', desk.at);
  if (digits !== null) await checkCode(desk, digits);
  return { state, replies };
}

/** What is said where a turn failed. The state stays as it was: what failed must not decide what comes next. */
export const apologise: Think = async (desk, { owner }, { state, removed }) => ({
  state,
  replies: owner === null ? errorReplies(desk.content, state, desk.at, removed) : keepSilent(desk.content, removed),
});
