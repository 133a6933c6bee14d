// Opening hours at every minute of two years, beside an oracle that shares nothing with them.
import fc from 'fast-check';
import { type Hours, openness } from '../../src/rules/hours.ts';
import { anyHours, nastyHours, shippedHours } from '../hours-cases.ts';
import { type Calendar, judgeCalendar, readCalendar } from '../hours-oracle.ts';
import type { Outcome } from './soak.ts';

const minuteMs = 60_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const end = Date.parse('2028-01-01T00:00:00Z');
/** The oracle looks further, so that it knows the changes after the last minute. */
const horizon = Date.parse('2028-04-01T00:00:00Z');
const randomHours = 40;
/** The engine keeps what it found; now and then it must find it without. */
const minutesBetweenFresh = 1009;

const calendars = new Map<string, Calendar>();

/** Compares the shipped hours, the nasty ones and random ones. */
export function soakHours(seed: number): Outcome {
  const random = fc
    .sample(anyHours, { seed, numRuns: randomHours })
    .map((hours, index): [string, Hours] => [`random ${index + 1}`, hours]);
  const all = [...shippedHours(), ...nastyHours, ...random];
  console.log(
    `${all.length} opening hours: open or closed, next opening and next closing, at each of ${(end - start) / minuteMs} minutes from 2026 to 2027`,
  );
  const outcome = { passed: 0, failed: 0 };
  for (const [name, hours] of all) {
    const { changes, differences } = compare(hours);
    const isRight = differences.length === 0;
    outcome[isRight ? 'passed' : 'failed'] += 1;
    console.log(`${isRight ? 'ok   ' : 'WRONG'} ${name}, ${hours.time_zone}, ${changes} changes`);
    if (!isRight)
      console.log([JSON.stringify(hours), ...differences.slice(0, 3)].map((line) => `      ${line}`).join('\n'));
  }
  return outcome;
}

function compare(hours: Hours): { changes: number; differences: string[] } {
  const calendar = calendars.get(hours.time_zone) ?? readCalendar(hours.time_zone, start, horizon);
  calendars.set(hours.time_zone, calendar);
  const judged = judgeCalendar(hours, calendar);
  const differences: string[] = [];
  let changes = 0;
  for (let index = 0; index < (end - start) / minuteMs; index++) {
    const at = start + index * minuteMs;
    const found = openness(index % minutesBetweenFresh === 0 ? { ...hours } : hours, at);
    if (index > 0 && judged.open[index] !== judged.open[index - 1]) changes++;
    const right =
      found.open === (judged.open[index] === 1) &&
      same(found.opensAt, judged.opensAt[index] as number) &&
      same(found.closesAt, judged.closesAt[index] as number);
    if (right) continue;
    const should = `${judged.open[index] ? 'open' : 'closed'}, opens ${iso(judged.opensAt[index])}, closes ${iso(judged.closesAt[index])}`;
    const is = `${found.open ? 'open' : 'closed'}, opens ${iso(found.opensAt)}, closes ${iso(found.closesAt)}`;
    differences.push(`${iso(at)}: is ${is}; should be ${should}`);
    if (differences.length === 3) break;
  }
  return { changes, differences };
}

/** Where the oracle sees no change, none may come within its horizon. */
function same(found: number | null, judged: number): boolean {
  return judged === -1 ? found === null || found >= horizon : found === judged;
}

function iso(at: number | null | undefined): string {
  return at === null || at === undefined || at === -1 ? 'not' : new Date(at).toISOString();
}
