// Takes files off a request, judges them by their content, and keeps them.
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { fileTypeFromBuffer } from 'file-type';
import type { Attachment } from '../rules/activity.ts';
import type { CheckedFile } from '../rules/cape-words.ts';
import type { Storage, StoredFile } from '../storage/storage.ts';
import type { CheckUpload } from './cape-upload.ts';
import { cleanName, kindOf } from './file-kind.ts';
import { uploadUrl } from './file-links.ts';
import { type Answer, type Call, Refusal } from './http.ts';
import { createLimiter } from './limits.ts';

/** What the files of one message may have together. */
export const UPLOAD_BYTES = 25 * 1024 * 1024;
const MOST_FILES = 10;
const ACTIVITY_BYTES = 64 * 1024;
/** What one conversation may upload in an hour. */
const HOURLY_BYTES = 100 * 1024 * 1024;
/** So many first bytes tell what a file is. */
const SAMPLE_BYTES = 64 * 1024;

/** Keeps uploads and reads them back, piece by piece. */
export interface Files {
  /** Keeps the stream; whatever is thrown on the way leaves nothing behind. */
  keep(about: Omit<StoredFile, 'size' | 'attached'>, stream: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  read(file: StoredFile): AsyncIterable<Uint8Array>;
}

/** What came in one request. */
export interface TakenFiles {
  /** The activity that came with them, if any. */
  given: unknown;
  /** The customer's own files, as they are kept. */
  own: StoredFile[];
  /** What was read and not kept. */
  checked: CheckedFile[];
  /** All that is kept: the files, and what was made of those that were checked. */
  kept: StoredFile[];
}

/**
 * Keeps the files of a request under this conversation, or what `check` makes of them, and hands them to `use`. What is not taken, because it was before, or because something failed, is dropped again.
 */
export type TakeFiles = (
  call: Call,
  conversationId: string,
  use: (taken: TakenFiles) => Promise<{ answer: Answer; isTaken: boolean }>,
  check?: CheckUpload,
) => Promise<Answer>;

export function createTakeFiles(parts: {
  storage: Pick<Storage, 'dropFile'>;
  files: Files;
  now: () => number;
}): TakeFiles {
  const { storage, files, now } = parts;
  const bytes = createLimiter(HOURLY_BYTES, 3_600_000, 'bytes uploaded in one conversation', now);

  return async (call, conversationId, use, check) => {
    const length = Number(call.request.headers['content-length'] ?? 0);
    if (length > UPLOAD_BYTES + ACTIVITY_BYTES) throw tooLarge();
    // Where the length is not said beforehand, the most that could come is counted.
    if (call.limited) bytes.take(conversationId, length || UPLOAD_BYTES);
    let left = UPLOAD_BYTES;
    const own: StoredFile[] = [];
    const checked: CheckedFile[] = [];
    const kept: StoredFile[] = [];
    const keep: Keep = async (name, stream) => {
      if (own.length + checked.length === MOST_FILES) throw tooMany();
      const counted = count(stream, (size) => {
        left -= size;
        if (left < 0) throw tooLarge();
      });
      const { first, all } = await sample(counted);
      const result = await check?.(conversationId, name, first, all, kept);
      if (result) return void checked.push(result);
      const contentType = kindOf((await fileTypeFromBuffer(first))?.mime, first, name);
      const about = { id: randomBytes(24).toString('base64url'), conversationId, createdAt: now() };
      const file = await files.keep({ ...about, name, contentType }, all);
      own.push(file);
      kept.push(file);
    };
    try {
      const given = isForm(call) ? await readForm(call, keep) : await readSingle(call, keep);
      if (own.length + checked.length === 0)
        throw new Refusal(400, 'BadArgument', 'No file came. Send at least one part with a filename.');
      const { answer, isTaken } = await use({ given, own, checked, kept });
      if (!isTaken) await drop();
      return answer;
    } catch (error) {
      await drop();
      throw call.request.destroyed && !call.request.complete ? brokenOff() : error;
    }

    async function drop(): Promise<void> {
      for (const file of kept) await storage.dropFile(file.id);
    }
  };
}

/** How a message names these files. */
export const attachmentsOf = (kept: StoredFile[]): Attachment[] =>
  kept.map(({ id, contentType, name }) => ({ contentType, contentUrl: uploadUrl(id), name }));

const tooLarge = () =>
  new Refusal(413, 'MessageSizeTooBig', `Files of one message may have ${UPLOAD_BYTES / 1024 ** 2} MB together.`);
const tooMany = () => new Refusal(413, 'MessageSizeTooBig', `Send at most ${MOST_FILES} files.`);
const brokenOff = () => new Refusal(400, 'BadSyntax', 'The upload was broken off.');
const incomplete = () => new Refusal(400, 'BadSyntax', 'The form is not complete.');
const isForm = (call: Call) => /^multipart\/form-data\b/i.test(call.request.headers['content-type'] ?? '');
type Keep = (name: string, stream: AsyncIterable<Uint8Array>) => Promise<void>;

async function* count(stream: AsyncIterable<Uint8Array>, counted: (size: number) => void) {
  for await (const piece of stream) {
    counted(piece.length);
    yield piece;
  }
}

/** The first bytes, and the whole stream with them. */
async function sample(stream: AsyncGenerator<Uint8Array>) {
  const pieces: Uint8Array[] = [];
  let size = 0;
  while (size < SAMPLE_BYTES) {
    const { value, done } = await stream.next();
    if (done) break;
    pieces.push(value);
    size += value.length;
  }
  const first = Buffer.concat(pieces);
  const all = (async function* () {
    yield first;
    yield* stream;
  })();
  return { first, all };
}

function openForm(headers: IncomingHttpHeaders): busboy.Busboy {
  const limits = { files: MOST_FILES + 1, fields: 2, fieldSize: ACTIVITY_BYTES, parts: MOST_FILES + 3 };
  try {
    // Browsers write names in UTF-8.
    return busboy({ headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw incomplete();
  }
}

/** Direct Line 3.0: several files, and optionally a part with the activity that carries them. */
async function readForm(call: Call, keep: Keep): Promise<unknown> {
  const { request } = call;
  let given: unknown;
  let work = Promise.resolve();
  const form = openForm(request.headers);
  await new Promise<void>((resolve, reject) => {
    // Files are kept one after the other, as they come.
    const then = (next: () => Promise<void>) => {
      work = work.then(next);
      work.catch(reject);
    };
    const readActivity = (text: string) => {
      try {
        given = JSON.parse(text);
      } catch {
        reject(new Refusal(400, 'BadSyntax', 'The part "activity" is not valid JSON.'));
      }
    };
    form.on('file', (field, stream, { filename, mimeType }) => {
      stream.on('error', () => reject(incomplete()));
      if (mimeType === 'application/vnd.microsoft.activity' || (field === 'activity' && !filename))
        then(async () => readActivity(await readText(stream)));
      else then(() => keep(cleanName(filename), stream));
    });
    form.on('field', (field, value) => {
      if (field === 'activity') readActivity(value);
    });
    form.on('filesLimit', () => reject(tooMany()));
    form.on('error', () => reject(incomplete()));
    form.on('close', () => work.then(() => resolve(), reject));
    request.on('aborted', () => reject(brokenOff()));
    request.pipe(form);
  }).finally(async () => {
    request.unpipe(form);
    // Read to its end, a request that was refused gets its answer through.
    request.resume();
    form.destroy();
    // A file that was being kept must not appear after the others were dropped.
    await work.catch(() => {});
  });
  return given;
}

/** Direct Line 3.0: one file is the body itself; its name stands in Content-Disposition. */
async function readSingle(call: Call, keep: Keep): Promise<undefined> {
  const { headers } = call.request;
  const [, name] = /filename="?([^";]*)"?/i.exec(headers['content-disposition'] ?? '') ?? [];
  // Not destroyed where it is refused: read to its end, it gets its answer through.
  const body = call.request.iterator({ destroyOnReturn: false });
  await keep(cleanName(name), body).finally(() => call.request.resume());
  return undefined;
}

async function readText(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > ACTIVITY_BYTES) throw new Refusal(413, 'MessageSizeTooBig', 'The part "activity" is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
