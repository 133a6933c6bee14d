// Opening hours are right at every minute, across midnight, the week's edge and both clock changes.
import fc from 'fast-check';
import { type Hours, instantAt, openness } from '../src/rules/hours.ts';
import { anyHours, nastyHours, shippedHours } from './hours-cases.ts';
import { createJudge, readWall } from './hours-oracle.ts';

/** Two years are long on a busy machine. */
jest.setTimeout(60_000);

const minute = 60_000;
const hour = 60 * minute;

const ace: Hours = {
  time_zone: 'America/New_York',
  open: 'always',
  closed: [{ from: { day: 'Sat', time: '22:00' }, to: { day: 'Sun', time: '05:00' } }],
  dates: [],
};
const start = Date.parse('2026-01-01T00:00:00Z');
const end = Date.parse('2028-01-01T00:00:00Z');

/**
 * Walks from change to change: each must be one for the oracle too, and between two of them nothing may change. `npm run
 * soak -- hours` compares every minute. Returns how many changes came.
 */
function walk(hours: Hours, from = start, to = end, step = 97 * minute): number {
  const judge = createJudge(hours);
  const open = (at: number) => judge(readWall(hours.time_zone, at));
  const must = (at: number, isOpen: boolean) => {
    if (open(at) !== isOpen)
      throw new Error(`${new Date(at).toISOString()} must be ${isOpen ? 'closed' : 'open'}: ${JSON.stringify(hours)}`);
  };
  let at = from;
  let changes = 0;
  while (at < to) {
    const { opensAt, closesAt, open: now } = openness(hours, at);
    const next = (now ? closesAt : opensAt) ?? to;
    expect(next).toBeGreaterThan(at);
    for (let probe = at; probe < Math.min(next, to); probe += step) must(probe, now);
    must(next - minute, now);
    if (next >= to) break;
    must(next, !now);
    // The change after that is the one that is named already.
    const later = openness(hours, next);
    expect(now ? later.opensAt : later.closesAt).toBe(now ? opensAt : closesAt);
    at = next;
    changes++;
  }
  return changes;
}

describe('opens and closes where a clock on the wall says so, for two years', () => {
  test.each(shippedHours())('%s', (_name, hours) => {
    const neverChanges = typeof hours.open === 'string' && hours.closed.length + hours.dates.length === 0;
    if (neverChanges) expect(walk(hours)).toBe(0);
    else expect(walk(hours)).toBeGreaterThan(2);
  });

  test.each(nastyHours)('%s', (name, hours) => {
    expect(walk(hours)).toBeGreaterThan(['always', 'never'].includes(name) ? -1 : 2);
  });

  test('any hours, in the weeks around a clock change', () => {
    const change = fc.constantFrom('2026-03-08', '2026-04-05', '2026-04-24', '2026-09-06', '2026-10-25', '2026-11-01');
    fc.assert(
      fc.property(anyHours, change, (hours, date) => {
        walk(hours, Date.parse(date) - 96 * hour, Date.parse(date) + 72 * hour, 17 * minute);
      }),
      { numRuns: 40 },
    );
  });

  test('hours that were asked for later times are right again for an earlier one', () => {
    const [, hours] = nastyHours[0] as [string, Hours];
    const times = [0, 400, 30, 200, 29, 28, 700].map((days) => start + days * 24 * hour);
    for (const at of times) expect(openness(hours, at)).toEqual(openness({ ...hours }, at));
  });
});

describe('around the clock changes', () => {
  const iso = (at: number | null) => at && new Date(at).toISOString();
  const closedFor = (saturday: string) => {
    const { closesAt } = openness(ace, instantAt(saturday, '12:00', 'America/New_York'));
    const { opensAt } = openness(ace, closesAt as number);
    return ((opensAt as number) - (closesAt as number)) / hour;
  };

  test('the ACE desk closes and opens at these instants around both clock changes', () => {
    const march = openness(ace, Date.parse('2026-03-07T12:00:00Z'));
    expect([iso(march.closesAt), iso(march.opensAt)]).toEqual(['2026-03-08T03:00:00.000Z', '2026-03-08T09:00:00.000Z']);
    const november = openness(ace, Date.parse('2026-10-31T12:00:00Z'));
    expect([iso(november.closesAt), iso(november.opensAt)]).toEqual([
      '2026-11-01T02:00:00.000Z',
      '2026-11-01T10:00:00.000Z',
    ]);
  });

  test('the ACE desk is closed for 6 hours in March, 8 in November, else 7', () => {
    expect(closedFor('2026-03-07')).toBe(6);
    expect(closedFor('2026-10-31')).toBe(8);
    expect(closedFor('2026-06-06')).toBe(7);
  });

  const nightly = (from: string, to: string): Hours => ({
    time_zone: 'America/New_York',
    open: [{ days: ['Sun'], from, to }],
    closed: [],
    dates: [],
  });
  const midnight = (date: string) => instantAt(date, '00:00', 'America/New_York');

  test('hours that begin in the hour that is skipped begin when the clock jumps', () => {
    expect(iso(openness(nightly('02:30', '06:00'), midnight('2026-03-08')).opensAt)).toBe('2026-03-08T07:00:00.000Z');
  });

  test('hours that end in the hour that is skipped end when the clock jumps', () => {
    expect(iso(openness(nightly('01:00', '02:30'), midnight('2026-03-08')).closesAt)).toBe('2026-03-08T07:00:00.000Z');
  });

  test('hours within the hour that is repeated come twice', () => {
    const hours = nightly('01:15', '01:45');
    const first = openness(hours, midnight('2026-11-01'));
    expect([iso(first.opensAt), iso(first.closesAt)]).toEqual(['2026-11-01T05:15:00.000Z', '2026-11-01T05:45:00.000Z']);
    const second = openness(hours, first.closesAt as number);
    expect([iso(second.opensAt), iso(second.closesAt)]).toEqual([
      '2026-11-01T06:15:00.000Z',
      '2026-11-01T06:45:00.000Z',
    ]);
  });
});

describe('special hours', () => {
  test('always open has no next opening or closing', () => {
    expect(openness({ ...ace, closed: [] }, start)).toEqual({ open: true, opensAt: null, closesAt: null });
  });

  test('never open has no next opening or closing', () => {
    expect(openness({ ...ace, open: 'never', closed: [] }, start)).toEqual({
      open: false,
      opensAt: null,
      closesAt: null,
    });
  });

  test('24:00 is the end of the day', () => {
    const hours: Hours = { ...ace, open: [{ days: ['Mon'], from: '00:00', to: '24:00' }], closed: [] };
    const at = instantAt('2026-06-01', '12:00', 'America/New_York');
    expect(openness(hours, at).closesAt).toBe(instantAt('2026-06-02', '00:00', 'America/New_York'));
  });

  test('a holiday closes somebody who is always open, months ahead too', () => {
    const hours: Hours = { ...ace, closed: [], dates: [{ date: '2026-12-25', open: [] }] };
    const { closesAt, opensAt } = openness(hours, instantAt('2026-06-01', '12:00', 'America/New_York'));
    expect(closesAt).toBe(instantAt('2026-12-25', '00:00', 'America/New_York'));
    expect(opensAt).toBe(instantAt('2026-12-26', '00:00', 'America/New_York'));
  });

  test('while it is open, the next opening is the one after the closing', () => {
    const at = instantAt('2026-06-05', '12:00', 'America/New_York');
    expect(openness(ace, at)).toEqual({
      open: true,
      closesAt: instantAt('2026-06-06', '22:00', 'America/New_York'),
      opensAt: instantAt('2026-06-07', '05:00', 'America/New_York'),
    });
  });

  test('a closure of months, written in one line, is over on the day after it', () => {
    const hours: Hours = {
      ...ace,
      open: [{ days: ['Mon', 'Tue'], from: '09:00', to: '17:00' }],
      closed: [],
      dates: [{ date: '2026-02-03', through: '2027-08-30', open: [] }],
    };
    const { opensAt, closesAt } = openness(hours, instantAt('2026-02-02', '18:00', 'America/New_York'));
    expect(opensAt).toBe(instantAt('2027-08-31', '09:00', 'America/New_York'));
    expect(closesAt).toBe(instantAt('2027-08-31', '17:00', 'America/New_York'));
  });

  test('a night before a holiday ends at midnight', () => {
    const night: Hours = {
      ...ace,
      open: [{ days: ['Thu'], from: '20:00', to: '02:00' }],
      closed: [],
      dates: [{ date: '2026-12-25', open: [] }],
    };
    const at = instantAt('2026-12-24', '21:00', 'America/New_York');
    expect(openness(night, at).closesAt).toBe(instantAt('2026-12-25', '00:00', 'America/New_York'));
  });

  test('a night that would begin on a holiday does not come', () => {
    const night: Hours = {
      ...ace,
      open: [{ days: ['Fri'], from: '20:00', to: '02:00' }],
      closed: [],
      dates: [{ date: '2026-12-25', open: [] }],
    };
    expect(openness(night, instantAt('2026-12-26', '01:00', 'America/New_York')).open).toBe(false);
  });

  test('other hours on a day may run past midnight', () => {
    const hours: Hours = {
      ...ace,
      open: 'never',
      closed: [],
      dates: [{ date: '2026-12-31', open: [{ from: '20:00', to: '02:00' }] }],
    };
    expect(openness(hours, instantAt('2027-01-01', '01:59', 'America/New_York')).open).toBe(true);
    expect(openness(hours, instantAt('2027-01-01', '02:00', 'America/New_York')).open).toBe(false);
  });

  test('two windows that touch are one', () => {
    const hours: Hours = {
      ...ace,
      open: [
        { days: ['Mon'], from: '08:00', to: '12:00' },
        { days: ['Mon'], from: '12:00', to: '17:00' },
      ],
      closed: [],
    };
    const at = instantAt('2026-06-01', '09:00', 'America/New_York');
    expect(openness(hours, at).closesAt).toBe(instantAt('2026-06-01', '17:00', 'America/New_York'));
  });
});
