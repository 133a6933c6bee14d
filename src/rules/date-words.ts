// Says a date as people write it.

const DATE = { year: 'numeric', month: 'long', timeZone: 'UTC' } as const;
const month = new Intl.DateTimeFormat('en-US', DATE);
const date = new Intl.DateTimeFormat('en-US', { ...DATE, day: 'numeric' });

/** "2026-06-16" as "June 16, 2026", "2026-06" as "June 2026"; undefined for anything else. */
export function dateInWords(written: unknown): string | undefined {
  const [, y, m, d] = (typeof written === 'string' && /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(written)) || [];
  if (!y) return undefined;
  return (d ? date : month).format(Date.UTC(Number(y), Number(m) - 1, Number(d ?? 1)));
}
