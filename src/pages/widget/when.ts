// Says times and days for people, in the customer's own time zone.

// Made once: a new format takes longer than a message to draw.
const time = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' });
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
