// Who holds a case: taking it, giving it back to the queue, closing it. The owner of the conversation moves along.
import type { BackWhy, Result } from '../rules/requests.ts';
import type { Case } from '../storage/storage/cases.ts';
import { changeCase, type Desk, type Happened, nameOfStaff } from './desk.ts';
import { queueOf } from './queue.ts';

/** Gives the case, and with it the conversation, to this staff member. */
export async function take(desk: Desk, found: Case, owner: string, happened: Happened): Promise<Case> {
  await desk.turn.update({ owner });
  const change = { status: 'claimed', owner, claimedAt: desk.at } as const;
  return changeCase(desk, found.number, { ...change, firstClaimedAt: found.firstClaimedAt ?? desk.at }, happened);
}

/** Puts a case back into the queue of this office; the conversation is the bot's again. */
export async function putBack(
  desk: Desk,
  found: Case,
  why: BackWhy,
  happened: Happened,
  office = found.office,
): Promise<Result> {
  if (found.status === 'claimed') await desk.turn.update({ owner: null });
  const waiting = await changeCase(
    desk,
    found.number,
    { status: 'waiting', owner: null, claimedAt: null, office },
    happened,
  );
  const queue = waiting.kind === 'live' ? await queueOf(desk, waiting) : null;
  return { kind: 'back', why, number: found.number, by: nameOfStaff(desk, found.owner), office, queue };
}

/** Closes a case; where somebody held it, the conversation is the bot's again. */
export async function close(
  desk: Desk,
  found: Case,
  by: 'staff' | 'customer' | 'idle',
  happened: Happened,
  isRated = true,
) {
  const isHeld = found.status === 'claimed';
  if (isHeld) await desk.turn.update({ owner: null });
  await changeCase(desk, found.number, { status: 'closed', closedAt: desk.at, closedBy: by }, happened);
  const name = nameOfStaff(desk, found.owner);
  return { kind: 'closed', number: found.number, by, name, isHeld, isRated } satisfies Result;
}
