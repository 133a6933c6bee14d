// Checks who a customer is: a token that the broker's website signed for whoever is logged in there.
import { errors, jwtVerify } from 'jose';
import type { Identity } from '../../storage/storage.ts';
import { Refusal } from '../http.ts';

/** Says whom such a token is meant for: one that a website signs for something else is none. */
const AUDIENCE = 'ace-refund-desk';
/** A token is made anew for each page: an older one has lain about. */
const OLDEST_SECONDS = 3600;
const CLOCK_TOLERANCE_SECONDS = 60;
const MOST_TOKEN = 4_000;
const MOST = { sub: 200, name: 100, email: 254 };

export interface Identities {
  /** Who the token says the customer is; throws 403 `IdentityRefused` with what is wrong with it. */
  verify(token: unknown): Promise<Identity>;
}

/** Each of `secrets` verifies; `now` in milliseconds since 1970. */
export function createIdentities(secrets: { kid: string; secret: string }[], now: () => number): Identities {
  const keys = secrets.map(({ kid, secret }) => ({ kid, key: new TextEncoder().encode(secret) }));

  const claimsOf = async (token: string) => {
    const options = {
      algorithms: ['HS256'],
      audience: AUDIENCE,
      requiredClaims: ['sub', 'exp', 'iat'],
      maxTokenAge: OLDEST_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
    };
    let failure: unknown;
    for (const { kid, key } of keys) {
      try {
        // A token that names its key is checked with that one alone.
        const forKey = (header: { kid?: string }) => {
          if (header.kid !== undefined && header.kid !== kid) throw new errors.JWSSignatureVerificationFailed();
          return key;
        };
        return (await jwtVerify(token, forKey, options)).payload;
      } catch (error) {
        failure = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw refused(explain(failure));
  };

  return {
    async verify(token) {
      if (keys.length === 0)
        throw refused('IDENTITY_SECRETS is not set on the server of the chat. Set it, or send none.');
      if (typeof token !== 'string' || token.length > MOST_TOKEN)
        throw refused(`It is not a token of at most ${MOST_TOKEN} characters.`);
      const { sub, name, email } = await claimsOf(token);
      return {
        sub: read('sub', sub, MOST.sub) ?? '',
        name: read('name', name, MOST.name),
        email: read('email', email, MOST.email),
      };
    },
  };
}

function read(claim: string, value: unknown, most: number): string | null {
  if (value === undefined || value === null) return null;
  const isText = typeof value === 'string' && value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value);
  if (!isText) throw refused(`Its "${claim}" is not a text of 1 to ${most} characters on one line.`);
  return value;
}

function explain(error: unknown): string {
  if (error instanceof errors.JWTExpired)
    return error.claim === 'iat'
      ? `It was issued more than ${OLDEST_SECONDS / 60} minutes ago. Make one for each page.`
      : 'It has expired. Make one for each page.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? `Its "aud" is not "${AUDIENCE}".`
      : `Its "${error.claim}" is missing or not valid. It needs "sub", "aud", "iat" and "exp".`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'It is not signed with HS256.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'Its signature does not fit. Sign it with a secret of IDENTITY_SECRETS, and name its id as "kid" or none.';
  return 'It is not a signed token (JWT).';
}

const refused = (why: string) => new Refusal(403, 'IdentityRefused', `The identity is not taken. ${why}`);
