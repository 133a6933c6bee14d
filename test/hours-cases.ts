// Opening hours that are hard to get right: the shipped ones, made-up nasty ones, and random ones.
import fc from 'fast-check';
import { contentDirs, loadContent } from '../src/content/load.ts';
import type { Hours, Stretch, Weekday } from '../src/rules/hours.ts';

const week: Weekday[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const workdays = week.slice(0, 5);

/** The hours of all desks and offices in the knowledge folder, by id. */
export function shippedHours(): [name: string, hours: Hours][] {
  const { content } = loadContent(...contentDirs('.'));
  if (!content) throw new Error('knowledge/: cannot be read. Run npm run check -- --content.');
  return [...content.desks, ...content.offices].map(({ id, hours }) => [id, hours]);
}

/** Zones that change their clocks early, late, at midnight, by half an hour, in the south, or not at all. */
export const zones = [
  'America/New_York',
  'America/Los_Angeles',
  'America/Phoenix',
  'Pacific/Honolulu',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
];

const base = { closed: [], dates: [] };
const stretch = (from: string, to: string): Stretch => {
  const [fromDay, fromTime] = from.split(' ') as [Weekday, string];
  const [toDay, toTime] = to.split(' ') as [Weekday, string];
  return { from: { day: fromDay, time: fromTime }, to: { day: toDay, time: toTime } };
};

/** Made-up hours, each with one thing that is easily done wrong. */
export const nastyHours: [name: string, hours: Hours][] = [
  [
    'a lunch break, a night, holidays',
    {
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
    },
  ],
  ['open over the week’s edge', { ...base, time_zone: 'Europe/Berlin', open: [stretch('Fri 18:00', 'Mon 02:30')] }],
  [
    'windows that touch',
    {
      ...base,
      time_zone: 'America/Phoenix',
      open: [
        { days: workdays, from: '08:00', to: '12:00' },
        { days: workdays, from: '12:00', to: '24:00' },
        { days: ['Tue', 'Sat'], from: '00:00', to: '03:00' },
      ],
    },
  ],
  [
    'only in the hour that clocks skip and repeat',
    { ...base, time_zone: 'America/New_York', open: [{ days: ['Sun'], from: '02:15', to: '02:45' }] },
  ],
  [
    'twice in the hour that clocks repeat',
    { ...base, time_zone: 'America/New_York', open: [{ days: ['Sun'], from: '01:15', to: '01:45' }] },
  ],
  [
    'holidays where clocks change at midnight',
    {
      time_zone: 'America/Santiago',
      open: 'always',
      closed: [],
      dates: [
        { date: '2026-04-04', open: [] },
        { date: '2026-04-05', open: [{ from: '00:30', to: '23:30' }] },
        { date: '2026-09-08', open: [] },
        { date: '2027-09-05', open: [] },
      ],
    },
  ],
  [
    'nights where clocks change at midnight',
    {
      ...base,
      time_zone: 'Africa/Cairo',
      open: [
        { days: week, from: '22:30', to: '00:30' },
        { days: ['Fri'], from: '00:00', to: '24:00' },
      ],
    },
  ],
  [
    'a clock change of half an hour',
    { ...base, time_zone: 'Australia/Lord_Howe', open: [{ days: week, from: '01:40', to: '02:10' }] },
  ],
  [
    'gaps in round the clock',
    {
      time_zone: 'Pacific/Chatham',
      open: 'always',
      closed: [stretch('Sun 02:50', 'Sun 03:10'), stretch('Sun 23:00', 'Mon 01:00'), stretch('Wed 12:00', 'Wed 24:00')],
      dates: [{ date: '2026-04-05', open: [{ from: '02:00', to: '03:00' }] }],
    },
  ],
  [
    'closed for months',
    {
      time_zone: 'America/New_York',
      open: [{ days: ['Mon'], from: '09:00', to: '17:00' }],
      closed: [],
      dates: [
        { date: '2026-02-03', through: '2026-08-30', name: 'Renovation', open: [] },
        { date: '2026-12-21', through: '2027-11-07', open: [] },
      ],
    },
  ],
  [
    'by e-mail only, but for two nights',
    {
      time_zone: 'Asia/Kathmandu',
      open: 'never',
      closed: [],
      dates: [
        { date: '2026-12-31', open: [{ from: '20:00', to: '02:00' }] },
        { date: '2027-06-30', open: [{ from: '20:00', to: '02:00' }] },
        { date: '2027-07-01', open: [{ from: '12:00', to: '13:00' }] },
      ],
    },
  ],
  ['always', { ...base, time_zone: 'Pacific/Honolulu', open: 'always' }],
  ['never', { ...base, time_zone: 'Asia/Beirut', open: 'never' }],
];

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 0, 1, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const end = fc.oneof({ weight: 4, arbitrary: time }, { weight: 1, arbitrary: fc.constant('24:00') });
const window = fc.record({ from: time, to: end }).filter(({ from, to }) => from !== to);
const day = fc.constantFrom(...week);
const anyStretch = fc
  .record({ from: fc.record({ day, time }), to: fc.record({ day, time: end }) })
  .filter(({ from, to }) => from.day !== to.day || from.time !== to.time);
const daily = fc
  .record({ days: fc.uniqueArray(day, { minLength: 1 }), window })
  .map(({ days, window: { from, to } }) => ({ days, from, to }));
/** Many of the special days stand where clocks change. */
const date = fc.oneof(
  fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-09-06', '2026-10-25', '2026-11-01', '2027-03-14'),
  fc.integer({ min: 0, max: 760 }).map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10)),
);
const special = fc.record({ date, days: fc.constantFrom(1, 1, 1, 2, 40), open: fc.array(window, { maxLength: 2 }) });

/** Any hours that the schema allows. */
export const anyHours: fc.Arbitrary<Hours> = fc.record({
  time_zone: fc.constantFrom(...zones),
  open: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('always' as const, 'never' as const) },
    { weight: 4, arbitrary: fc.array(fc.oneof(daily, daily, anyStretch), { minLength: 1, maxLength: 4 }) },
  ),
  closed: fc.array(anyStretch, { maxLength: 2 }),
  dates: fc.array(special, { maxLength: 4 }).map((lines) => {
    const kept: Hours['dates'] = [];
    for (const { date, days, open } of lines) {
      const through = new Date(Date.parse(date) + (days - 1) * 86_400_000).toISOString().slice(0, 10);
      if (kept.every((one) => through < one.date || (one.through ?? one.date) < date))
        kept.push(days === 1 ? { date, open } : { date, through, open });
    }
    return kept;
  }),
});
