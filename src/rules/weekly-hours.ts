// Weekly opening hours in words, and the days on which others hold: "Monday to Friday, 8:30 AM to 5:30 PM ET".
import { addDays, type Day, dayIn, dayInWords } from './days.ts';
import { type Hours, type Stretch, type Weekday, zoneName } from './hours.ts';

interface Window {
  from: string;
  to: string;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const names: Record<Weekday, string> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};

/** So many days ahead other hours are told. */
const daysToTell = 30;

/** The hours of a usual week, a line for days with the same hours; none where nothing is known of them. */
export function describeWeek({ open, closed, time_zone }: Hours, at: number): string[] {
  if (open === 'never') return [];
  const zone = zoneName(time_zone, at);
  const lines = open === 'always' ? ['day and night'] : [...sameDays(open), ...open.flatMap(stretchWords)];
  const told = lines.map((line) => (/\d [AP]M$/.test(line) ? `${line} ${zone}` : line));
  if (closed.length === 0) return told;
  const except = `except ${listed(closed.map(fromTo))} ${zone}`;
  return told.length === 1 ? [`${told[0]}, ${except}`] : [...told, except];
}

/** The days soon on which other hours hold: "Thursday, November 26, 2026 (Thanksgiving Day): closed". */
export function describeOtherDays({ open, dates, time_zone }: Hours, at: number): string[] {
  if (open === 'never') return [];
  const today = dayIn(time_zone, at);
  const last = addDays(today, daysToTell);
  return dates
    .filter(({ date, through = date }) => through >= today && date <= last)
    .sort((one, other) => (one.date < other.date ? -1 : 1))
    .map(({ date, through, name, open: windows }) => {
      const hours = windows.length === 0 ? 'closed' : `${windowWords(windows)} ${zoneName(time_zone, at)}`;
      return `${daysWords(date, through)}${name ? ` (${name})` : ''}: ${hours}`;
    });
}

function daysWords(date: Day, through?: Day): string {
  return through && through !== date ? `${dayInWords(date)}, to ${dayInWords(through)}` : dayInWords(date);
}

/** Lines of the same hours are one, and a break at noon stands in the line of its days. */
function sameDays(open: Exclude<Hours['open'], string>): string[] {
  const byHours = new Map<string, Weekday[]>();
  for (const day of weekdays) {
    const windows = open.filter((one) => 'days' in one && one.days.includes(day)) as Window[];
    if (windows.length === 0) continue;
    const hours = windowWords(windows.toSorted((one, other) => (one.from < other.from ? -1 : 1)));
    byHours.set(hours, [...(byHours.get(hours) ?? []), day]);
  }
  return [...byHours].map(([hours, days]) => `${dayList(days)}, ${hours}`);
}

function stretchWords(one: Stretch | { days: Weekday[] }): string[] {
  return 'days' in one ? [] : [fromTo(one)];
}

function fromTo({ from, to }: Stretch): string {
  return `${names[from.day]} ${timeWords(from.time)} to ${names[to.day]} ${timeWords(to.time)}`;
}

function windowWords(windows: readonly Window[]): string {
  return listed(
    windows.map(({ from, to }) =>
      from === '00:00' && to === '24:00' ? 'all day' : `${timeWords(from)} to ${timeWords(to)}`,
    ),
  );
}

/** "Monday to Thursday, Saturday". */
function dayList(days: readonly Weekday[]): string {
  const runs: Weekday[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    const before = weekdays[weekdays.indexOf(day) - 1];
    if (run && run.at(-1) === before) run.push(day);
    else runs.push([day]);
  }
  return listed(
    runs.flatMap((run) =>
      run.length > 2
        ? [`${names[run[0] as Weekday]} to ${names[run.at(-1) as Weekday]}`]
        : run.map((day) => names[day]),
    ),
  );
}

function timeWords(time: string): string {
  const hour = Number(time.slice(0, 2)) % 24;
  return `${hour % 12 || 12}:${time.slice(3)} ${hour < 12 ? 'AM' : 'PM'}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
