// The table of the fact check: each sentence of the guides and of the most asked answers, and what supports it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { BrokenCsv, readCsv } from '../rules/csv.ts';
import { certainty, date, day } from './entry.ts';
import { checkShape, type ParsedFile } from './parsed.ts';
import type { Problem } from './problem.ts';
import { type Sentence, sentencesOf } from './sentences.ts';

const name = 'knowledge/fact-check.csv';
const columns = ['place', 'sentence', 'verdict', 'support', 'source', 'certainty', 'as_of', 'checked_on'] as const;
type Row = Record<(typeof columns)[number], string>;
const verdicts = ['supported', 'instruction', 'question', 'ours', 'aged'] as const;

const source = /^(bulletin|own|https?:\/\/\S+)([\s;]+(bulletin|own|https?:\/\/\S+))*$/;
const or = <T extends z.ZodType>(schema: T) => z.union([schema, z.literal('')]);
const rowSchema = z
  .object({
    verdict: z.enum(verdicts),
    support: z.string(),
    source: or(z.string().regex(source, 'is no source. Write the address of the page, "bulletin" or "own"')),
    certainty: or(certainty),
    as_of: or(date),
    checked_on: day,
  })
  .superRefine((row, { addIssue }) => {
    if (row.verdict !== 'supported' && row.verdict !== 'aged') return;
    for (const key of ['support', 'source', 'certainty', 'as_of'] as const) {
      const message = `is empty, but the verdict is "${row.verdict}". Fill it in, or change the sentence`;
      if (row[key] === '') addIssue({ code: 'custom', path: [key], message });
    }
  });

interface Table {
  rows: Row[];
  /** A file whose parts are rows, for reports. */
  file: ParsedFile;
  problems: Problem[];
}

/**
 * What is wrong with the table at `path`, and where it and the content differ. A folder without the table has no such
 * check. Sentences of entries are looked for where the table names the entry.
 */
export function checkFacts(path: string, guides: ParsedFile[], knowledge: ParsedFile[]): Problem[] {
  if (!existsSync(path)) return [];
  const { rows, file, problems } = readTable(path);
  if (problems.length > 0) return problems;
  const warn = (at: ParsedFile, where: PropertyKey[], text: string, severity: Problem['severity'] = 'warning') =>
    problems.push({ file: at.name, line: at.line(where), text, severity });
  const wanted = wantedSentences(rows, guides, knowledge);
  const known = new Set(rows.map(keyOf));
  for (const { file: at, path: where, place, text } of wanted.filter((one) => !known.has(keyOf(one)))) {
    const remedy =
      'Check it against its source and add a row (npm run check -- --fact-check writes it, to be filled in).';
    warn(at, [...where], `"${text}" (${place}) is not in ${name}. ${remedy}`);
  }
  const standing = new Set(wanted.map(keyOf));
  const first = new Map(rows.map((row, index) => [keyOf(row), index] as const).reverse());
  rows.forEach((row, index) => {
    const other = first.get(keyOf(row)) ?? index;
    if (other !== index)
      warn(file, [index], `"${row.sentence}" stands already in line ${file.line([other])}. Keep one row of them.`);
    else if (!standing.has(keyOf(row)))
      warn(file, [index], `"${row.sentence}" is not in "${row.place}" now. Take the row out.`);
    else if (row.verdict === '')
      warn(file, [index], `"${row.sentence}" is not checked yet. Check it against its source and fill the row in.`);
    else {
      const one: ParsedFile = { ...file, data: row, line: () => file.line([index]) };
      checkShape(one, rowSchema, (at, where, text, severity = 'error') => warn(at, [...where], text, severity));
    }
  });
  return problems;
}

/**
 * Writes the rows that are missing, without a verdict, each after its neighbours, and makes the table if there is none.
 * Rows of sentences that are gone stay, since what supported them may support what stands there now. Returns how many
 * rows were added, or why none could be.
 */
export function addMissingRows(path: string, guides: ParsedFile[], knowledge: ParsedFile[]): number | Problem[] {
  const { rows, problems } = existsSync(path) ? readTable(path) : { rows: [], problems: [] };
  if (problems.length > 0) return problems;
  const wanted = wantedSentences(rows, guides, knowledge);
  const old = new Map(rows.map((row) => [keyOf(row), row]));
  const standing = new Set(wanted.map(keyOf));
  const places = [...new Set([...wanted, ...rows].map(({ place }) => place))];
  const all = places.flatMap((place) => [
    ...wanted
      .filter((one) => one.place === place)
      .map((one) => old.get(keyOf(one)) ?? { ...emptyRow, place, sentence: one.text }),
    ...rows.filter((row) => row.place === place && row.sentence !== '' && !standing.has(keyOf(row))),
  ]);
  const lines = [columns, ...all.map((row) => columns.map((column) => row[column]))].map((cells) =>
    cells.map(quote).join(','),
  );
  try {
    // Without the mark at the beginning Excel takes other letters than English ones for something else.
    writeFileSync(path, `\uFEFF${lines.join('\n')}\n`);
  } catch (error) {
    const text = `cannot be written (${(error as NodeJS.ErrnoException).code}). Close it in Excel and look at its rights.`;
    return [{ file: name, line: null, text, severity: 'error' }];
  }
  return wanted.filter((one) => !old.has(keyOf(one))).length;
}

const emptyRow = Object.fromEntries(columns.map((column) => [column, ''])) as Row;

function quote(cell: string): string {
  return /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The sentences of all guides, and of the entries that the table names. */
function wantedSentences(rows: Row[], guides: ParsedFile[], knowledge: ParsedFile[]): Sentence[] {
  const entries = new Set(rows.map(({ place }) => place));
  return sentencesOf(guides, knowledge).filter(({ place }) => place.startsWith('dialogs/') || entries.has(place));
}

/** Excel and editors write quotes and spaces in their own ways. */
function keyOf(one: { place: string; text?: string; sentence?: string }): string {
  const text = one.text ?? one.sentence ?? '';
  return `${one.place}\0${text}`
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ');
}

function readTable(path: string): Table {
  const lines: number[] = [];
  const file: ParsedFile = { name, data: [], line: ([row]) => lines[Number(row)] ?? 1 };
  const wrong = (line: number | null, text: string): Table => ({
    rows: [],
    file,
    problems: [{ file: name, line, text, severity: 'error' }],
  });
  let header: string[] = [];
  const options = {
    // Excel leaves out empty cells at the end of a row.
    relax_column_count_less: true,
    skip_records_with_empty_values: true,
    columns: (cells: string[]) => {
      header = cells.map((cell) => cell.trim().toLowerCase());
      return header;
    },
  };
  try {
    const text = decode(readFileSync(path));
    const records = readCsv<Partial<Row>>(text, { ...options, delimiter: delimiterOf(text) });
    const missing = columns.filter((column) => !header.includes(column));
    if (missing.length > 0) {
      return wrong(
        1,
        `has no column ${missing.map((one) => `"${one}"`).join(', ')}. The first row must be: ${columns.join(',')}.`,
      );
    }
    lines.push(...records.map(({ info }) => info.lines));
    const rows = records.map(({ record }) => ({
      ...emptyRow,
      ...record,
      as_of: iso(record.as_of),
      checked_on: iso(record.checked_on),
    }));
    return { rows, file, problems: [] };
  } catch (error) {
    if (error instanceof BrokenCsv) {
      return wrong(
        error.line,
        'cannot be read from here on: a quote is not closed, or a comma stands outside of quotes. Open the table in Excel and save it as "CSV UTF-8".',
      );
    }
    return wrong(null, `cannot be read (${(error as NodeJS.ErrnoException).code ?? error}). Look at its rights.`);
  }
}

/** Excel saves as UTF-8, as UTF-16 ("Unicode text") or in the letters of the country's Windows. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Excel parts cells by what the country uses: the sign that the first row has most of. */
function delimiterOf(text: string): string {
  const first = text.split(/\r?\n/, 1)[0] ?? '';
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

/** Excel turns 2026-06-16 into 6/16/2026 and 2026-06 into Jun-26. */
function iso(text = ''): string {
  const us = text.match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/);
  if (us) return `${us[3]}-${us[1]?.padStart(2, '0')}-${us[2]?.padStart(2, '0')}`;
  const month = text.match(/^([A-Z][a-z]{2})-(\d{2})$/);
  const number = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(month?.[1] ?? '?') / 3 + 1;
  return month && Number.isInteger(number) && number > 0 ? `20${month[2]}-${String(number).padStart(2, '0')}` : text;
}
