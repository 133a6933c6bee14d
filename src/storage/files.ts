// Uploads as streams, kept in pieces so that no node holds a whole file.
import type { Storage, StoredFile } from './storage.ts';

const PIECE_BYTES = 256 * 1024;

/** Thrown where a stream is longer than allowed; nothing of it is kept. */
export class FileTooLarge extends Error {}

/** Keeps a stream as a file, not yet attached. Whatever goes wrong on the way leaves nothing behind and is passed on. */
export async function writeFile(
  storage: Storage,
  about: Pick<StoredFile, 'id' | 'conversationId' | 'name' | 'contentType' | 'createdAt'>,
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<StoredFile> {
  try {
    let size = 0;
    let index = 0;
    // Known before its first piece: what a crash leaves is forgotten with its conversation.
    await storage.addFile({ ...about, size, attached: false });
    for await (const piece of inPieces(stream)) {
      size += piece.length;
      if (size > limitBytes) {
        throw new FileTooLarge(`file ${about.name}: it has more than ${limitBytes} bytes. Send a smaller file.`);
      }
      await storage.writeChunk(about.id, index++, piece);
    }
    const file: StoredFile = { ...about, size, attached: false };
    await storage.addFile(file);
    return file;
  } catch (error) {
    await storage.dropFile(about.id);
    throw error;
  }
}

/** The bytes of a file, piece by piece. Fails where pieces are missing, as after the file was dropped. */
export async function* readFile(storage: Storage, file: StoredFile): AsyncGenerator<Uint8Array> {
  let read = 0;
  for (let index = 0; read < file.size; index++) {
    const piece = await storage.readChunk(file.id, index);
    if (!piece)
      throw new Error(`file ${file.id}: it ends after ${read} of ${file.size} bytes. It was dropped; upload it again.`);
    read += piece.length;
    yield piece;
  }
}

async function* inPieces(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of stream) {
    gathered.push(bytes);
    length += bytes.length;
    if (length >= PIECE_BYTES) {
      yield Buffer.concat(gathered);
      gathered = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(gathered);
}
