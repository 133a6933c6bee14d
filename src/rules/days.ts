// Calendar days as "YYYY-MM-DD": which day it is somewhere, how many lie between two, and how one is said.

/** A day of the calendar, "YYYY-MM-DD": of no time zone, and later days sort after earlier ones. */
export type Day = string;

const milliseconds = 86_400_000;

/** The day of these numbers; null where the calendar has none ("February 30"). */
export function dayOf(year: number, month: number, date: number): Day | null {
  const time = new Date(Date.UTC(2000, month - 1, date));
  time.setUTCFullYear(year, month - 1, date);
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === date ? time.toISOString().slice(0, 10) : null;
}

/** The day it is in a time zone at an instant (milliseconds since 1970). */
export function dayIn(timeZone: string, at: number): Day {
  // The one locale whose short date is ISO's.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** How many days the second is after the first. */
export function daysBetween(first: Day, second: Day): number {
  return (Date.parse(second) - Date.parse(first)) / milliseconds;
}

/** The day so many days later. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * milliseconds).toISOString().slice(0, 10);
}

/** Whether it is a Saturday or a Sunday. */
export function isWeekend(day: Day): boolean {
  return new Date(Date.parse(day)).getUTCDay() % 6 === 0;
}

const words = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });

/** "Thursday, September 3, 2026". */
export function dayInWords(day: Day): string {
  return words.format(Date.parse(day));
}
