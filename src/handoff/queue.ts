// The queue for staff: a customer's place in it, and how long others waited.
import type { Queue, Wait } from '../rules/requests.ts';
import { waitAt } from '../rules/waits.ts';
import type { Case } from '../storage/storage/cases.ts';
import { type Desk, officeOf } from './desk.ts';

/** So far back it is looked how long others waited: half a year. */
const lookBackMs = 182 * 86_400_000;

/** Where this live case stands. */
export async function placeOf({ turn }: Desk, { office, number }: Case): Promise<number> {
  return (await turn.waitingBefore(office, number)) + 1;
}

/** Where this live case stands, and how long it takes at this hour. */
export async function queueOf(desk: Desk, waiting: Case): Promise<Queue> {
  const { number, office } = waiting;
  return { number, office, place: await placeOf(desk, waiting), wait: await waitFor(desk, office) };
}

async function waitFor(desk: Desk, office: string | null): Promise<Wait | null> {
  const zone = (officeOf(desk, office) ?? desk.content.offices[0])?.hours.time_zone ?? 'UTC';
  return waitAt(await desk.turn.waits(office, desk.at - lookBackMs), desk.at, zone);
}
