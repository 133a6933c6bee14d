// Who of the staff calls: a bearer token that holds, from this server's own pages or from no browser.
import { hashOf, isSecret, tokenEnd } from '../handoff/staff-secrets.ts';
import type { Storage } from '../storage/storage.ts';
import { type Call, notOwn, Refusal, type Route } from './http.ts';
import { createLimiter } from './limits.ts';
import type { Origins } from './origins.ts';
import type { SignedIn, StaffRoute } from './staff-route.ts';

/** That a token was used is kept this often at most. */
const TOUCH_MS = 30_000;
const MINUTE = 60_000;

export interface StaffAccess {
  /** A route that only who is signed in may use; all others get 401. */
  signedIn(route: StaffRoute): Route;
  /** A route that nobody need be signed in for. */
  open(route: Route): Route;
  /** Counts an attempt of the caller's address to come in, or throws a 429. */
  countAttempt(call: Call): void;
}

/** `now` in milliseconds since 1970. */
export function createStaffAccess(parts: {
  storage: Pick<Storage, 'token' | 'touchToken'>;
  origins: Pick<Origins, 'isOwn'>;
  now: () => number;
}): StaffAccess {
  const { storage, origins, now } = parts;
  const attempts = createLimiter(20, MINUTE, 'attempts to sign in from one address', now);

  const countAttempt = (call: Call): void => {
    if (call.limited) attempts.take(call.address);
  };

  async function find(call: Call): Promise<SignedIn | undefined> {
    const [, bearer] = /^Bearer +(\S+)$/i.exec(call.request.headers.authorization ?? '') ?? [];
    if (!isSecret(bearer)) return undefined;
    const hash = hashOf(bearer);
    const [token, at] = [await storage.token(hash), now()];
    if (!token || token.expiresAt <= at || token.staff.revokedAt !== null) return undefined;
    const { id, name, office, role, seenAt } = token.staff;
    const end = tokenEnd(token.createdAt, at);
    if (at - (seenAt ?? 0) >= TOUCH_MS || end - token.expiresAt >= TOUCH_MS) await storage.touchToken(hash, at, end);
    return { id, name, office, role, token: hash };
  }

  const open: StaffAccess['open'] = (route) => (call) => {
    if (!origins.isOwn(call.request)) throw notOwn();
    return route(call);
  };

  return {
    open,
    countAttempt,
    signedIn: (route) =>
      open(async (call) => {
        const person = await find(call);
        if (person) return route(call, person);
        // Whoever is signed in is never kept out by others at the same address.
        countAttempt(call);
        throw signInNeeded();
      }),
  };
}

/** What whoever is not signed in hears, or is not any more. */
export const signInNeeded = () =>
  new Refusal(401, 'sign-in-needed', 'You are not signed in, or not any more. Ask for a new sign-in link.', {
    'WWW-Authenticate': 'Bearer',
  });
