// What lets staff in: a code for one sign-in, then a token; both are kept as hashes only.
import { createHash, randomBytes } from 'node:crypto';

const hourMs = 3_600_000;

/** How long a code for signing in holds. */
export const codeMs = 24 * hourMs;

const unusedMs = 12 * hourMs;
const longestMs = 30 * 24 * hourMs;

/** A new code or token. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be a code or a token of ours. */
export function isSecret(text: unknown): text is string {
  return typeof text === 'string' && /^[\w-]{43}$/.test(text);
}

/** The hash by which a code or token is found again; it has too many bits to be guessed, so a quick one will do. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** When a token ends that is used at this time, in milliseconds since 1970. */
export function tokenEnd(createdAt: number, usedAt: number): number {
  return Math.min(createdAt + longestMs, usedAt + unusedMs);
}
