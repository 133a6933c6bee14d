// Reads the days a customer typed, in the spellings Americans use, and in Spanish; a question that names a day is none.
import { type ParsedResult, parse } from 'chrono-node/en';
import { parse as parseSpanish } from 'chrono-node/es';
import { addDays, type Day, dayOf } from './days.ts';

export interface TypedDays {
  oldest: Day;
  newest: Day;
  /** Whether it is more than one day; a month or "three weeks ago" is every day that it may mean. */
  several: boolean;
  /** Whether one day was typed that is another one where the day stands before the month ("3/4"). */
  ambiguous: boolean;
}

/** Longer than this, a line tells something, and names no day. */
const longestLine = 120;
const mostLines = 1_000;

const months = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const looksLikeDay = new RegExp(
  `^(?:\\d{1,4}([-/.])\\d{1,2}\\1\\d{1,4}|\\d{8}|${months}\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{2,4})?|\\d{1,2}[- ]${months}(?:[- ]\\d{2,4})?)$`,
  'i',
);
const monthAndNumber = new RegExp(`^${months}\\.? \\d{1,2}$`, 'i');
/** Where the parser has a day, and the customer had none in mind. */
const vague = /\b(few|couple|several|half|now)\b|\d[.,]\d+ (week|month|year)/i;
const units: Record<string, string> = { d: 'days', s: 'weeks', m: 'months', a: 'years' };
/** Words that may stand beside a day and change nothing. */
const fillers = new Set(
  `a all also an and approx at between by ca circa cape date dates day days entries entry everything
   first from group i in is it its last liquidated liquidates liquidation accepted acceptance claim maybe most newest number of
   oldest on one or our probably since some that the them then there these they think this through till to until
   was we were will would be ace says said scheduled set for just only both on
   actually correct dd liq mean meant mm no oops ok s sorry wait yes yyyy
   de del desde el entre fue fueron hasta la las liquidada liquidado liquidadas liquidados los y aceptada aceptado pasado`
    .trim()
    .split(/\s+/),
);

/**
 * The days that a message consists of; "unreadable" where it looks like a day that the calendar does not have, null
 * where it is something else. A day without a year is the last one that is over, unless that was before `since`.
 */
export function readDays(text: string, today: Day, since: Day): TypedDays | 'unreadable' | null {
  if ((/\?/.test(text) && !/\d/.test(text)) || vague.test(text)) return null;
  const lines = text.split(/[\n;\t|]+/).filter((line) => line.trim() !== '');
  if (lines.length > mostLines || lines.some((line) => line.length > longestLine)) return null;
  const spans: Span[] = [];
  for (const line of lines) {
    const plain = plainLine(line);
    const found = readLine(plain, today, since);
    if (found === null) return looksLikeDay.test(withoutFillers(plain)) ? 'unreadable' : null;
    spans.push(...found);
  }
  if (spans.length === 0) return null;
  const oldest = spans.map(({ from }) => from).reduce((a, b) => (b < a ? b : a));
  const newest = spans.map(({ to }) => to).reduce((a, b) => (b > a ? b : a));
  const ambiguous = spans.length === 1 && isAmbiguous(text);
  return { oldest, newest, several: oldest !== newest, ambiguous };
}

interface Span {
  from: Day;
  to: Day;
}

function withoutFillers(line: string): string {
  const isFiller = (word: string) => fillers.has(word.toLowerCase().replace(/[,:.!?]+$/, ''));
  return line
    .split(/\s+/)
    .filter((word) => !isFiller(word))
    .join(' ');
}

/** The line in spellings that the parser knows. */
function plainLine(line: string): string {
  return (
    line
      .trim()
      .replace(/\b[a-z0-9]{3}-?\d{7}-?\d\b/gi, ' ')
      .replace(/\b(20\d\d)(\d\d)(\d\d)\b/g, '$1-$2-$3')
      .replace(/\s*\/\s*/g, '/')
      .replace(/^(\d{1,2})-(\d{1,2})$/, '$1/$2')
      .replace(/(\/\d+)-(\d+\/)/, '$1 - $2')
      .replace(/(\d),(\d{3})\b/g, '$1$2')
      .replace(/\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b/g, '$1/$2/$3')
      .replace(/['’](\d\d)\b/g, '20$1')
      .replace(/^hace (\d+) (d|s|m|a)\S*$/i, (_, count, unit) => `${count} ${units[unit.toLowerCase()]} ago`)
      .replace(/^(what|how) about /i, '')
      // Part of a month is the month: how much of it, the parser does not know.
      .replace(/\b(early|mid|late|(the )?(end|beginning|start|middle) of)\b[ -]?/gi, '')
      .replace(/^day before yesterday/i, 'the day before yesterday')
      // The parser takes "about 45 days ago" for 5 days ago.
      .replace(/~|\b(about|around|approximately|roughly)\b/gi, ' ')
      .trim()
      .replace(/^(\d+)(days?|weeks?|months?|years?)\b/i, '$1 $2')
      .replace(/^(?!last |next |this )(\d{1,4}|[a-z]+) (days?|weeks?|months?|years?)$/i, '$1 $2 ago')
      .replace(/^(\d{2,3})$/, '$1 days ago')
      .trim()
  );
}

/** The days of a line; none for a line of headings only, null where it holds something else. */
function readLine(line: string, today: Day, since: Day): Span[] | null {
  // Noon and an offset of zero: whatever the machine's time zone, the day that comes out is the day that went in.
  const reference = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 };
  const english = parse(line, reference);
  const results = english.length > 0 && isRest(line, english) ? english : parseSpanish(line, reference);
  if (!isRest(line, results)) return null;
  // "Feb 29" is a day, where the parser takes what is no day of its year for a month of 2029.
  if (monthAndNumber.test(line) && !results[0]?.start.isCertain('day')) return null;
  const spans: Span[] = [];
  let after: Day | null = null;
  for (const { text, start, end } of results.toReversed()) {
    const ends = [end, start].flatMap((one) => (one ? [one] : []));
    const read = ends.flatMap((one) => {
      const span = clipped(spanOf(one, text, after, today, since), today, since);
      if (span && (one.isCertain('year') || after)) after = span.from;
      return span ? [span] : [];
    });
    if (read.length < ends.length) return null;
    spans.push(...read);
  }
  return spans;
}

/** Whether nothing but words without weight stands beside the days. */
function isRest(line: string, results: ParsedResult[]): boolean {
  let rest = line;
  for (const { index, text } of results.toReversed())
    rest = `${rest.slice(0, index)} ${rest.slice(index + text.length)}`;
  return rest
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || fillers.has(word));
}

/** All days that what was read may mean. */
function spanOf(read: ParsedResult['start'], text: string, after: Day | null, today: Day, since: Day): Span | null {
  const readYear = read.get('year') ?? 0;
  const month = read.get('month') ?? 0;
  const day = (year: number) => dayOf(year, month, read.get('day') ?? 0);
  const wholeMonth = (year: number): Span => {
    const from = dayOf(year, month, 1) as Day;
    return { from, to: addDays((month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1)) as Day, -1) };
  };
  if (!read.isCertain('month') && !read.isCertain('weekday') && read.isCertain('year')) {
    return { from: `${readYear}-01-01`, to: `${readYear}-12-31` };
  }
  if (read.isCertain('weekday') && !read.isCertain('day')) {
    const named = day(readYear);
    const past = named && named > today && !/\b(next|coming)\b/i.test(text) ? addDays(named, -7) : named;
    return past ? { from: past, to: past } : null;
  }
  const spanIn = (year: number): Span | null => {
    if (!read.isCertain('day')) return wholeMonth(year);
    const named = day(year);
    return named ? { from: named, to: named } : null;
  };
  if (read.isCertain('year')) {
    const span = spanIn(readYear);
    // Whoever counts in weeks does not mean the very day.
    if (span && /\bweeks?\b|\bsemanas?\b/i.test(text)) return { from: addDays(span.from, -3), to: addDays(span.to, 3) };
    return span;
  }
  if (after) {
    // "Dec 20 to Jan 5, 2026": a year that stands only at the last one holds for those before it.
    const span = spanIn(Number(after.slice(0, 4)));
    return span && span.from > after ? spanIn(Number(after.slice(0, 4)) - 1) : span;
  }
  const thisYear = Number(today.slice(0, 4));
  const years = [thisYear, thisYear - 1, thisYear + 1];
  const plausible = years.map(spanIn).filter((span) => span !== null && span.to >= since) as Span[];
  return plausible.find(({ from }) => from <= today) ?? plausible.at(-1) ?? null;
}

/** Without the days of a month or a year that cannot be meant: those to come, and those before `since`. */
function clipped(span: Span | null, today: Day, since: Day): Span | null {
  if (!span) return null;
  const { from, to } = span;
  return { from: from < since && since < to ? since : from, to: from <= today && today < to ? today : to };
}

function isAmbiguous(text: string): boolean {
  const [, first, second] = /(?:^|\s)(\d{1,2})[-/.](\d{1,2})(?:[-/.]|\s|$)/.exec(text) ?? [];
  return Number(first) <= 12 && Number(second) <= 12 && Number(first) !== Number(second);
}
