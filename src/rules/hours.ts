// Whether somebody is open at an instant, until when, and when next.
import { DateTime, IANAZone } from 'luxon';

export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun';
export interface Stretch {
  from: { day: Weekday; time: string };
  to: { day: Weekday; time: string };
}
/** Weekly hours as an editor writes them; times are local ("HH:MM"). */
export interface Hours {
  time_zone: string;
  open: 'always' | 'never' | ({ days: Weekday[]; from: string; to: string } | Stretch)[];
  closed: Stretch[];
  /** What holds instead on a local day, or from `date` to `through`. */
  dates: { date: string; through?: string; name?: string; open: { from: string; to: string }[] }[];
}
export interface Openness {
  open: boolean;
  /** The next opening and the next closing after `at`, milliseconds since 1970; null where there is none. */
  opensAt: number | null;
  closesAt: number | null;
}

const weekdays: Weekday[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;
const minuteMs = 60_000;
const dayMs = minutesOfDay * minuteMs;

/** What was found last for these hours; it holds until the next change, so that few turns need the calendar. */
const lastFound = new WeakMap<Hours, { from: number; until: number; openness: Openness }>();

/** Says whether it is open at `at` (milliseconds since 1970), and when that changes. */
export function openness(hours: Hours, at: number): Openness {
  const last = lastFound.get(hours);
  if (last && at >= last.from && at < last.until) return last.openness;
  const found = findOpenness(hours, at);
  const dayLater = at + dayMs;
  const until = Math.min(found.opensAt ?? dayLater, found.closesAt ?? dayLater);
  lastFound.set(hours, { from: at, until, openness: found });
  return found;
}

/**
 * It is open when the clock on its own wall says so: an hour that a clock change skips does not exist, one that it
 * repeats counts twice.
 */
function findOpenness(hours: Hours, at: number): Openness {
  const open = isOpen(hours, at);
  const result: Openness = { open, opensAt: null, closesAt: null };
  let before = open;
  for (const day of daysAhead(hours, at)) {
    for (const instant of changesOfDay(hours, day)) {
      if (instant <= at) continue;
      const now = isOpen(hours, instant);
      if (now === before) continue;
      before = now;
      if (now) result.opensAt ??= instant;
      else result.closesAt ??= instant;
    }
    if (result.opensAt !== null && result.closesAt !== null) break;
  }
  return result;
}

/**
 * Hours that a clock change skips come again a week later; so what does not change in 16 days changes only with the
 * special dates.
 */
const daysToLookAhead = 16;

/** The local days on which something may change. */
function* daysAhead({ time_zone: zone, dates }: Hours, at: number): Generator<DateTime> {
  const today = DateTime.fromMillis(at, { zone }).startOf('day');
  const daysUntil = (date: string) => (Date.parse(date) - Date.parse(today.toISODate() as string)) / dayMs;
  const edges = dates.flatMap(({ date, through }) => [daysUntil(date), daysUntil(through ?? date)]);
  let next = 0;
  for (const edge of [0, ...edges.filter((days) => days > 0).sort((a, b) => a - b)]) {
    for (next = Math.max(next, edge); next < edge + daysToLookAhead; next++)
      // A day may begin at 1:00; the days after it do not.
      yield today.plus({ days: next }).startOf('day');
  }
}

function isOpen(hours: Hours, at: number): boolean {
  const local = DateTime.fromMillis(at, { zone: hours.time_zone });
  const today = specialDate(hours, local);
  const yesterday = specialDate(hours, local.minus({ days: 1 }));
  const minute = local.hour * 60 + local.minute;
  const within = ({ from, to }: { from: string; to: string }) => {
    const start = minutes(from);
    const end = minutes(to);
    return minute >= start && (minute < end || end <= start);
  };
  const afterMidnight = ({ from, to }: { from: string; to: string }) =>
    minutes(to) <= minutes(from) && minute < minutes(to);
  if (today) return today.open.some(within);
  if (yesterday?.open.some(afterMidnight)) return true;
  const inStretch = (stretch: Stretch) => covers(stretch, (local.weekday - 1) * minutesOfDay + minute);
  if (hours.closed.some(inStretch) || hours.open === 'never') return false;
  if (hours.open === 'always') return true;
  const day = weekdays[local.weekday - 1] as Weekday;
  const dayBefore = weekdays[(local.weekday + 5) % 7] as Weekday;
  return hours.open.some((one) =>
    'days' in one
      ? (one.days.includes(day) && within(one)) || (!yesterday && one.days.includes(dayBefore) && afterMidnight(one))
      : inStretch(one),
  );
}

function specialDate({ dates }: Hours, local: DateTime) {
  if (dates.length === 0) return undefined;
  const date = local.toISODate();
  return dates.find((one) => date !== null && one.date <= date && date <= (one.through ?? one.date));
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function covers({ from, to }: Stretch, minute: number): boolean {
  const start = weekdays.indexOf(from.day) * minutesOfDay + minutes(from.time);
  const end = weekdays.indexOf(to.day) * minutesOfDay + minutes(to.time);
  const length = (end - start + minutesOfWeek) % minutesOfWeek || minutesOfWeek;
  return (minute - start + minutesOfWeek) % minutesOfWeek < length;
}

/** The instants of a local day at which something may change, in order. */
function changesOfDay(hours: Hours, day: DateTime): number[] {
  const next = day.plus({ days: 1 }).startOf('day');
  const weekly = [...(typeof hours.open === 'string' ? [] : hours.open), ...hours.closed];
  const times = [...weekly, ...hours.dates.flatMap((date) => date.open)].flatMap(({ from, to }) =>
    [from, to].map((time) => minutes(typeof time === 'string' ? time : time.time)),
  );
  const instants = new Set([day.toMillis(), ...(day.offset === next.offset ? [] : [clockChange(day, next)])]);
  for (const minute of new Set(times)) {
    const local = day.set({ hour: Math.floor(minute / 60) % 24, minute: minute % 60 });
    for (const possible of local.getPossibleOffsets()) instants.add(possible.toMillis());
  }
  return [...instants].sort((a, b) => a - b);
}

/** The first instant with the new offset, found by halving. */
function clockChange(day: DateTime, next: DateTime): number {
  let before = day.toMillis();
  let after = next.toMillis();
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (DateTime.fromMillis(middle, { zone: day.zone }).offset === day.offset) before = middle;
    else after = middle;
  }
  return after;
}

/** A customer who has to hurry is told how long is left. */
const soonMinutes = 30;

/**
 * Says in words whether it is open and until when, or when it opens: "closed now, opens Sunday 5:00 AM ET, 2:00 AM your
 * time". The customer's time is left out where it is the same, or where the zone's name is unknown.
 */
export function describeOpening(hours: Hours, at: number, customerZone?: string | null): string {
  const { open, opensAt, closesAt } = openness(hours, at);
  const change = open ? closesAt : opensAt;
  if (change === null) return open ? 'open around the clock' : 'without opening hours, by e-mail only';
  const zone = hours.time_zone;
  const customer = isZone(customerZone) ? customerZone : null;
  const time = withCustomerTime(timeIn(zone, change), change, zone, customer);
  const minutesLeft = Math.ceil((change - at) / minuteMs);
  if (minutesLeft <= soonMinutes) {
    const left = `${minutesLeft} ${minutesLeft === 1 ? 'minute' : 'minutes'}`;
    return `${open ? 'open now, closes' : 'closed now, opens'} in ${left}, at ${time}`;
  }
  const isToday = [zone, customer ?? zone].every((one) => dateIn(one, at) === dateIn(one, change));
  const dayAndTime = describeInstant(change, at, zone, customer);
  if (open) return `open now, until ${isToday ? time : dayAndTime}`;
  // What is today for a customer whose zone is unknown, nobody knows.
  return `closed now, opens ${isToday && customer ? `today ${time}` : dayAndTime}`;
}

/** Says an instant in a zone's time and the customer's: "Sunday 5:00 AM ET, 2:00 AM your time". */
export function describeInstant(instant: number, now: number, zone: string, customerZone?: string | null): string {
  const days = (Date.parse(dateIn(zone, instant)) - Date.parse(dateIn(zone, now))) / dayMs;
  const day = days >= 180 ? 'cccc, LLLL d, yyyy,' : days >= 6 ? 'cccc, LLLL d,' : 'cccc';
  const text = `${there(zone, instant).toFormat(day)} ${timeIn(zone, instant)}`;
  return withCustomerTime(text, instant, zone, isZone(customerZone) ? customerZone : null);
}

function withCustomerTime(text: string, instant: number, zone: string, customerZone: string | null): string {
  if (customerZone === null) return text;
  const sameDay = dateIn(zone, instant) === dateIn(customerZone, instant);
  const here = there(customerZone, instant);
  if (sameDay && here.toFormat('HH:mm') === there(zone, instant).toFormat('HH:mm')) return text;
  return `${text}, ${here.toFormat(sameDay ? 'h:mm a' : 'cccc h:mm a')} your time`;
}

const there = (zone: string, instant: number) => DateTime.fromMillis(instant, { zone, locale: 'en-US' });
const dateIn = (zone: string, instant: number) => there(zone, instant).toISODate() as string;
const timeIn = (zone: string, instant: number) =>
  `${there(zone, instant).toFormat('h:mm a')} ${zoneName(zone, instant)}`;
/** Whether it is the name of a time zone. */
export const isZone = (zone?: string | null): zone is string => Boolean(zone) && IANAZone.isValidZone(zone as string);

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one takes longer than all the rest of an answer; there are as many as time zones. */
function zoneFormat(timeZone: string, timeZoneName: 'shortGeneric' | 'short'): Intl.DateTimeFormat {
  const key = `${timeZone} ${timeZoneName}`;
  const format = zoneFormats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName });
  zoneFormats.set(key, format);
  return format;
}

/** What people call a zone: ET, CT, MT, PT in the United States, else its short name. */
export function zoneName(zone: string, at: number): string {
  const name = (timeZoneName: 'shortGeneric' | 'short') =>
    zoneFormat(zone, timeZoneName)
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')?.value ?? zone;
  const generic = name('shortGeneric');
  return /^[A-Z]{2,4}$/.test(generic) ? generic : name('short');
}

/** The instant (milliseconds since 1970) of a day ("2026-03-03") and time ("19:40") on a zone's clocks. */
export function instantAt(day: string, time: string, zone: string): number {
  return DateTime.fromISO(`${day}T${time}`, { zone }).toMillis();
}

/** The hour of the week on a zone's clocks, from 0 on Monday at midnight to 167. */
export function hourOfWeek(at: number, zone: string): number {
  const local = there(zone, at);
  return (local.weekday - 1) * 24 + local.hour;
}
