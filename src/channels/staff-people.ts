// Who of the staff is there, and which offices are open, for their colleagues.
import type { Content } from '../content/content.ts';
import { isOnDuty } from '../handoff/on-duty.ts';
import { openness } from '../rules/hours.ts';
import type { Staff } from '../storage/storage/staff.ts';
import type { Storage } from '../storage/storage.ts';
import { isoIn } from './help.ts';
import type { Route } from './http.ts';

/** A person as colleagues see them; `now` in milliseconds since 1970. */
const toColleague = (person: Staff, now: number) => {
  const { id, name, office, role } = person;
  return { id, name, office, role, onDuty: isOnDuty(person, now) };
};

/** Everybody who may sign in, as colleagues see them. */
export const toColleagues = (people: Staff[], now: number) => people.map((one) => toColleague(one, now));

/** `now` in milliseconds since 1970. */
export function createStaffPeople(parts: {
  storage: Pick<Storage, 'staff'>;
  content: () => Content;
  now: () => number;
}): { people: Route; offices: Route } {
  return {
    people: async () => ({ status: 200, body: toColleagues(await parts.storage.staff(), parts.now()) }),
    offices: () => {
      const body = parts.content().offices.map(({ id, name, hours }) => {
        const { open, opensAt } = openness(hours, parts.now());
        return { id, name, open, opensAt: opensAt === null ? null : isoIn(hours.time_zone, opensAt) };
      });
      return { status: 200, body };
    },
  };
}
