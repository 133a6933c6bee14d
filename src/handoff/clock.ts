// What becomes due in cases by itself: nobody claims, staff fall silent, the customer is gone.
import { CLAIM_WITHIN, IDLE_CLOSE } from '../content/help.ts';
import { hasReader } from '../rules/made-in-teams.ts';
import type { Queue, Result } from '../rules/requests.ts';
import type { Case, CaseEvent } from '../storage/storage/cases.ts';
import { close, putBack } from './claims.ts';
import { changeCase, type Desk, isStaff, officeOf } from './desk.ts';
import { mailClosed } from './mails.ts';
import { placeOf, queueOf } from './queue.ts';

const minuteMs = 60_000;
/** So long staff may leave a customer without an answer: then they are nudged, then the case goes back. */
const nudgeAfterMs = 10 * minuteMs;
const returnAfterMs = 15 * minuteMs;
const mostCases = 50;
/** The place of who stands further back is looked up less often: one minute later for every ten before them. */
const placesPerMinute = 10;
const mostMinutes = 10;

/** What puts a customer into a queue, and so lets the wait begin. */
const begins = ['opened', 'released', 'returned', 'transferred', 'reopened'];

export interface Looked {
  /** What the customer is to be told. */
  results: Result[];
  /** Where the customer's live cases stand by now; their wait is not looked up. */
  places: Queue[];
}

/** Since when the customer waits for an answer of who holds the case; null where nobody owes one. */
export function owedSince({ status, claimedAt, staffAt, customerAt, channel }: Case): number | null {
  if (status !== 'claimed' || claimedAt === null || !hasReader(channel)) return null;
  const answeredAt = staffAt ?? 0;
  // Whoever takes a customer over says something first: until then nobody else answers.
  if (answeredAt < claimedAt) return claimedAt;
  return customerAt !== null && customerAt > answeredAt ? Math.max(customerAt, claimedAt) : null;
}

/** Notes that the customer wrote: only the first message since staff wrote last begins to wait for an answer. */
export async function noteCustomer(desk: Desk, held: Case): Promise<void> {
  const { number, customerAt, staffAt } = held;
  if (customerAt !== null && customerAt > (staffAt ?? 0)) return;
  await changeCase(desk, number, { customerAt: Math.max(desk.at, (staffAt ?? 0) + 1) });
}

/** Does what is due in the cases of this conversation. */
export async function lookAfter(desk: Desk): Promise<Looked> {
  const looked: Looked = { results: [], places: [] };
  for (const found of await desk.turn.cases(mostCases)) {
    if (found.status === 'claimed') looked.results.push(...(await lookAfterClaimed(desk, found)));
    if (found.status === 'waiting' && found.kind === 'live') await lookAfterWaiting(desk, found, looked);
  }
  return looked;
}

/** Takes a case back whose owner is staff no longer; null where nothing is to be done. */
export async function takeFromRevoked(desk: Desk, held: Case): Promise<Result | null> {
  if (isStaff(desk, held.owner)) return null;
  return putBack(desk, held, 'revoked', { actor: 'system', what: 'returned', detail: { why: 'revoked' } });
}

async function lookAfterClaimed(desk: Desk, found: Case): Promise<Result[]> {
  const revoked = await takeFromRevoked(desk, found);
  if (revoked) return [revoked];
  const owed = owedSince(found);
  if (owed === null) {
    const idleAt = closesAt(desk, found);
    if (idleAt === null || idleAt > desk.at) return [];
    await mailClosed(desk, found);
    return [await close(desk, found, 'idle', { actor: 'system', what: 'closed', detail: { by: 'idle' } })];
  }
  if (desk.at >= owed + returnAfterMs)
    return [await putBack(desk, found, 'silent', { actor: 'system', what: 'returned', detail: { why: 'silent' } })];
  if (desk.at >= owed + nudgeAfterMs && !isNudged(await desk.turn.caseEvents(found.number), owed))
    await changeCase(desk, found.number, {}, { actor: 'system', what: 'nudged' });
  return [];
}

async function lookAfterWaiting(desk: Desk, found: Case, { results, places }: Looked): Promise<void> {
  const { number, office } = found;
  const late = lateAt(desk, found, await desk.turn.caseEvents(number));
  const isHeld = Boolean((await desk.turn.conversation())?.owner);
  if (late !== null && late <= desk.at && !isHeld) {
    await changeCase(desk, number, {}, { actor: 'system', what: 'offered-else' });
    results.push({ kind: 'nobody-claimed', queue: await queueOf(desk, found) });
  } else places.push({ number, office, place: await placeOf(desk, found), wait: null });
}

/** When this case is to be looked after next; null where nothing becomes due in it. */
export async function nextLook(desk: Desk, found: Case): Promise<number | null> {
  if (found.status === 'closed' || (found.status === 'waiting' && found.kind === 'message')) return null;
  const place = found.status === 'waiting' ? await placeOf(desk, found) : 1;
  const soon = desk.at + Math.min(Math.ceil(place / placesPerMinute), mostMinutes) * minuteMs;
  const dates = found.status === 'waiting' ? [lateAt(desk, found, await desk.turn.caseEvents(found.number))] : [];
  const owed = owedSince(found);
  if (owed !== null) dates.push(owed + nudgeAfterMs, owed + returnAfterMs);
  else dates.push(closesAt(desk, found));
  return Math.min(soon, ...dates.filter((date) => date !== null && date > desk.at).map(Number));
}

/** When the customer is shown who else can help; null where that was done since the wait began. */
function lateAt(desk: Desk, found: Case, trail: CaseEvent[]): number | null {
  const since = trail.findLast(({ what }) => begins.includes(what));
  const isOffered = trail.some(({ what, index }) => what === 'offered-else' && index > (since?.index ?? 0));
  const minutes = officeOf(desk, found.office)?.claim_within ?? CLAIM_WITHIN;
  return isOffered ? null : (since?.at ?? found.openedAt) + minutes * minuteMs;
}

function isNudged(trail: CaseEvent[], since: number): boolean {
  return trail.some(({ what, at }) => what === 'nudged' && at >= since);
}

/** When a case is closed whose customer answers no more; null where staff have said nothing since they claimed it. */
function closesAt(desk: Desk, { status, office, staffAt, claimedAt }: Case): number | null {
  if (status !== 'claimed' || staffAt === null || staffAt < (claimedAt ?? 0)) return null;
  return staffAt + (officeOf(desk, office)?.idle_close ?? IDLE_CLOSE) * minuteMs;
}
