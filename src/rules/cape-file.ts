// Reads entry numbers out of a pasted list or the text of a CSV file, and finds those that CAPE's file must not hold.
import { type EntryCell, fullestColumn, heading, isLike, parseRows, splitCell } from './entry-cells.ts';
import { type EntryFault, entryFault, plainEntryNumber } from './entry-number.ts';

/** CAPE takes no more in one declaration. */
export const mostEntries = 9_999;

export interface BadEntry {
  /** The row as Excel counts it, or in a list on one line the place in it; from 1. */
  row: number;
  text: string;
  /** What is wrong, or the row where the same number stands already. */
  fault: EntryFault | { sameAs: number };
}

export interface EntryList {
  /** Whether places are rows, or the list stands on one line. */
  inRows: boolean;
  count: number;
  wellFormed: number;
  bad: BadEntry[];
  /** Whether there are columns beside the entry numbers: CAPE takes one column alone. */
  extraColumns: boolean;
}

/** What is an entry number, and no phone, importer or other number. */
const surely = /^[a-z0-9]{3}\p{Pd}\d{7}\p{Pd}\d$|^(?=.{0,2}[a-z])[a-z0-9]{3}[\p{Pd}\s]?\d{7}[\p{Pd}\s]?\d$/iu;
const beside =
  /\b(please|check|verify|can|you|for|me|is|are|does|look|this|these|the|my|our|an?|entry|entries|numbers?|no|valid|correct|right|ok|good|and|well|formed)\b|[:?!]/gi;

/** Checks every entry number of a list or CSV text. */
export function checkEntryList(text: string): EntryList {
  const { cells, inRows, extraColumns } = readCells(text);
  const firstRows = new Map<string, number>();
  const bad = cells.flatMap(({ row, text }): BadEntry[] => {
    const fault = entryFault(text);
    if (fault) return [{ row, text, fault }];
    const number = plainEntryNumber(text);
    const sameAs = firstRows.get(number);
    if (sameAs !== undefined) return [{ row, text, fault: { sameAs } }];
    firstRows.set(number, row);
    return [];
  });
  return {
    inRows,
    count: cells.length,
    wellFormed: cells.length - bad.filter(({ fault }) => typeof fault === 'string').length,
    bad,
    extraColumns,
  };
}

/**
 * Whether a message is nothing but entry numbers. Where they are asked for, anything like one is; elsewhere one of them
 * must look like nothing else.
 */
export function isEntryList(text: string, asked: boolean): boolean {
  if (!/(\d\D{0,2}){7}|\dE\+\d/i.test(text)) return false;
  const { cells } = readCells(text);
  const likely = cells.filter((cell) => isLike(cell.text));
  if (cells.length === 0 || likely.length < cells.length * 0.6) return false;
  // A sentence on a line is no number with a mistake.
  if (cells.some((cell) => cell.text.length > 40)) return false;
  return asked || cells.some((cell) => surely.test(cell.text));
}

function readCells(text: string): { cells: EntryCell[]; inRows: boolean; extraColumns: boolean } {
  const plain = text.includes('\n') ? text : text.replace(beside, ' ').trim();
  const delimiter = ['\t', ';'].find((one) => plain.includes(one)) ?? ',';
  const records = parseRows(plain, delimiter);
  const column = records[0]?.record.findIndex((cell) => heading.test(cell)) ?? -1;
  const rows = column >= 0 ? records.slice(1) : records;
  const wide = rows.some(({ record }) => record.filter(Boolean).length > 1);
  // "A, B, C" is a list on one line, where a table has one entry number in each row.
  const inLine = column < 0 && rows.some(({ record }) => record.flatMap(splitCell).filter(isLike).length > 1);
  const best = column >= 0 ? column : fullestColumn(rows.map(({ record }) => record.map(isLike)));
  const found = rows.flatMap(({ record, info }) =>
    (inLine ? record : [record[best] ?? '']).flatMap(splitCell).map((text) => ({ row: info.lines, text })),
  );
  const inRows = new Set(found.map(({ row }) => row)).size === found.length;
  const cells = inRows ? found : found.map(({ text }, index) => ({ row: index + 1, text }));
  return { cells, inRows, extraColumns: wide && !inLine };
}
