// What becomes of a customer's file: what is told of it, and the files that are given back; nothing else of it goes on.
import { type CapeCheck, checkCapeFile } from './cape-check.ts';
import { type TextFile, writeCorrected, writeProblems } from './cape-files.ts';
import { type CapeTold, tellCheck } from './cape-words.ts';

/** More rows are in the list of problems. */
const MOST_TOLD = 10;

export interface CapeResult {
  told: CapeTold;
  files: TextFile[];
}

/** Checks the bytes of the file of this name. Never throws. */
export function workOut(bytes: Uint8Array, name: string): CapeResult {
  const check = checkCapeFile(bytes);
  return { told: tellCheck(check, MOST_TOLD), files: isReady(check) ? [] : made(check, name) };
}

/** A file that is ready is itself the corrected one. */
const isReady = ({ notes, problems }: CapeCheck) => notes.length + problems.length === 0;

const made = (check: CapeCheck, name: string) => [
  ...writeCorrected(check, name),
  ...(check.problems.length > MOST_TOLD ? [writeProblems(check, name)] : []),
];
