// The secrets that tokens and links are signed with: from the settings, or made once and kept in the database.
import { randomBytes } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';

/** What is configured, or where nothing is, the one secret that all nodes on this database share. */
export async function signingSecrets(
  configured: { kid: string; secret: string }[],
  storage: Pick<Storage, 'secret'>,
): Promise<{ kid: string; secret: string }[]> {
  if (configured.length) return configured;
  const secret = await storage.secret('token-signing', () => randomBytes(32).toString('base64url'));
  return [{ kid: 'kept', secret }];
}
