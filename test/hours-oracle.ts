// Says from the description of opening hours alone what is open: the day is painted minute by minute, zones are read from Intl.
import type { Hours } from '../src/rules/hours.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What the clock on the wall shows: the day (counted from 1970-01-01) and the minute of that day. */
export interface Wall {
  day: number;
  minute: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Reads the clock on a zone's wall. */
export function readWall(timeZone: string, at: number): Wall {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  const text = clock.format(at); // 2026-03-08 05:00
  return { day: dayNumber(text.slice(0, 10)), minute: Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) };
}

/** Makes the judge of some hours: whether they are open when the wall shows this. */
export function createJudge(hours: Hours): (wall: Wall) => boolean {
  const days = new Map<number, Uint8Array>();
  return ({ day, minute }) => {
    const known = days.get(day);
    if (known) return known[minute] === 1;
    const painted = paintDay(hours, day);
    days.set(day, painted);
    return painted[minute] === 1;
  };
}

function paintDay(hours: Hours, day: number): Uint8Array {
  const minutes = new Uint8Array(1440);
  const [today, yesterday] = [lineOf(hours, day), lineOf(hours, day - 1)];
  if (today) {
    for (const one of today.open) paintHead(minutes, one);
    return minutes;
  }
  if (hours.open === 'always') minutes.fill(1);
  else if (hours.open !== 'never') {
    for (const one of hours.open) {
      if (!('days' in one)) paintWeekly(minutes, day, one, 1);
      else {
        if (one.days.some((name) => name === weekdayOf(day))) paintHead(minutes, one);
        if (!yesterday && one.days.some((name) => name === weekdayOf(day - 1))) paintTail(minutes, one);
      }
    }
  }
  for (const gap of hours.closed) paintWeekly(minutes, day, gap, 0);
  for (const one of yesterday?.open ?? []) paintTail(minutes, one);
  return minutes;
}

function paintHead(minutes: Uint8Array, { from, to }: { from: string; to: string }) {
  minutes.fill(1, clock(from), clock(to) > clock(from) ? clock(to) : 1440);
}

function paintTail(minutes: Uint8Array, { from, to }: { from: string; to: string }) {
  if (clock(to) <= clock(from)) minutes.fill(1, 0, clock(to));
}

/** Walks from the stretch's beginning to its end over the dial of a week, and paints what falls on this day. */
function paintWeekly(minutes: Uint8Array, day: number, { from, to }: Hours['closed'][number], value: 0 | 1) {
  const dial = (edge: { day: string; time: string }) =>
    (weekdays.indexOf(edge.day) * 1440 + clock(edge.time)) % (7 * 1440);
  const midnight = weekdays.indexOf(weekdayOf(day)) * 1440;
  let hand = dial(from);
  do {
    if (hand >= midnight && hand < midnight + 1440) minutes[hand - midnight] = value;
    hand = (hand + 1) % (7 * 1440);
  } while (hand !== dial(to));
}

function lineOf({ dates }: Hours, day: number) {
  return dates.find(({ date, through }) => dayNumber(date) <= day && day <= dayNumber(through ?? date));
}

/** The first of January 1970 was a Thursday. */
const weekdayOf = (day: number) => weekdays[(day + 3) % 7] as string;
const clock = (time: string) => Number(time.split(':')[0]) * 60 + Number(time.split(':')[1]);

function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return Date.UTC(year, month - 1, day) / dayMs;
}

/** The walls of a zone, minute by minute. */
export interface Calendar {
  start: number;
  days: Int32Array;
  minutes: Int16Array;
}

/** Reads a zone's clock once for every minute from `start` to `end`. */
export function readCalendar(zone: string, start: number, end: number): Calendar {
  const length = (end - start) / minuteMs;
  const calendar = { start, days: new Int32Array(length), minutes: new Int16Array(length) };
  for (let index = 0; index < length; index++) {
    const { day, minute } = readWall(zone, start + index * minuteMs);
    calendar.days[index] = day;
    calendar.minutes[index] = minute;
  }
  return calendar;
}

/** Open or closed, and the next opening and closing, for every minute of a calendar; -1 where none is seen. */
export interface Judged {
  open: Uint8Array;
  opensAt: Float64Array;
  closesAt: Float64Array;
}

/** Judges every minute of a calendar; the next changes are found by walking from the end to the beginning. */
export function judgeCalendar(hours: Hours, { start, days, minutes }: Calendar): Judged {
  const isOpen = createJudge(hours);
  const length = days.length;
  const judged = {
    open: new Uint8Array(length),
    opensAt: new Float64Array(length).fill(-1),
    closesAt: new Float64Array(length).fill(-1),
  };
  for (let index = 0; index < length; index++)
    judged.open[index] = Number(isOpen({ day: days[index] as number, minute: minutes[index] as number }));
  let [opensAt, closesAt] = [-1, -1];
  for (let index = length - 1; index >= 0; index--) {
    judged.opensAt[index] = opensAt;
    judged.closesAt[index] = closesAt;
    if (index === 0 || judged.open[index] === judged.open[index - 1]) continue;
    if (judged.open[index]) opensAt = start + index * minuteMs;
    else closesAt = start + index * minuteMs;
  }
  return judged;
}
