// Finds in the cells of a table what may be entry numbers.
import { BrokenCsv, type CsvOptions, type CsvRow, readCsv } from './csv.ts';
import { plainEntryNumber } from './entry-number.ts';

/** One of what may be an entry number, and where it stands. */
export interface EntryCell {
  row: number;
  text: string;
}

/** A heading of the column of entry numbers, also one that CAPE would not take. */
export const heading = /^entry\s*(summary)?\s*(number|numbers|no\.?|nbr|num|#)$/i;
/** What an entry number looks like, even one with a mistake or two. */
const entryLike = /^[A-Z0-9]{3}[\dOIL]{6,9}$|^\d+([.,]\d+)?E\+\d+$/;
const phone = /\b\d{3}\D{1,2}\d{3}\D\d{4}$/;

/** The rows of a text, whatever quotes stand in it. */
export function parseRows(text: string, delimiter: string, options: CsvOptions = {}): CsvRow<string[]>[] {
  try {
    return readCsv(text, { delimiter, relax_column_count: true, relax_quotes: true, ...options });
  } catch (error) {
    // People write what is no CSV: a quote that nobody closes is a character like any other.
    if (options.quote === null || !(error instanceof BrokenCsv)) throw error;
    return parseRows(text, delimiter, { ...options, quote: null });
  }
}

/** Whether a cell may be an entry number, perhaps with a mistake or two. */
export function isLike(text: string): boolean {
  return entryLike.test(plainEntryNumber(text)) && !phone.test(text);
}

/** The column with the most of them. */
export function fullestColumn(rows: boolean[][]): number {
  const counts: number[] = [];
  for (const row of rows)
    row.forEach((like, index) => {
      counts[index] = (counts[index] ?? 0) + Number(like);
    });
  // One by one: a row may have a million cells.
  return counts.reduce((best, count, index) => (count > (counts[best] ?? 0) ? index : best), 0);
}

/** The numbers of a cell: "ABC 1234567 6" is one, and two with a space between them are two. */
export function splitCell(cell: string): string[] {
  const parts = cell.split(/\s+/).filter(Boolean);
  const several = parts.length > 1 && parts.every((part) => plainEntryNumber(part).length >= 8);
  return several ? parts : parts.length > 0 ? [parts.join(' ')] : [];
}
