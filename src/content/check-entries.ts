// Checks on entries: days that cannot be, reviews that are due, phrasings that stand twice.
import { normalise } from '../rules/words.ts';
import type { Placed } from './check.ts';
import type { Entry } from './entry.ts';
import type { Guide } from './guide.ts';
import type { Report } from './parsed.ts';

const somewhere = /https:|@|\bask\b|\bperson\b|\bcall\b/i;

/** Reports impossible days, an `as_of` in the future and, as a warning, entries past their review. */
export function checkEntries(entries: Placed<Entry>[], now: Date, report: Report): void {
  const today = now.toISOString().slice(0, 10);
  // Somewhere it is tomorrow already.
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  for (const { file, path, value } of entries) {
    for (const key of ['as_of', 'review_by'] as const) {
      if (!isDay(value[key]))
        report(file, [...path, key], `"${key}": ${value[key]} is not in the calendar. Correct it.`);
    }
    if (value.as_of > tomorrow)
      report(
        file,
        [...path, 'as_of'],
        `"as_of": ${value.as_of} is in the future. Write the day when it was last checked.`,
      );
    if (value.says_as_of && !(/\b20\d\d\b/.test(value.answer) && somewhere.test(value.answer)))
      report(
        file,
        [...path, 'says_as_of'],
        `"says_as_of": the answer does not say as of when it is true (a year) and where to check (a link, or whom to ask). Let it say both, or take this line out.`,
      );
    if (value.review_by < today) {
      report(
        file,
        [...path, 'review_by'],
        `entry "${value.id}" was to be reviewed by ${value.review_by}. Check it and move the day.`,
        'warning',
      );
    }
  }
}

function isDay(text: string): boolean {
  const day = text.length === 7 ? `${text}-01` : text;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Reports phrasings that say the same in two entries or guides: neither could be told from the other. */
export function checkPhrasings(entries: Placed<Entry>[], guides: Placed<Guide>[], report: Report): void {
  const first = new Map<string, { id: string; where: string }>();
  const inSpanish = entries.flatMap(({ file, path, value: { id, es } }) =>
    es ? [{ file, path: [...path, 'es'], value: { id, phrasings: es.phrasings } }] : [],
  );
  for (const { file, path, value } of [...entries, ...guides, ...inSpanish]) {
    value.phrasings.forEach((phrasing, index) => {
      const place = [...path, 'phrasings', index];
      const key = normalise(phrasing).join(' ');
      const other = first.get(key);
      if (!other) first.set(key, { id: value.id, where: `${file.name}:${file.line(place)}` });
      else
        report(file, place, `"${phrasing}" is a phrasing of "${other.id}" too (${other.where}). Keep it in one place.`);
    });
  }
}
