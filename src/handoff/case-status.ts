// Closes and reopens a case, with its trail, and gives the conversation back to the bot.
import type { Case } from '../storage/storage/cases.ts';
import type { Turn } from '../storage/storage.ts';

/** Closes this case of the turn's conversation; undefined where there is none, unchanged where it was closed before. */
export async function closeCase(turn: Turn, number: number, actor: string, at: number): Promise<Case | undefined> {
  const found = await turn.case(number);
  if (!found || found.status === 'closed') return found;
  if (found.status === 'claimed') await turn.update({ owner: null });
  await turn.addCaseEvent(number, { actor, what: 'closed', at });
  return turn.changeCase(number, { status: 'closed', closedAt: at, closedBy: 'staff' }, at);
}

/** Lets a closed case wait again; undefined where there is none, unchanged where it was not closed. */
export async function reopenCase(turn: Turn, number: number, actor: string, at: number): Promise<Case | undefined> {
  const found = await turn.case(number);
  if (found?.status !== 'closed') return found;
  await turn.addCaseEvent(number, { actor, what: 'reopened', at });
  return turn.changeCase(
    number,
    { status: 'waiting', closedAt: null, closedBy: null, owner: null, claimedAt: null },
    at,
  );
}
