// Gets the right to open the conversation: a token for half an hour, and a secret that brings the customer back later.
import { type Grant, Refused, refreshToken, requestLinked, requestToken } from './direct-line.ts';
import { tell, website } from './frame.ts';
import { drop, newId, read, write } from './keep.ts';
import { type Access, access, inTurn, keepAccess, lookAgain } from './shelf.ts';

/** A token is renewed when less than this is left of it. */
const SPARE_MS = 5 * 60_000;
/** So often another tab's answer is looked for before the conversation is given up. */
const LOOKS = 4;

let loggedOut = false;

/** Whether the server no longer takes the log-in to the website for the conversation that is open. */
export function isLoggedOut(): boolean {
  return loggedOut;
}

/** An access that is good for some minutes; `refused` is a token that the server did not take. */
export function openAccess(refused?: string): Promise<Access> {
  const known = access();
  if (known && isGood(known, refused)) return Promise.resolve(known);
  return inTurn(async () => {
    // Another tab may have renewed it while this one waited: its secret is the only one that still works.
    const newest = access();
    if (newest && isGood(newest, refused)) return newest;
    const isAlive = newest && newest.token !== refused && newest.expiresAt > Date.now();
    const renewed = isAlive ? await renew(newest) : undefined;
    if (renewed) return renewed;
    try {
      const opened = newest ? await comeBack(newest) : await begin();
      loggedOut = false;
      return opened;
    } catch (error) {
      if (error instanceof Refused && error.code === 'IdentityRefused') leaveIdentity(error.words);
      throw error;
    }
  });
}

/** Opens the conversation of a link in an e-mail; where this device has it already, the link is kept for another one. */
export function openLink(code: string): Promise<Access> {
  return inTurn(async () => {
    const known = access();
    if (known && code.startsWith(`${known.conversationId}.`)) return known;
    // As with a secret: a lost answer can be asked for again.
    const attempt = read<string>(`link:${code}`) ?? newId();
    write(`link:${code}`, attempt);
    const opened = keep({ ...(await requestLinked(code, attempt)), replaces: known?.resume });
    drop(`link:${code}`);
    return opened;
  });
}

function isGood(known: Access, refused?: string): boolean {
  return known.token !== '' && known.token !== refused && known.expiresAt - Date.now() > SPARE_MS;
}

async function renew(known: Access): Promise<Access | undefined> {
  try {
    return keep({ ...known, ...(await refreshToken(known.token)) });
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 429) return undefined;
    throw error;
  }
}

async function begin(lost?: Access): Promise<Access> {
  const grant = await requestToken(website.identity);
  return keep(lost ? { ...grant, isReplacement: true, replaces: lost.resume } : grant);
}

async function comeBack(known: Access): Promise<Access> {
  // The secret works once. Kept before it is sent, the attempt's id lets a lost answer be asked for again.
  const attempt = known.attempt ?? newId();
  keepAccess({ ...known, attempt });
  try {
    const grant = await requestToken(website.identity, known.resume, attempt);
    return keep({ ...grant, isReplacement: known.isReplacement, replaces: known.resume });
  } catch (error) {
    if (!(error instanceof Refused) || (error.status !== 403 && error.status !== 404)) throw error;
    if (error.code === 'IdentityRefused') throw error;
    // Where tabs cannot wait for one another, another one may have been first, on a slow line too.
    for (let look = 0; look < LOOKS; look++) {
      const newer = await lookAgain();
      if (newer && newer.resume !== known.resume) return comeBack(newer);
    }
    return begin(known);
  }
}

function keep({ expires_in, ...grant }: Grant & Partial<Access>): Access {
  const { token, conversationId, userId, resume, isReplacement, replaces } = grant;
  const expiresAt = Date.now() + expires_in * 1000;
  const kept = { token, conversationId, userId, resume, expiresAt, ...(isReplacement ? { isReplacement } : {}) };
  keepAccess(replaces === undefined ? kept : { ...kept, replaces });
  return kept;
}

/** Whoever reads already is not moved to another conversation. */
function leaveIdentity(why: string): void {
  const leave = !access()?.token;
  loggedOut = !leave;
  tell({ say: 'identity-refused', why, leave });
}
