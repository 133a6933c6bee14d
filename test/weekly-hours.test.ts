// Weekly hours in words, and the days on which others hold.
import type { Hours } from '../src/rules/hours.ts';
import { describeOtherDays, describeWeek } from '../src/rules/weekly-hours.ts';

const at = Date.parse('2026-11-25T12:00:00Z');
const hours = (rest: Partial<Hours>): Hours => ({
  time_zone: 'America/New_York',
  open: 'always',
  closed: [],
  dates: [],
  ...rest,
});

test.each<[string, Partial<Hours>, string[]]>([
  ['day and night', {}, ['day and night']],
  [
    'day and night but for a night',
    { closed: [{ from: { day: 'Sat', time: '22:00' }, to: { day: 'Sun', time: '05:00' } }] },
    ['day and night, except Saturday 10:00 PM to Sunday 5:00 AM ET'],
  ],
  ['hours that nobody knows', { open: 'never' }, []],
  [
    'a working week',
    { open: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '08:30', to: '17:30' }] },
    ['Monday to Friday, 8:30 AM to 5:30 PM ET'],
  ],
  [
    'a break at noon, its lines in any order',
    {
      time_zone: 'America/Los_Angeles',
      open: [
        { days: ['Fri', 'Mon'], from: '13:00', to: '17:00' },
        { days: ['Mon', 'Fri'], from: '08:00', to: '12:00' },
      ],
    },
    ['Monday and Friday, 8:00 AM to 12:00 PM and 1:00 PM to 5:00 PM PT'],
  ],
  [
    'other hours on some days',
    {
      time_zone: 'America/Chicago',
      open: [
        { days: ['Mon', 'Tue', 'Wed', 'Thu'], from: '08:00', to: '18:00' },
        { days: ['Fri', 'Sun'], from: '00:00', to: '24:00' },
        { days: ['Sat'], from: '20:00', to: '00:30' },
      ],
    },
    ['Monday to Thursday, 8:00 AM to 6:00 PM CT', 'Friday and Sunday, all day', 'Saturday, 8:00 PM to 12:30 AM CT'],
  ],
  [
    'a stretch over days, with a gap',
    {
      open: [{ from: { day: 'Sun', time: '18:00' }, to: { day: 'Fri', time: '17:00' } }],
      closed: [{ from: { day: 'Wed', time: '00:00' }, to: { day: 'Wed', time: '04:00' } }],
    },
    ['Sunday 6:00 PM to Friday 5:00 PM ET, except Wednesday 12:00 AM to Wednesday 4:00 AM ET'],
  ],
])('%s', (_what, rest, words) => {
  expect(describeWeek(hours(rest), at)).toEqual(words);
});

test('days of other hours are told in their order, from the day itself to a month ahead', () => {
  const dates: Hours['dates'] = [
    { date: '2026-12-24', name: 'Christmas Eve', open: [{ from: '08:30', to: '12:00' }] },
    { date: '2026-11-24', open: [] },
    { date: '2026-11-25', open: [] },
    { date: '2026-11-20', through: '2026-11-26', name: 'Moving', open: [] },
    { date: '2026-12-26', open: [] },
  ];
  expect(describeOtherDays(hours({ dates }), at)).toEqual([
    'Friday, November 20, 2026, to Thursday, November 26, 2026 (Moving): closed',
    'Wednesday, November 25, 2026: closed',
    'Thursday, December 24, 2026 (Christmas Eve): 8:30 AM to 12:00 PM ET',
  ]);
});
