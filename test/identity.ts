// The broker's website in tests: signs who is logged in there, as its server would.
import { SignJWT } from 'jose';

export const SECRET = 'a-secret-of-the-website-of-32-characters';
export const DANA = { sub: '4711', name: 'Dana Reyes', email: 'dana@example.com' };

/** A token as the README tells websites to make it, with these claims changed; undefined leaves one out. */
export function signIdentity(
  change: Record<string, unknown> = {},
  { secret = SECRET, kid = 'website' }: { secret?: string; kid?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...DANA, aud: 'ace-refund-desk', iat: now, exp: now + 600, ...change };
  const header = { alg: 'HS256', ...(kid ? { kid } : {}) };
  return new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign(new TextEncoder().encode(secret));
}
