// Keeps what was made of a customer's file for a quarter of an hour, sealed: whoever reads the database alone learns nothing.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { TextFile } from '../rules/cape-files.ts';
import type { StoredFile } from '../storage/storage.ts';
import { Refusal } from './http.ts';
import type { Files } from './upload.ts';

/** How long they are there; the bot's words say so too. */
export const PASSING_MS = 15 * 60_000;
const PREFIX = 'passing-';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface PassingFiles {
  /** Keeps the text under a new id of this conversation. */
  keep(conversationId: string, file: TextFile): Promise<StoredFile>;
  /** The bytes of such a file; refuses with 404 when its time is over. */
  open(file: StoredFile): Promise<Buffer>;
}

export const isPassing = ({ id }: Pick<StoredFile, 'id'>) => id.startsWith(PREFIX);

/** The first secret seals, all open; `now` in milliseconds since 1970. */
export function createPassingFiles(parts: {
  files: Files;
  secrets: { secret: string }[];
  now: () => number;
}): PassingFiles {
  const { files, secrets, now } = parts;
  const keyOf = (secret: string, id: string) => Buffer.from(hkdfSync('sha256', secret, id, 'passing file', 32));

  function seal(id: string, text: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', keyOf(secrets[0]?.secret ?? '', id), iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  function unseal(id: string, sealed: Buffer): Buffer | undefined {
    for (const { secret } of secrets) {
      const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, id), sealed.subarray(0, IV_BYTES));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch {
        // Sealed with another secret.
      }
    }
    return undefined;
  }

  return {
    keep(conversationId, { name, text }) {
      const id = `${PREFIX}${randomBytes(24).toString('base64url')}`;
      const about = { id, conversationId, name, contentType: 'text/csv; charset=utf-8', createdAt: now() };
      return files.keep(about, once(seal(id, text)));
    },

    async open(file) {
      const isOver = now() >= file.createdAt + PASSING_MS;
      const pieces: Uint8Array[] = [];
      if (!isOver) for await (const piece of files.read(file)) pieces.push(piece);
      const bytes = isOver ? undefined : unseal(file.id, Buffer.concat(pieces));
      if (!bytes)
        throw new Refusal(
          404,
          'NotFound',
          'A corrected file is there for a quarter of an hour. Send your file once more, and it is made again.',
        );
      return bytes;
    },
  };
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}
