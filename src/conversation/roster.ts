// Who the staff are and who of them is on duty, as it was read at most a second ago.
import type { Facts } from '../bot/bot.ts';
import { isOnDuty } from '../handoff/on-duty.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Staff } from '../storage/storage/staff.ts';
import type { Conversation, Storage } from '../storage/storage.ts';

export interface Roster {
  /** All staff there ever were. Read it before a turn begins: inside, a turn waits for nothing else. */
  read(isFresh?: boolean): Promise<readonly Staff[]>;
  /** As it was read last. */
  last(): readonly Staff[];
}

/** Reads the staff again where that was done longer ago than so many milliseconds. */
export function createRoster(storage: Pick<Storage, 'staff'>, now: () => number, everyMs: number): Roster {
  let staff: readonly Staff[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    async read(isFresh = false) {
      const at = now();
      if (isFresh || Math.abs(at - readAt) >= everyMs) {
        staff = await storage.staff(true);
        readAt = at;
      }
      return staff;
    },
    last: () => staff,
  };
}

/** What the bot must know of the world around its conversation. */
export function factsFor(
  staff: readonly Staff[],
  cases: Case[],
  { sequence, identity }: Conversation,
  at: number,
): Facts {
  const present = staff.filter(({ revokedAt }) => revokedAt === null);
  const held = cases.find(({ status }) => status === 'claimed');
  const owner = present.find(({ id }) => id === held?.owner);
  const live = cases.find(({ kind, status }) => kind === 'live' && status !== 'closed');
  const offices = (some: Staff[]) => [...new Set(some.map(({ office }) => office))];
  return {
    sequence: sequence + 1,
    isKnown: identity !== null,
    owner: owner ? { id: owner.id, name: owner.name } : null,
    onDuty: offices(present.filter((one) => isOnDuty(one, at))),
    staffed: offices(present),
    live: live ? { number: live.number, status: live.status as 'waiting' | 'claimed', office: live.office } : null,
  };
}
