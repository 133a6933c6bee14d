// Whether somebody is open, and until when or from when, is said in both zones, shortly and without doubt.
import { describeInstant, describeOpening, type Hours, instantAt, zoneName } from '../src/rules/hours.ts';

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
  open: [{ days: ['Mon', 'Tue', 'Wed', 'Thu'], from: '08:00', to: '12:00' }],
  closed: [],
  dates: [{ date: '2026-12-21', through: '2027-07-01', open: [] }],
};
const eastern = (date: string, time: string) => instantAt(date, time, 'America/New_York');
const pacific = (date: string, time: string) => instantAt(date, time, 'America/Los_Angeles');
const saturdayNight = eastern('2026-06-06', '23:00');
const afternoon = eastern('2026-06-05', '15:00');

const winter = eastern('2026-03-07', '23:00');
const autumn = eastern('2026-10-31', '23:00');
const march = eastern('2026-03-14', '23:00');

test.each<[string, Hours, number, string | null, string]>([
  [
    'closed, elsewhere',
    ace,
    saturdayNight,
    'America/Los_Angeles',
    'closed now, opens Sunday 5:00 AM ET, 2:00 AM your time',
  ],
  ['open, elsewhere', ace, afternoon, 'America/Chicago', 'open now, until Saturday 10:00 PM ET, 9:00 PM your time'],
  [
    'beyond the date line',
    ace,
    afternoon,
    'Asia/Tokyo',
    'open now, until Saturday 10:00 PM ET, Sunday 11:00 AM your time',
  ],
  [
    'the day before',
    ace,
    saturdayNight,
    'Pacific/Honolulu',
    'closed now, opens Sunday 5:00 AM ET, Saturday 11:00 PM your time',
  ],
  ['the same wall time', ace, saturdayNight, 'America/Toronto', 'closed now, opens Sunday 5:00 AM ET'],
  ['no zone of the customer', ace, saturdayNight, null, 'closed now, opens Sunday 5:00 AM ET'],
  ['a zone that is none', ace, saturdayNight, 'Mars/Olympus', 'closed now, opens Sunday 5:00 AM ET'],
  ['always', { ...ace, closed: [] }, saturdayNight, null, 'open around the clock'],
  ['never', { ...ace, open: 'never' }, saturdayNight, null, 'without opening hours, by e-mail only'],
  [
    'until later today',
    office,
    pacific('2026-06-02', '09:00'),
    'America/New_York',
    'open now, until 12:00 PM PT, 3:00 PM your time',
  ],
  ['until later today, zone unknown', office, pacific('2026-06-02', '09:00'), null, 'open now, until 12:00 PM PT'],
  [
    'today for both',
    office,
    pacific('2026-06-02', '06:00'),
    'America/New_York',
    'closed now, opens today 8:00 AM PT, 11:00 AM your time',
  ],
  [
    'today, but yesterday for the customer',
    ace,
    eastern('2026-06-07', '00:30'),
    'America/Denver',
    'closed now, opens Sunday 5:00 AM ET, 3:00 AM your time',
  ],
  ['today, zone unknown', ace, eastern('2026-06-07', '00:30'), null, 'closed now, opens Sunday 5:00 AM ET'],
  ['the last minutes', office, pacific('2026-06-02', '11:50'), null, 'open now, closes in 10 minutes, at 12:00 PM PT'],
  [
    'the last seconds',
    office,
    pacific('2026-06-02', '12:00') - 1,
    null,
    'open now, closes in 1 minute, at 12:00 PM PT',
  ],
  [
    'soon',
    office,
    pacific('2026-06-02', '07:30'),
    'America/Denver',
    'closed now, opens in 30 minutes, at 8:00 AM PT, 9:00 AM your time',
  ],
  [
    'a day that is far has its date',
    office,
    pacific('2027-06-25', '12:00'),
    null,
    'closed now, opens Monday, July 5, 8:00 AM PT',
  ],
  [
    'one that is very far its year',
    office,
    pacific('2026-12-20', '12:00'),
    null,
    'closed now, opens Monday, July 5, 2027, 8:00 AM PT',
  ],
  ['Arizona in winter', ace, winter, 'America/Phoenix', 'closed now, opens Sunday 5:00 AM ET, 2:00 AM your time'],
  ['Arizona in autumn', ace, autumn, 'America/Phoenix', 'closed now, opens Sunday 5:00 AM ET, 3:00 AM your time'],
  [
    'Europe when only America has changed',
    ace,
    march,
    'Europe/Berlin',
    'closed now, opens Sunday 5:00 AM ET, 10:00 AM your time',
  ],
  [
    'Europe when both have',
    ace,
    saturdayNight,
    'Europe/Berlin',
    'closed now, opens Sunday 5:00 AM ET, 11:00 AM your time',
  ],
])('%s', (_name, hours, at, zone, said) => {
  expect(describeOpening(hours, at, zone)).toBe(said);
});

test('an instant a week ahead has its date', () => {
  const at = eastern('2026-12-01', '08:00');
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
  expect(zoneName(zone, Date.parse('2026-01-01T00:00:00Z'))).toBe(name);
});
