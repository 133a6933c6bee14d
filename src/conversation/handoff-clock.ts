// The due row of a conversation with staff, or of one that waits for them: looks after its cases, and keeps the place true.
import { describePlace, type Reply, readState, type State, startState } from '../bot/bot.ts';
import { lookAfter, nextLook } from '../handoff/clock.ts';
import { type Around, type Desk, openDesk } from '../handoff/desk.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Json, Turn } from '../storage/storage.ts';
import { factsFor } from './roster.ts';
import { scheduleShow } from './show.ts';
import { tellAll } from './tell-all.ts';
import { type Written, write } from './write.ts';

/** The due row's kind. */
export const HANDOFF = 'handoff';

const MOST_CASES = 50;

/** Sets when the cases of this conversation are looked after next, after a turn that changed one of them. */
export async function scheduleLook(desk: Desk, always = false): Promise<void> {
  if (desk.changed.size === 0 && !always) return;
  const dates = await Promise.all((await desk.turn.cases(MOST_CASES)).map((one) => nextLook(desk, one)));
  const next = dates.filter((date) => date !== null);
  if (next.length > 0) await desk.turn.schedule({ kind: HANDOFF, at: Math.min(...next) });
  else await desk.turn.unschedule(HANDOFF);
}

/** Runs the turn of the due row; null where the conversation is gone. */
export async function takeLook(turn: Turn, around: Around): Promise<(Written & { cases: Case[] }) | null> {
  const { content, at } = around;
  const conversation = await turn.conversation();
  if (!conversation) return null;
  const desk = openDesk(turn, around);
  const before = conversation.state ? readState(conversation.state) : startState();
  const { results, places } = await lookAfter(desk);
  const facts = factsFor(desk.staff, await turn.cases(MOST_CASES), conversation, at);
  const { state, replies } = tellAll(desk, before, results, facts);
  const moved = places.find(({ number, place }) => number === state.waiting?.number && place !== state.waiting.place);
  const updated = moved ? await movePlace(desk, state, moved.place) : [];
  await scheduleLook(desk, true);
  if (desk.changed.size > 0) await scheduleShow(desk);
  if (replies.length + updated.length === 0) return { id: '', stored: [], cases: [...desk.changed.values()] };
  const written = await write({ turn, conversation, content, at, updated, replies, state });
  return { ...written, cases: [...desk.changed.values()] };
}

/** The message that told the place, with the one of now. */
async function movePlace({ turn }: Desk, state: State, place: number): Promise<Json[]> {
  const { waiting } = state;
  if (!waiting) return [];
  const [told] = await turn.activitiesAfter(waiting.sequence - 1, 1);
  const reply = told?.activity as unknown as Reply | undefined;
  if (!reply || told?.sequence !== waiting.sequence) return [];
  state.waiting = { ...waiting, place };
  return [describePlace(reply, place) as unknown as Json];
}
