// How long customers wait for staff at this hour of the week, learnt from those who waited before.
import { hourOfWeek } from './hours.ts';
import type { Wait } from './requests.ts';

/** One who waited before; times in milliseconds since 1970. */
export interface Waited {
  openedAt: number;
  /** Null for whom nobody came. */
  firstClaimedAt: number | null;
  closedAt: number | null;
}

/** Below this many who were taken at such an hour, nobody can say. */
const fewest = 20;

/**
 * The wait that half of the customers, and nine in ten, do not exceed at the hour of the week of `at`; null where too few
 * are known. Who left before anybody came waited at least that long (Kaplan and Meier's estimate), so that those who
 * lose patience do not make the wait look short.
 */
export function waitAt(past: readonly Waited[], at: number, zone: string): Wait | null {
  const hour = hourOfWeek(at, zone);
  const waited = past
    .filter(({ openedAt }) => hourOfWeek(openedAt, zone) === hour)
    .map(({ openedAt, firstClaimedAt, closedAt }) => ({
      ms: (firstClaimedAt ?? closedAt ?? at) - openedAt,
      isTaken: firstClaimedAt !== null,
    }))
    // Of two who waited equally long, the one who was taken counts first.
    .sort((one, other) => one.ms - other.ms || Number(other.isTaken) - Number(one.isTaken));
  if (waited.filter(({ isTaken }) => isTaken).length < fewest) return null;
  let [stillWaiting, p50, p90]: [number, number | null, number | null] = [1, null, null];
  for (const [index, { ms, isTaken }] of waited.entries()) {
    if (!isTaken) continue;
    stillWaiting *= 1 - 1 / (waited.length - index);
    // What is left of adding up fractions must not push a share over its edge.
    if (p50 === null && stillWaiting <= 0.5 + 1e-9) p50 = ms;
    if (p90 === null && stillWaiting <= 0.1 + 1e-9) p90 = ms;
  }
  return p50 === null || p90 === null ? null : { p50, p90 };
}
