// Who is on duty: available by their own word, and seen a moment ago, or in Teams until their office closes.
import type { Staff } from '../storage/storage/staff.ts';

const seenForMs = 2 * 60_000;

/** Whether this staff member can take a customer now. */
export function isOnDuty({ available, seenAt, dutyUntil, revokedAt }: Staff, now: number): boolean {
  const isSeen = seenAt !== null && now - seenAt <= seenForMs;
  return available && revokedAt === null && (isSeen || (dutyUntil !== null && now < dutyUntil));
}
