// Says in words what a check for CAPE found: what is wrong, and what to do.
import type { Attachment } from './activity.ts';
import type { CapeCheck, Note, NoteKind, Refused, RowFault, RowProblem } from './cape-check.ts';
import { mostEntries } from './cape-file.ts';

export interface Finding {
  what: string;
  todo: string;
}

const saveAsCsv = 'In Excel choose File, Save As, "CSV (Comma delimited) (*.csv)", and check that file.';
const fixed = 'Put right in the corrected file.';

const refusals: Record<Refused, Finding> = {
  workbook: { what: 'This is an Excel workbook or another packed file, not a CSV file.', todo: saveAsCsv },
  'old-workbook': { what: 'This is an old Excel workbook, not a CSV file.', todo: saveAsCsv },
  pdf: {
    what: 'This is a PDF, not a CSV file.',
    todo: 'Put the entry numbers into one column of a spreadsheet, under the heading "Entry Number". Save that as CSV.',
  },
  picture: {
    what: 'This is a picture, not a CSV file.',
    todo: 'Put the entry numbers into one column of a spreadsheet, under the heading "Entry Number". Save that as CSV.',
  },
  'not-text': { what: 'This is not a CSV file: it holds something other than text.', todo: saveAsCsv },
  'too-big': {
    what: 'The file is too big: CAPE takes files of less than 1 MB.',
    todo: 'Keep only the column of entry numbers, or make several files. 9,999 entry numbers need about 130 KB.',
  },
  empty: {
    what: 'There are no entry numbers in the file.',
    todo: 'Put one in each row, below the heading "Entry Number". If you see them in Excel, save the file and choose it again.',
  },
  'no-entry-numbers': {
    what: 'I found nothing in the file that looks like an entry number, such as ABC-1234567-6.',
    todo: 'Check that it is the right file, and that its entry numbers have their 11 characters.',
  },
};

/** Why a file is not checked. */
export function describeRefused(refused: Refused): Finding {
  return refusals[refused];
}

const notes: Record<NoteKind, (where: string, count: number) => Finding> = {
  'byte-order-mark': () => ({
    what: 'The file was saved as "CSV UTF-8", which puts an invisible mark in front of the heading.',
    todo: `${fixed} In Excel take "CSV (Comma delimited)" instead.`,
  }),
  'utf-16': () => ({
    what: 'The file was saved as Unicode text (UTF-16), not as plain CSV.',
    todo: `${fixed} In Excel take "CSV (Comma delimited)" instead.`,
  }),
  'special-characters': () => ({
    what: 'The file holds characters beyond plain letters, digits and dashes, such as a long dash or an accent.',
    todo: 'The corrected file has plain characters only.',
  }),
  'no-header': () => ({ what: 'The heading is missing: the first cell must be "Entry Number".', todo: fixed }),
  'header-words': () => ({ what: 'The heading is not exactly "Entry Number".', todo: fixed }),
  'header-row': () => ({ what: 'The heading is not in the first row.', todo: fixed }),
  columns: () => ({
    what: 'There is more than one column, and CAPE takes one alone.',
    todo: 'The corrected file has the column of entry numbers only.',
  }),
  separator: () => ({ what: 'The columns are not separated by commas.', todo: fixed }),
  quotes: () => ({ what: 'There are quotation marks in the file.', todo: 'They are left out of the corrected file.' }),
  'several-in-row': (where) => ({ what: `Several entry numbers stand in one row: ${where}.`, todo: fixed }),
  tidied: (where, count) => ({
    what: `${count === 1 ? 'An entry number has' : `${count} entry numbers have`} spaces, small letters or other signs in them: ${where}.`,
    todo: fixed,
  }),
  'empty-rows': (where) => ({
    what: `There are empty rows: ${where}.`,
    todo: 'They are left out of the corrected file.',
  }),
  'too-many': (_, count) => ({
    what: `There are ${inDigits(count)} entries, and CAPE takes ${inDigits(mostEntries)} in one declaration.`,
    todo: `Upload the ${Math.ceil(count / mostEntries)} corrected files one by one, each as a declaration of its own.`,
  }),
};

/** What is wrong with the file as a whole. */
export function describeNote({ kind, rows, count }: Note): Finding {
  const more = count - rows.length;
  const where = `row${count === 1 ? '' : 's'} ${rows.join(', ')}${more > 0 ? ` and ${inDigits(more)} more` : ''}`;
  return notes[kind](where, count);
}

const compare = 'Compare it with the entry summary.';
const faults: Record<RowFault, Finding> = {
  rounded: {
    what: 'Excel rounded the number, and its digits are lost.',
    todo: 'Format the column as text, and copy the number again from the source.',
  },
  characters: { what: 'Only letters, digits and dashes belong there.', todo: compare },
  'zeros-dropped': {
    what: 'Excel may have dropped zeros in front',
    todo: 'Format the column as text, and copy the number again from the source.',
  },
  'too-short': { what: 'It is too short', todo: compare },
  'too-long': { what: 'It is too long', todo: compare },
  letter: {
    what: 'After the first three characters only digits stand.',
    todo: `${compare} Does a letter O stand for a zero, or an I for a one?`,
  },
  'check-digit': {
    what: 'The check digit does not fit: one of the characters is wrong, or two are swapped.',
    todo: compare,
  },
  'no-number': { what: 'There is no entry number in this row.', todo: 'Put it in, or delete the row.' },
};

/** What is said of a row; the number that stands there is not part of it. */
export type Told = Pick<RowProblem, 'row' | 'fault' | 'length' | 'fitting'> & { isRepaired: boolean };

/** What is told of a check: how much of what, and the first problems, without the numbers themselves. */
export interface CapeTold {
  refused: Refused | null;
  isReady: boolean;
  count: number;
  wrong: number;
  repaired: number;
  doubles: number;
  /** How many a corrected file holds. */
  entries: number;
  notes: Note[];
  problems: Told[];
}

/** A file of a customer that was checked and not kept. */
export interface CheckedFile {
  name: string;
  told: CapeTold;
  /** What was made of it, to download. */
  files: Attachment[];
}

/** The check in short, with its first `most` problems. */
export function tellCheck({ refused, count, notes, problems, entries }: CapeCheck, most: number): CapeTold {
  const doubles = problems.filter(({ fault }) => typeof fault === 'object').length;
  const repaired = problems.filter(({ corrected }) => corrected !== null).length;
  return {
    refused,
    isReady: refused === null && problems.length + notes.length === 0,
    count,
    wrong: problems.length - doubles - repaired,
    repaired,
    doubles,
    entries: entries.length,
    notes,
    problems: problems.slice(0, most).map(withoutNumber),
  };
}

/** Takes the numbers out of a problem. */
export function withoutNumber({ row, fault, length, fitting, corrected }: RowProblem): Told {
  return { row, fault, length, fitting, isRepaired: corrected !== null };
}

/** What is wrong with a row. */
export function describeProblem({ fault, length, fitting, isRepaired }: Told): Finding {
  if (typeof fault === 'object')
    return { what: `The same entry number as in row ${fault.sameAs}.`, todo: 'The corrected file has it once.' };
  const { what, todo } = faults[fault];
  const counted = what.endsWith('.') ? what : `${what}: ${length} characters, where 11 are needed.`;
  if (isRepaired) return { what: counted, todo: `${repaired[fault] ?? fixed} ${compare}` };
  return {
    what: counted,
    todo: fitting === null ? todo : `${todo} With the other ten right, the last is a ${fitting}.`,
  };
}

const repaired: Partial<Record<RowFault, string>> = {
  'zeros-dropped': 'The corrected file has the zeros in front again.',
  letter: 'The corrected file has a digit for the letter.',
};

/** The whole in two sentences: how many there are, and what a corrected file holds. */
export function summarize({ count, wrong, repaired, doubles, isReady, entries }: CapeTold): string {
  const numbers = `${inDigits(count)} entry number${count === 1 ? '' : 's'}`;
  if (isReady) return `**The file is ready for CAPE.** It has ${numbers}, well formed and none twice.`;
  const found = [
    wrong > 0 && `${inDigits(wrong)} row${wrong === 1 ? '' : 's'} only you can put right`,
    repaired > 0 && `${inDigits(repaired)} that I put right, please compare`,
    doubles > 0 && `${inDigits(doubles)} double${doubles === 1 ? '' : 's'}`,
  ].filter(Boolean);
  const rows = found.length > 0 ? `: ${found.join('; ')}.` : ', well formed and none twice.';
  const holds =
    entries > 0 ? `The corrected file holds ${inDigits(entries)}.` : 'Nothing is left for a corrected file.';
  return `**The file is not ready for CAPE yet.** It has ${numbers}${rows} ${holds}`;
}

/** "9,999" */
export function inDigits(count: number): string {
  return count.toLocaleString('en-US');
}
