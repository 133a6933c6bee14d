// Checks a customer's CSV file as it comes in: it is read once, and only what was made of it is kept, for minutes.
import { type CapeCheck, checkCapeFile, mostBytes } from '../rules/cape-check.ts';
import { writeCorrected, writeProblems } from '../rules/cape-files.ts';
import { type CheckedFile, tellCheck } from '../rules/cape-words.ts';
import type { StoredFile } from '../storage/storage.ts';
import { uploadUrl } from './file-links.ts';
import type { PassingFiles } from './passing-files.ts';

/** More rows are in the list of problems. */
const MOST_TOLD = 10;

/**
 * Checks a file that may be a list of entries; null, and not read, where it is something else, which is kept like any
 * file. What is made of it is added to `kept`.
 */
export type CheckUpload = (
  conversationId: string,
  name: string,
  first: Uint8Array,
  all: AsyncIterable<Uint8Array>,
  kept: StoredFile[],
) => Promise<CheckedFile | null>;

export function createCheckUpload(passing: PassingFiles): CheckUpload {
  return async (conversationId, name, first, all, kept) => {
    if (!/\.(csv|tsv|txt)$/i.test(name)) return null;
    const isCsv = /\.csv$/i.test(name);
    const { refused } = checkCapeFile(first);
    // Somebody else's table, or a letter. What calls itself CSV and is none is told so.
    if (refused === 'no-entry-numbers' || (refused !== null && !isCsv)) return null;
    const check = checkCapeFile(await readUpTo(mostBytes, all));
    const files: StoredFile[] = [];
    for (const file of isReady(check) ? [] : made(check, name)) {
      const one = await passing.keep(conversationId, file);
      kept.push(one);
      files.push(one);
    }
    const attached = files.map(({ id, name, contentType }) => ({ name, contentType, contentUrl: uploadUrl(id) }));
    return { name, told: tellCheck(check, MOST_TOLD), files: attached };
  };
}

/** A file that is ready is itself the corrected one. */
const isReady = ({ notes, problems }: CapeCheck) => notes.length + problems.length === 0;

const made = (check: CapeCheck, name: string) => [
  ...writeCorrected(check, name),
  ...(check.problems.length > MOST_TOLD ? [writeProblems(check, name)] : []),
];

/** The bytes of a stream; of a longer one so many that it is seen to be. */
async function readUpTo(most: number, stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    // Read to its end all the same: the parts behind it are read after it.
    if (size < most) pieces.push(piece);
    size += piece.length;
  }
  return Buffer.concat(pieces);
}
