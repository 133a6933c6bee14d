// Keeps the right to open the conversation: a token for half an hour, and a secret that brings the customer back later.
import { type Grant, Refused, requestToken } from './direct-line.ts';
import { drop, newId, oneTabAtATime, read, write } from './keep.ts';

/** A token is renewed when less than this is left of it. */
const SPARE_MS = 5 * 60_000;

export interface Access {
  token: string;
  conversationId: string;
  userId: string;
  resume: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Whether the newest conversation of this device took the place of one that is no longer kept. */
export function isReplacement(): boolean {
  return read('replaced') === access()?.conversationId;
}

/** The newest access that any tab got, or undefined. */
export function access(): Access | undefined {
  return read<Access>('access');
}

/** An access that is good for some minutes; `refused` is a token that the server did not take. */
export function openAccess(refused?: string): Promise<Access> {
  const known = access();
  if (known && isGood(known, refused)) return Promise.resolve(known);
  return oneTabAtATime('access', async () => {
    // Another tab may have renewed it while this one waited: its secret is the only one that still works.
    const newest = access();
    if (newest && isGood(newest, refused)) return newest;
    return newest ? comeBack(newest) : keep(await requestToken(undefined, newId()));
  });
}

function isGood(known: Access, refused?: string): boolean {
  return known.token !== refused && known.expiresAt - Date.now() > SPARE_MS;
}

async function comeBack(known: Access): Promise<Access> {
  // The secret works once. Kept before it is sent, the attempt's id lets a lost answer be asked for again.
  const attempt = read<string>('attempt') ?? newId();
  write('attempt', attempt);
  try {
    return keep(await requestToken(known.resume, attempt));
  } catch (error) {
    if (!(error instanceof Refused) || (error.status !== 403 && error.status !== 404)) throw error;
    const fresh = await requestToken(undefined, newId());
    write('replaced', fresh.conversationId);
    return keep(fresh);
  }
}

function keep(grant: Grant): Access {
  const { token, conversationId, userId, resume } = grant;
  const kept = { token, conversationId, userId, resume, expiresAt: Date.now() + grant.expires_in * 1000 };
  write('access', kept);
  drop('attempt');
  return kept;
}
