// Until when staff are on duty who are in Microsoft Teams: nobody sees them there, so their office's hours say.
import type { Content } from '../../content/content.ts';
import { openness } from '../../rules/hours.ts';
import type { Staff } from '../../storage/storage/staff.ts';

/** An office that never closes hands over all the same. */
const LONGEST_MS = 12 * 3_600_000;

/** The end of the hours of this person's office, or of the last of all for who has none; null while it is closed. */
export function dutyEnd({ offices }: Content, { office }: Pick<Staff, 'office'>, at: number): number | null {
  const ends = offices
    .filter(({ id }) => office === null || id === office)
    .map(({ hours }) => openness(hours, at))
    .filter(({ open }) => open)
    .map(({ closesAt }) => Math.min(closesAt ?? Number.POSITIVE_INFINITY, at + LONGEST_MS));
  return ends.length > 0 ? Math.max(...ends) : null;
}
