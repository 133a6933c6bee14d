// Writes the files that a check for CAPE gives back: corrected ones to upload, and the list of what was wrong.
import { type CapeCheck, header } from './cape-check.ts';
import { mostEntries } from './cape-file.ts';
import { describeProblem, withoutNumber } from './cape-words.ts';

export interface TextFile {
  name: string;
  text: string;
}

const mostName = 60;
/** A list for a person to go through. */
const mostListed = 2_000;

/** The corrected files: as CAPE takes them, and no more entries in each than it takes. None where nothing is left. */
export function writeCorrected({ entries }: CapeCheck, name: string): TextFile[] {
  const parts = Array.from({ length: Math.ceil(entries.length / mostEntries) }, (_, index) =>
    entries.slice(index * mostEntries, (index + 1) * mostEntries),
  );
  return parts.map((part, index) => ({
    name: `${baseOf(name)}-corrected${parts.length > 1 ? `-${index + 1}-of-${parts.length}` : ''}.csv`,
    text: `${[header, ...part].join('\r\n')}\r\n`,
  }));
}

/** The rows that were wrong, each with what to do, for a spreadsheet. */
export function writeProblems({ problems }: CapeCheck, name: string): TextFile {
  const rows = problems.slice(0, mostListed).map((problem) => {
    const { what, todo } = describeProblem(withoutNumber(problem));
    return [String(problem.row), problem.text, what, todo, problem.corrected ?? ''];
  });
  const table = [['Row', 'In the file', 'What is wrong', 'What to do', 'In the corrected file'], ...rows];
  return {
    name: `${baseOf(name)}-problems.csv`,
    text: `${table.map((cells) => cells.map(quote).join(',')).join('\r\n')}\r\n`,
  };
}

/** A file's name without its ending. */
function baseOf(name: string): string {
  return [...name.replace(/\.\w{1,5}$/, '')].slice(0, mostName).join('') || 'entries';
}

/** A cell that no spreadsheet takes for a formula. */
function quote(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
