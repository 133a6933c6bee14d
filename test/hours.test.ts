// Opening hours are right at every minute, across midnight, the week's edge and both clock changes.
import fc from 'fast-check';
import { describeInstant, describeOpening, type Hours, instantAt, openness, zoneName } from '../src/rules/hours.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const ace: Hours = {
  time_zone: 'America/New_York',
  open: 'always',
  closed: [{ from: { day: 'Sat', time: '22:00' }, to: { day: 'Sun', time: '05:00' } }],
  dates: [],
};
const office: Hours = {
  time_zone: 'America/Los_Angeles',
  open: [
    { days: ['Mon', 'Tue', 'Wed', 'Thu'], from: '08:00', to: '12:00' },
    { days: ['Mon', 'Tue', 'Wed', 'Thu'], from: '13:00', to: '17:30' },
    { days: ['Fri'], from: '20:00', to: '02:30' },
  ],
  closed: [],
  dates: [
    { date: '2026-12-24', open: [{ from: '08:00', to: '11:00' }] },
    { date: '2026-12-25', name: 'Christmas Day', open: [] },
  ],
};
const overWeek: Hours = {
  time_zone: 'Europe/Berlin',
  open: [{ from: { day: 'Fri', time: '18:00' }, to: { day: 'Mon', time: '02:30' } }],
  closed: [],
  dates: [],
};

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock on a zone's wall shows: an oracle that shares nothing with the code under test. */
function wall(zone: string, at: number): { weekday: number; minute: number; date: string } {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  clocks.set(zone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    weekday: weekdays.indexOf((parts.weekday ?? '').replace('.', '')),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
    date: `${parts.year}-${parts.month}-${parts.day}`,
  };
}

/** The three samples' rules, written down a second time as plain conditions. */
const oracles: [name: string, hours: Hours, open: (at: number) => boolean][] = [
  [
    'the ACE desk',
    ace,
    (at) => {
      const { weekday, minute: now } = wall('America/New_York', at);
      return !((weekday === 5 && now >= 22 * 60) || (weekday === 6 && now < 5 * 60));
    },
  ],
  [
    'an office with a lunch break, a night and holidays',
    office,
    (at) => {
      const { weekday, minute: now, date } = wall('America/Los_Angeles', at);
      if (date === '2026-12-24') return now >= 480 && now < 660;
      if (date === '2026-12-25') return false;
      if (weekday <= 3) return (now >= 480 && now < 720) || (now >= 780 && now < 1050);
      if (weekday === 4) return now >= 1200;
      return weekday === 5 && now < 150 && date !== '2026-12-26';
    },
  ],
  [
    'a desk that is open over the week’s edge',
    overWeek,
    (at) => {
      const { weekday, minute: now } = wall('Europe/Berlin', at);
      return (weekday === 4 && now >= 1080) || weekday > 4 || (weekday === 0 && now < 150);
    },
  ],
];
const start = Date.parse('2026-01-01T00:00:00Z');
const end = Date.parse('2028-01-01T00:00:00Z');

describe.each(oracles)('%s', (_name, hours, open) => {
  test('opens and closes where a clock on the wall says so, for two years', () => {
    let at = start;
    let transitions = 0;
    while (at < end) {
      const { opensAt, closesAt, open: now } = openness(hours, at);
      const next = Math.min(opensAt ?? Number.POSITIVE_INFINITY, closesAt ?? Number.POSITIVE_INFINITY);
      expect(next).toBeGreaterThan(at);
      // Within the stretch nothing changes, at its edges it does.
      for (let probe = at; probe < next; probe += 47 * minute) {
        if (open(probe) !== now) throw new Error(`${new Date(probe).toISOString()} must be ${now ? 'closed' : 'open'}`);
      }
      expect([new Date(next).toISOString(), open(next - minute), open(next)]).toEqual([
        new Date(next).toISOString(),
        now,
        !now,
      ]);
      at = next;
      transitions++;
    }
    expect(transitions).toBeGreaterThan(200);
  });

  test('is open or closed at any minute as the clock on the wall says, and knows the next change of each kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: start / minute, max: end / minute }), (minutes) => {
        const at = minutes * minute;
        const found = openness(hours, at);
        expect(found.open).toBe(open(at));
        expect(open(found.opensAt as number) && !open((found.opensAt as number) - minute)).toBe(true);
        expect(!open(found.closesAt as number) && open((found.closesAt as number) - minute)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('around the clock changes', () => {
  const closedFor = (saturday: string) => {
    const { closesAt } = openness(ace, instantAt(saturday, '12:00', 'America/New_York'));
    const { opensAt } = openness(ace, closesAt as number);
    return ((opensAt as number) - (closesAt as number)) / hour;
  };

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
  const iso = (at: number | null) => at && new Date(at).toISOString();

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

describe('in words', () => {
  const saturdayNight = instantAt('2026-06-06', '23:00', 'America/New_York');

  test.each([
    [
      'closed, elsewhere',
      ace,
      saturdayNight,
      'America/Los_Angeles',
      'closed now, opens Sunday 5:00 AM ET, 2:00 AM your time',
    ],
    [
      'open, elsewhere',
      ace,
      saturdayNight - 2 * hour,
      'America/Chicago',
      'open now, until Saturday 10:00 PM ET, 9:00 PM your time',
    ],
    [
      'another day there',
      ace,
      saturdayNight - 2 * hour,
      'Asia/Tokyo',
      'open now, until Saturday 10:00 PM ET, Sunday 11:00 AM your time',
    ],
    ['the same wall time', ace, saturdayNight, 'America/Toronto', 'closed now, opens Sunday 5:00 AM ET'],
    ['no zone of the customer', ace, saturdayNight, null, 'closed now, opens Sunday 5:00 AM ET'],
    ['a zone that is none', ace, saturdayNight, 'Mars/Olympus', 'closed now, opens Sunday 5:00 AM ET'],
    ['always', { ...ace, closed: [] }, saturdayNight, null, 'open around the clock'],
    ['never', { ...ace, open: 'never' as const }, saturdayNight, null, 'without opening hours, by e-mail only'],
    [
      'a day ahead with its weekday',
      office,
      instantAt('2026-06-05', '12:00', 'America/Los_Angeles') + 12 * hour + 3 * day,
      null,
      'closed now, opens Tuesday 8:00 AM PT',
    ],
  ])('%s', (_name, hours, at, zone, said) => {
    expect(describeOpening(hours, at, zone)).toBe(said);
  });

  test('an instant a week ahead has its date', () => {
    const at = instantAt('2026-12-01', '08:00', 'America/New_York');
    expect(describeInstant(at + 10 * day, at, 'America/New_York')).toBe('Friday, December 11, 8:00 AM ET');
  });

  test.each([
    ['America/New_York', 'ET'],
    ['America/Chicago', 'CT'],
    ['America/Denver', 'MT'],
    ['America/Los_Angeles', 'PT'],
    ['America/Phoenix', 'MST'],
    ['Pacific/Honolulu', 'HST'],
    ['Europe/Berlin', 'GMT+1'],
    ['UTC', 'UTC'],
  ])('%s is called %s', (zone, name) => {
    expect(zoneName(zone, start)).toBe(name);
  });
});
