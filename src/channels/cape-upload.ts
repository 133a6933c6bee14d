// Checks a customer's CSV file as it comes in: it is read once, and only what was made of it is kept, for minutes.
import { checkCapeFile, mostBytes } from '../rules/cape-check.ts';
import { type CapeResult, workOut } from '../rules/cape-result.ts';
import type { CheckedFile } from '../rules/cape-words.ts';
import type { StoredFile } from '../storage/storage.ts';
import { uploadUrl } from './file-links.ts';
import { Refusal } from './http.ts';
import type { PassingFiles } from './passing-files.ts';
import { createThread } from './threads.ts';

/** A file of more bytes, some 1,400 entries, may take so long that others would notice. */
const MOST_AT_ONCE = 20_000;
/** By so many bytes a list of entries is told from other tables. */
const MOST_LOOKED_AT = 16_000;

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
  const inThread = createThread<Parameters<typeof workOut>, CapeResult>('channels/cape-worker.ts');

  return async (conversationId, name, first, all, kept) => {
    if (!/\.(csv|tsv|txt)$/i.test(name)) return null;
    const isCsv = /\.csv$/i.test(name);
    const { refused } = checkCapeFile(first.subarray(0, MOST_LOOKED_AT));
    // Somebody else's table, or a letter. What calls itself CSV and is none is told so.
    if (refused === 'no-entry-numbers' || (refused !== null && !isCsv)) return null;
    const bytes = await readUpTo(mostBytes, all);
    const isLong = bytes.length > MOST_AT_ONCE && bytes.length < mostBytes;
    const result = isLong ? await inThread(bytes, name) : workOut(bytes, name);
    if (!result) throw new Refusal(503, 'Busy', 'Many files are being checked just now. Send yours again in a moment.');
    const files: StoredFile[] = [];
    for (const file of result.files) {
      const one = await passing.keep(conversationId, file);
      kept.push(one);
      files.push(one);
    }
    const attached = files.map(({ id, name, contentType }) => ({ name, contentType, contentUrl: uploadUrl(id) }));
    return { name, told: result.told, files: attached };
  };
}

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
