// A customer's day is read in any usual spelling, and counted as a calendar counts.
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { countedDays, laneOf } from '../src/rules/counted-days.ts';
import { addDays, dayIn, dayInWords, dayOf, daysBetween, isWeekend } from '../src/rules/days.ts';
import { readDays } from '../src/rules/typed-days.ts';
import { processorMs } from './processor-time.ts';
import { shippedContent, shownStep, talkTo } from './talk.ts';

jest.setTimeout(30_000);

const today = '2026-11-25';
const since = '2025-02-04';
const read = (text: string, on = today) => {
  const days = readDays(text, on, since);
  if (days === null || days === 'unreadable') return days;
  return days.several ? `${days.oldest} to ${days.newest}` : days.oldest;
};

/** The calendar of 2024 to 2029, written out day by day: it shares no line with what it checks. */
const calendar: { day: string; year: number; month: number; date: number; weekday: string }[] = [];
{
  const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  for (let year = 2024; year <= 2029; year++) {
    const lengths = [31, year === 2024 || year === 2028 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    lengths.forEach((length, index) => {
      for (let date = 1; date <= length; date++) {
        const two = (number: number) => String(number).padStart(2, '0');
        // January 1, 2024 was a Monday.
        const weekday = names[calendar.length % 7] ?? '';
        calendar.push({ day: `${year}-${two(index + 1)}-${two(date)}`, year, month: index + 1, date, weekday });
      }
    });
  }
}
const monthNames = 'January February March April May June July August September October November December'.split(' ');
const place = fc.integer({ min: 0, max: calendar.length - 1 });
const dayAt = (index: number) => calendar[index] as (typeof calendar)[number];

describe('days are counted like pages of a calendar', () => {
  test('between two days, and from one day on', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(daysBetween(dayAt(a).day, dayAt(b).day)).toBe(b - a);
        expect(addDays(dayAt(a).day, b - a)).toBe(dayAt(b).day);
      }),
    );
  });

  test('with the weekday', () => {
    fc.assert(
      fc.property(place, (index) => {
        const { day, weekday, month, date, year } = dayAt(index);
        expect(dayInWords(day)).toBe(`${weekday}, ${monthNames[month - 1]} ${date}, ${year}`);
        expect(isWeekend(day)).toBe(weekday.startsWith('S'));
      }),
    );
  });

  test('and no day is there that the calendar does not have', () => {
    const known = new Set(calendar.map(({ day }) => day));
    for (const year of [2024, 2025, 2026, 2027, 2028])
      for (let month = 1; month <= 13; month++)
        for (let date = 0; date <= 32; date++) {
          const day = dayOf(year, month, date);
          const name = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
          expect(day).toBe(known.has(name) ? name : null);
        }
  });

  test.each([
    ['one minute before midnight', '2026-11-22T23:59:00-05:00', '2026-11-22'],
    ['at midnight', '2026-11-23T00:00:00-05:00', '2026-11-23'],
    ['the minute before the clocks go forward', '2026-03-08T01:59:00-05:00', '2026-03-08'],
    ['late on the day of 23 hours', '2026-03-08T23:59:00-04:00', '2026-03-08'],
    ['in the hour that comes twice', '2026-11-01T01:30:00-05:00', '2026-11-01'],
    ['late on the day of 25 hours', '2026-11-01T23:59:00-05:00', '2026-11-01'],
    ['on the day that only leap years have', '2028-02-29T12:00:00-05:00', '2028-02-29'],
  ])("it is CBP's day %s", (_, at, day) => {
    expect(dayIn('America/New_York', Date.parse(at))).toBe(day);
  });
});

describe('the number of days decides the choice', () => {
  test.each([
    ['liquidation-date', -1, 'not-liquidated'],
    ['liquidation-date', 0, 'up-to-70'],
    ['liquidation-date', 70, 'up-to-70'],
    ['liquidation-date', 71, 'near-80'],
    ['liquidation-date', 80, 'near-80'],
    ['liquidation-date', 81, 'over-80'],
    ['liquidation-date', 180, 'over-80'],
    ['liquidation-date', 181, 'over-180'],
    ['acceptance-date', 0, 'under-60'],
    ['acceptance-date', 59, 'under-60'],
    ['acceptance-date', 60, 'days-60-90'],
    ['acceptance-date', 90, 'days-60-90'],
    ['acceptance-date', 91, 'over-90'],
  ] as const)('%s, %d days: %s', (name, days, choice) => {
    expect(laneOf(countedDays[name], days)).toBe(choice);
  });
});

describe('a typed day is read', () => {
  test('in every usual spelling, whatever day it is', () => {
    const spellings: ((day: (typeof calendar)[number]) => string)[] = [
      ({ month, date, year }) => `${month}/${date}/${year}`,
      ({ month, date, year }) => `${month}/${date}/${year % 100}`,
      ({ month, date, year }) => `${month}-${date}-${year}`,
      ({ month, date, year }) => `${month}.${date}.${year}`,
      ({ day }) => day,
      ({ day }) => day.replaceAll('-', ''),
      ({ month, date, year }) => `${monthNames[month - 1]} ${date}, ${year}`,
      ({ month, date, year }) => `${monthNames[month - 1]?.slice(0, 3).toLowerCase()} ${date} ${year}`,
      ({ month, date, year }) => `${String(date).padStart(2, '0')}-${monthNames[month - 1]?.slice(0, 3)}-${year}`,
      ({ month, date, year }) => `${date} ${monthNames[month - 1]} ${year}`,
      ({ month, date, year, weekday }) => `${weekday}, ${monthNames[month - 1]} ${date}, ${year}`,
      ({ month, date, year }) => `it liquidated on ${month}/${date}/${year}`,
    ];
    const index = fc.integer({ min: 366, max: calendar.length - 1 });
    fc.assert(
      fc.property(index, fc.constantFrom(...spellings), (at, spell) => {
        expect([spell(dayAt(at)), read(spell(dayAt(at)))]).toEqual([spell(dayAt(at)), dayAt(at).day]);
      }),
      { numRuns: 500 },
    );
  });

  test('counted in days', () => {
    const start = calendar.findIndex(({ day }) => day === today);
    const words = fc.constantFrom('', 'about ', 'around ', 'approximately ', '~');
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 660 }),
        words,
        fc.constantFrom(' days ago', ' days', ''),
        (days, word, end) => {
          expect([days, read(`${word}${days}${end}`)]).toEqual([days, dayAt(start - days).day]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('counted in weeks as all days that this may mean', () => {
    const start = calendar.findIndex(({ day }) => day === today);
    for (let weeks = 1; weeks <= 90; weeks++) {
      const middle = start - 7 * weeks;
      expect(read(`${weeks} weeks ago`)).toBe(`${dayAt(middle - 3).day} to ${dayAt(middle + 3).day}`);
    }
  });

  test('without a year as the last such day that is over', () => {
    const on = fc.integer({ min: 900, max: calendar.length - 1 });
    fc.assert(
      fc.property(on, place, (now, at) => {
        const { month, date } = dayAt(at);
        fc.pre(!(month === 2 && date === 29));
        const last = calendar.slice(0, now + 1).findLast((one) => one.month === month && one.date === date);
        expect(read(`${month}/${date}`, dayAt(now).day)).toBe(last?.day);
      }),
    );
  });

  test.each([
    ['September 3rd 2026', '2026-09-03'],
    ['Sept 3', '2026-09-03'],
    ["Sep. 3, '26", '2026-09-03'],
    ['3/4', '2026-03-04'],
    ['13/4/2026', '2026-04-13'],
    ['Dec 20', '2025-12-20'],
    ['9-3', '2026-09-03'],
    ['what about 9/3/26?', '2026-09-03'],
    ['9 / 3 / 2026 (MM/DD/YYYY)', '2026-09-03'],
    ['03SEP26', '2026-09-03'],
    ['yesterday', '2026-11-24'],
    ['day before yesterday', '2026-11-23'],
    ['tomorrow', '2026-11-26'],
    ['no, sorry: 9/3/26', '2026-09-03'],
    ['last Friday', '2026-11-20'],
    ['on Friday', '2026-11-20'],
    ['next Friday', '2026-12-04'],
    ['45days', '2026-10-11'],
    ['ABC-1234567-6 liquidated 9/3/26', '2026-09-03'],
    ['3 de septiembre de 2026', '2026-09-03'],
    ['ayer', '2026-11-24'],
    ['hace 45 días', '2026-10-11'],
    ['between Sept 3 and Sept 10, 2025', '2025-09-03 to 2025-09-10'],
    ['Dec 20 to Jan 5, 2026', '2025-12-20 to 2026-01-05'],
    ['9/10/26, 9/3/26 and 10/1/26', '2026-09-03 to 2026-10-01'],
    ['Entry Number\tLiquidation Date\nABC-1234567-6\t9/10/26\nXYZ-0001234-1\t9/3/26', '2026-09-03 to 2026-09-10'],
    ['three weeks ago', '2026-11-01 to 2026-11-07'],
    ['last month', '2026-10-01 to 2026-10-31'],
    ['early October', '2026-10-01 to 2026-10-31'],
    ['the end of October', '2026-10-01 to 2026-10-31'],
    ['9/3-9/5/2026', '2026-09-03 to 2026-09-05'],
    ['November', '2026-11-01 to 2026-11-25'],
    ['a year ago', '2025-02-04 to 2025-12-31'],
  ])('"%s" is %s', (text, days) => {
    expect(read(text)).toBe(days);
  });

  test.each(['2/30/2026', 'Feb 29 2025', 'Feb 29', '20261399', '99/99/2026', 'it liquidated on 2/30/26'])(
    '"%s" is no day of the calendar',
    (text) => {
      expect(read(text)).toBe('unreadable');
    },
  );

  test.each([
    '',
    '2',
    'not yet',
    'over 180 days ago',
    '71 to 80 days ago',
    'less than 70 days ago',
    'may I ask something',
    'a few weeks ago',
    '2.5 months ago',
    '2 and a half months ago',
    'what if it liquidated on 9/3/26',
    'is 9/3/26 too late?',
    'can we file if it liquidated 9/3/26?',
    'what day is it today?',
    'we had a second protest in march',
    'call me on Friday',
    `9/3/26${' and then something else'.repeat(20)}`,
  ])('"%s" is no day', (text) => {
    expect(read(text)).toBe(null);
  });

  test('whatever is typed, it throws nothing', () => {
    const part = fc.constantFrom(
      '9/3/26',
      'Sept',
      '3',
      '45',
      ' days',
      ' ago',
      'last ',
      ' to ',
      '2026',
      '-',
      '/',
      ' ',
      '\n',
      'hace ',
      'el ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (said) => {
        const days = readDays(said, today, since);
        if (days !== null && days !== 'unreadable') expect(days.oldest <= days.newest).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a message full of days is read in a moment', () => {
    const took = processorMs(() => expect(read('9/3/26\n'.repeat(1_000))).toBe('2026-09-03'));
    expect(took).toBeLessThan(3_000);
  });
});

describe('in the guide', () => {
  const standing = (step: string) => {
    const talk = talkTo(shippedContent);
    talk.press('start:cape-declaration');
    if (talk.state.guide) talk.state.guide.step = step;
    return talk;
  };

  test('whatever the minute and the day, the days between decide, and days 80 and 180 are told with their weekdays', () => {
    const minutes = fc.integer({ min: Date.parse('2026-01-01') / 60_000, max: Date.parse('2028-12-31') / 60_000 });
    const position = new Map(calendar.map(({ day }, index) => [day, index]));
    const inWords = (index: number) => {
      const { weekday, month, date, year } = dayAt(index);
      return `${weekday}, ${monthNames[month - 1]} ${date}, ${year}`;
    };
    const first = position.get(since) ?? 0;
    fc.assert(
      fc.property(minutes, fc.integer({ min: -90, max: 330 }), (minute, before) => {
        const now = minute * 60_000;
        const easternDay = DateTime.fromMillis(now, { zone: 'America/New_York' }).toISODate() ?? '';
        const at = (position.get(easternDay) ?? 0) - before;
        fc.pre(at >= first && at + 180 < calendar.length);
        const talk = standing('sort-date');
        talk.now = now;
        const [reply] = talk.say(`${dayAt(at).month}/${dayAt(at).date}/${dayAt(at).year}`);
        const lane =
          before < 0
            ? 'not-liquidated'
            : before <= 70
              ? 'up-to-70'
              : before <= 80
                ? 'near-80'
                : before <= 180
                  ? 'over-80'
                  : 'over-180';
        expect(talk.state.guide?.answers['sort-date']).toBe(lane);
        for (const words of [inWords(at), inWords(at + 80), inWords(at + 180)]) expect(reply?.text).toContain(words);
        const sundays = [80, 180].filter((mark) => mark >= before && dayAt(at + mark).weekday.startsWith('S'));
        expect(reply?.text.split('do not wait for the Monday')).toHaveLength(sundays.length + 1);
      }),
      { numRuns: 300 },
    );
  });

  test('a day is taken after back, and after a question in between', () => {
    const talk = standing('sort-date');
    talk.say('2/1/2026');
    expect(shownStep(talk.say('back'))).toBe('sort-date');
    expect(talk.state.guide?.answers).toEqual({});
    expect(shownStep(talk.say('what is liquidation'))).toBe('sort-date');
    expect(shownStep(talk.say('12/1/2025'))).toBe('over-80-days');
  });

  test('a day typed at the next step corrects the one before', () => {
    const talk = standing('sort-date');
    talk.say('2/1/2026');
    expect(shownStep(talk.say('sorry, 12/1/2025'))).toBe('over-80-days');
    expect(talk.state.guide?.answers).toEqual({ 'sort-date': 'over-80' });
    expect(talk.state.guide?.history).toEqual(['sort-date']);
    expect(shownStep(talk.say('no, 11/31/2025'))).toBe('sort-date');
    expect(talk.state.guide?.history).toEqual([]);
  });

  test.each(['47', 'today', 'may', 'now'])('"%s" at the next step is no correction', (text) => {
    const talk = standing('sort-date');
    talk.say('2/1/2026');
    talk.say(text);
    expect(talk.state.guide?.answers).toMatchObject({ 'sort-date': 'up-to-70' });
  });

  test('a day far ahead is a typing error', () => {
    const [reply] = standing('sort-date').say('2/1/2062');
    expect(reply?.text).toBe(
      'You mean **Wednesday, February 1, 2062**? That is more than four years from now. Please type the day once more, as in **9/3/2026** (month first).',
    );
  });

  test('a day that the calendar does not have is asked for again', () => {
    const replies = standing('sort-date').say('2/30/2026');
    expect(replies[0]?.text).toMatch(/^I find no such day in the calendar\./);
    expect(shownStep(replies)).toBe('sort-date');
  });
});
