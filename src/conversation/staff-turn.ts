// One turn of a staff member: what is done with a case, what is written to the customer, and what the bot says about it.
import { lookBackTo, readState, type Sensitive, screen, startState } from '../bot/bot.ts';
import { type Around, openDesk } from '../handoff/desk.ts';
import { redactCases } from '../handoff/redaction.ts';
import { type Actor, act, type StaffAction, UnknownCase } from '../handoff/staff-actions.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Due, StoredActivity, Turn } from '../storage/storage.ts';
import { scheduleLook } from './handoff-clock.ts';
import { factsFor } from './roster.ts';
import { scheduleShow } from './show.ts';
import { tellAll } from './tell-all.ts';
import { write } from './write.ts';

const MOST_LOOKED_BACK = 200;
const MOST_CASES = 50;

export interface StaffReceipt {
  case: Case;
  /** What this turn appended; empty for a retry. */
  stored: StoredActivity[];
  /** What was taken out of the text, each kind once. */
  removed: Sensitive[];
  hold?: Due;
}

/** Runs one turn; `staff` was read before it began. `key` is that under which a retry is known. */
export async function takeStaffTurn(
  turn: Turn,
  number: number,
  who: Actor,
  sent: StaffAction,
  key: string,
  around: Around,
): Promise<StaffReceipt & { cases: Case[] }> {
  const { content, at } = around;
  const desk = openDesk(turn, around);
  const [conversation, found] = [await turn.conversation(), await turn.case(number)];
  if (!conversation || !found) throw new UnknownCase(`There is no case ${number}.`);
  const before = conversation.state ? readState(conversation.state) : startState();
  const nothing = { case: found, stored: [], removed: [], cases: [] };
  if (sent.kind === 'message' && (await turn.seen(key))) return nothing;
  if (sent.kind === 'note' && (await turn.caseEvents(number)).some(({ detail }) => detail?.key === key)) return nothing;

  // What staff write is screened like what customers write, over several messages too.
  const own = { ...before, fragments: before.staffFragments };
  const lookBack = sent.kind === 'message' ? lookBackTo(own, at) : null;
  const earlier = lookBack === null ? [] : await turn.activitiesAfter(lookBack, MOST_LOOKED_BACK);
  const text = 'text' in sent ? sent.text : '';
  const screened = screen(
    own,
    {
      type: sent.kind,
      text,
      from: { id: `staff:${who.id}`, name: who.name, role: 'bot' },
      recipient: { id: conversation.userId },
      textFormat: 'markdown',
      // The console knows by it which of what it keeps has arrived.
      channelData: { staff: { name: who.name }, clientActivityID: key },
      ...(sent.kind === 'message' && sent.attachments?.length && { attachments: sent.attachments }),
    },
    conversation.sequence + 1,
    earlier,
    at,
  );
  await redactCases(desk, screened.rewritten);
  const action = 'text' in sent ? { ...sent, text: screened.activity.text ?? '' } : sent;

  const isOther = conversation.owner !== null && found.status !== 'claimed';
  const results = await act(desk, found, who, action, key);
  const now = { ...screened.state, fragments: before.fragments, staffFragments: screened.state.fragments };
  const facts = factsFor(desk.staff, await turn.cases(MOST_CASES), conversation, at);
  // While somebody speaks with the customer, the bot does not talk about another case.
  const { state, replies } = tellAll(desk, now, isOther ? [] : results, facts);
  const { stored, hold } = await write({
    turn,
    conversation,
    content,
    at,
    ...(sent.kind === 'message' && { sent: { key, activity: screened.activity, isDelivered: true } }),
    redacted: screened.redacted,
    replies,
    state,
  });
  if (sent.kind === 'message') for (const file of sent.files ?? []) await turn.attach(file);
  await scheduleLook(desk);
  await scheduleShow(desk, screened.redacted.length > 0);
  const cases = [...desk.changed.values()];
  return { case: desk.changed.get(number) ?? found, stored, removed: screened.removed, hold, cases };
}
