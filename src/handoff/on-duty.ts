// Who is on duty: available by their own word, and seen a moment ago.
import type { Staff } from '../storage/storage/staff.ts';

const seenForMs = 2 * 60_000;

/** Whether this staff member can take a customer now. */
export function isOnDuty({ available, seenAt, revokedAt }: Staff, now: number): boolean {
  return available && revokedAt === null && seenAt !== null && now - seenAt <= seenForMs;
}
