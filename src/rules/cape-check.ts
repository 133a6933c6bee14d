// Checks a file for CAPE: what is wrong with the file, what with each row, and what a corrected file holds.
import { mostEntries } from './cape-file.ts';
import { type CapeTable, readCapeTable } from './cape-table.ts';
import { type Decoded, decodeText, type NoText } from './decode-text.ts';
import { isLike } from './entry-cells.ts';
import { checkDigit, type EntryFault, entryFault, plainEntryNumber } from './entry-number.ts';

/** CAPE takes files under 1 MB; so many bytes are one by every way of counting. */
export const mostBytes = 1_000_000;
/** What CAPE's template has in its first cell. */
export const header = 'Entry Number';
const mostNotedRows = 5;

/** Why a file is not checked at all. */
export type Refused = NoText | 'too-big' | 'empty' | 'no-entry-numbers';

/** What is wrong with a file as a whole; a corrected file has none of it. */
export type NoteKind =
  | 'byte-order-mark'
  | 'utf-16'
  | 'special-characters'
  | 'no-header'
  | 'header-words'
  | 'header-row'
  | 'columns'
  | 'separator'
  | 'quotes'
  | 'several-in-row'
  | 'tidied'
  | 'empty-rows'
  | 'too-many';

export interface Note {
  kind: NoteKind;
  /** Where, as far as it is in some rows: the first few of `count`. */
  rows: number[];
  count: number;
}

export type RowFault = EntryFault | 'no-number';

export interface RowProblem {
  row: number;
  text: string;
  fault: RowFault | { sameAs: number };
  /** How many characters it has, as CAPE counts them. */
  length: number;
  /** What the corrected file has in its place; null where the row is left out. */
  corrected: string | null;
  /** The last digit that would fit the other ten characters, where only that is wrong. */
  fitting: number | null;
}

export interface CapeCheck {
  refused: Refused | null;
  notes: Note[];
  /** How many entry numbers there are, right or wrong. */
  count: number;
  problems: RowProblem[];
  /** What a corrected file holds: 11 characters each, in their order, none twice. */
  entries: string[];
}

/** Checks the bytes of a file. Never throws. */
export function checkCapeFile(bytes: Uint8Array): CapeCheck {
  if (bytes.length >= mostBytes) return refuse('too-big');
  const decoded = decodeText(bytes);
  return typeof decoded === 'string' ? refuse(decoded) : checkCapeText(decoded.text, decoded.encoding);
}

/** Checks text that was pasted. Never throws. */
export function checkCapeText(text: string, encoding: Decoded['encoding'] = 'plain'): CapeCheck {
  if (text.length >= mostBytes) return refuse('too-big');
  if (!text.trim()) return refuse('empty');
  const table = readCapeTable(text);
  if (!table.header?.isKnown && !table.rows.some(({ cells }) => cells.some(isLike))) return refuse('no-entry-numbers');
  if (table.rows.length === 0) return refuse('empty');
  return { refused: null, ...checkRows(table, encoding, text) };
}

function refuse(refused: Refused): CapeCheck {
  return { refused, notes: [], count: 0, problems: [], entries: [] };
}

const noFix = { corrected: null, fitting: null };

function checkRows(table: CapeTable, encoding: Decoded['encoding'], text: string): Omit<CapeCheck, 'refused'> {
  const firstRows = new Map<string, number>();
  const problems: RowProblem[] = [];
  const tidied: number[] = [];
  const several: number[] = [];
  let count = 0;
  for (const { row, cells } of table.rows) {
    if (cells.length > 1) several.push(row);
    if (cells.length === 0) problems.push({ ...noFix, row, text: '', length: 0, fault: 'no-number' });
    for (const text of cells) {
      count += 1;
      const number = plainEntryNumber(text);
      const fault = /[\dOIL]{4}|E\+/.test(number) ? entryFault(number) : 'no-number';
      const right = fault === null ? number : repair(number, fault);
      const sameAs = right === null ? undefined : firstRows.get(right);
      if (right !== null && sameAs === undefined) firstRows.set(right, row);
      const at = { row, text, length: number.length };
      if (sameAs !== undefined) problems.push({ ...noFix, ...at, fault: { sameAs } });
      else if (fault !== null) problems.push({ ...at, fault, corrected: right, fitting: fittingDigit(number, fault) });
      else if (!/^[A-Z0-9]{3}-?\d{7}-?\d$/.test(text)) tidied.push(row);
    }
  }
  const entries = [...firstRows.keys()];
  const notes = [
    ...fileNotes(table, encoding, text),
    ...noteRows('several-in-row', several),
    ...noteRows('tidied', tidied),
    ...noteRows('empty-rows', table.emptyRows),
    ...(entries.length > mostEntries ? [{ kind: 'too-many' as const, rows: [], count: entries.length }] : []),
  ];
  return { notes, count, problems, entries };
}

function fileNotes({ header: found, ...table }: CapeTable, encoding: Decoded['encoding'], text: string): Note[] {
  const isSpecial = encoding === 'windows-1252' || /[^\p{ASCII}\ufeff]/u.test(text);
  const kinds: (NoteKind | false)[] = [
    (encoding === 'byte-order-mark' || text.startsWith('\ufeff')) && 'byte-order-mark',
    encoding === 'utf-16' && 'utf-16',
    isSpecial && 'special-characters',
    found === null && 'no-header',
    found !== null && found.text !== header && 'header-words',
    found !== null && found.row > 1 && 'header-row',
    table.hasColumns && 'columns',
    table.separator !== null && 'separator',
    table.hasQuotes && 'quotes',
  ];
  return kinds.filter((kind) => kind !== false).map((kind) => ({ kind, rows: [], count: 1 }));
}

function noteRows(kind: NoteKind, rows: number[]): Note[] {
  return rows.length > 0 ? [{ kind, rows: rows.slice(0, mostNotedRows), count: rows.length }] : [];
}

/** What was surely meant, and fits its own check digit; null where nobody can know. */
function repair(number: string, fault: RowFault): string | null {
  const meant =
    fault === 'zeros-dropped'
      ? number.padStart(11, '0')
      : fault === 'letter'
        ? number.slice(0, 3) + number.slice(3).replaceAll('O', '0').replaceAll(/[IL]/g, '1')
        : fault === 'characters'
          ? number.replaceAll(/[._/]/g, '')
          : null;
  return meant !== null && entryFault(meant) === null ? meant : null;
}

function fittingDigit(number: string, fault: RowFault): number | null {
  return fault === 'check-digit' ? checkDigit(number) : null;
}
