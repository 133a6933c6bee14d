// Says times and days for people, in the customer's own time zone.

// Made once: a new format takes longer than a message to draw.
const time = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' });
const DATE = { year: 'numeric', month: 'long', timeZone: 'UTC' } as const;
const month = new Intl.DateTimeFormat('en-US', DATE);
const date = new Intl.DateTimeFormat('en-US', { ...DATE, day: 'numeric' });
const DAY = { weekday: 'long', month: 'long', day: 'numeric' } as const;
const dayOfThisYear = new Intl.DateTimeFormat('en-US', DAY);
const dayOfAnotherYear = new Intl.DateTimeFormat('en-US', { ...DAY, year: 'numeric' });

/** "9:41 AM" */
export function timeOf(at: number): string {
  return time.format(at);
}

/** "Today", "Yesterday", or "Tuesday, March 3" with the year where it is another one. */
export function dayOf(at: number, now: number): string {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? dayOfThisYear : dayOfAnotherYear).format(at);
}

/** "2026-06-16" as "June 16, 2026", "2026-06" as "June 2026"; undefined for anything else. */
export function dateInWords(written: unknown): string | undefined {
  const [, y, m, d] = (typeof written === 'string' && /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(written)) || [];
  if (!y) return undefined;
  return (d ? date : month).format(Date.UTC(Number(y), Number(m) - 1, Number(d ?? 1)));
}
