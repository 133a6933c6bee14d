// What a notice is ("ACE is slow since ... until ..."), when it is in force, and how it is said to a customer.
import { instantAt, zoneName } from './hours.ts';

export interface Notice {
  id: string;
  /** Markdown. */
  text: string;
  about: 'ace' | 'cape' | 'office' | 'general';
  /** In force from here until there; milliseconds since 1970. */
  from: number;
  until: number;
  /** The zone in which its times are said. */
  timeZone: string;
}

/** The notices in force at `now`, those that began last first. */
export function noticesInForce(notices: readonly Notice[], now: number): Notice[] {
  return notices.filter(({ from, until }) => from <= now && now < until).sort((a, b) => b.from - a.from);
}

/** The notice with its times: "ACE is slow. Since 9:10 AM ET, 6:10 AM your time; expected until 6:00 PM ET." */
export function describeNotice(notice: Notice, now: number, customerZone?: string | null): string {
  const say = (at: number) => describeTime(at, now, notice.timeZone, customerZone);
  return `${notice.text.trim()} _Since ${say(notice.from)}; expected until ${say(notice.until)}._`;
}

/** An instant in a zone's time and the customer's, with the day where it is not today's. */
function describeTime(at: number, now: number, zone: string, customerZone?: string | null): string {
  const isToday = dayOf(at, zone) === dayOf(now, zone);
  const there = `${isToday ? timeOfDay(at, zone) : dayAndTime(at, zone)} ${zoneName(zone, at)}`;
  if (!customerZone || !isZone(customerZone) || localMinute(at, customerZone) === localMinute(at, zone)) return there;
  const sameDay = dayOf(at, customerZone) === dayOf(at, zone);
  return `${there}, ${sameDay ? timeOfDay(at, customerZone) : dayAndTime(at, customerZone)} your time`;
}

function dayAndTime(at: number, timeZone: string): string {
  const day = format('en-US', timeZone, { weekday: 'long', month: 'long', day: 'numeric' });
  return `${day.format(at)}, ${timeOfDay(at, timeZone)}`;
}

function timeOfDay(at: number, timeZone: string): string {
  const time = format('en-US', timeZone, { hour: 'numeric', minute: '2-digit' });
  // Some versions of the calendar data write a narrow space before AM.
  return time.format(at).replaceAll('\u202f', ' ');
}

function dayOf(at: number, timeZone: string): string {
  return localMinute(at, timeZone).slice(0, 10);
}

/**
 * The instants at which the clocks of a zone show this day and time: none in an hour that a clock change skips, two in
 * one that it repeats. In order, milliseconds since 1970.
 */
export function instantsOf(day: string, time: string, zone: string): number[] {
  const near = instantAt(day, time, zone);
  if (Number.isNaN(near)) return [];
  return [-2, -1, 0, 1, 2]
    .map((halfHours) => near + halfHours * 1_800_000)
    .filter((at) => localMinute(at, zone) === `${day} ${time}`);
}

/** "2026-11-25 09:10" on the clocks of the zone. */
export function localMinute(at: number, timeZone: string): string {
  return format('sv-SE', timeZone, { dateStyle: 'short', timeStyle: 'short' }).format(at);
}

function isZone(name: string): boolean {
  try {
    localMinute(0, name);
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one takes longer than all the rest; there are as many as time zones, three times. */
function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, ...options });
  formats.set(key, known);
  return known;
}
