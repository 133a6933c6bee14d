// Signs and verifies Direct Line tokens: one conversation, one user, thirty minutes.
import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Refusal } from './http.ts';

export const TOKEN_SECONDS = 1800;
const MOST_CACHED = 20_000;

export interface Grant {
  conversation: string;
  user: string;
}

export interface Tokens {
  sign(grant: Grant): Promise<string>;
  /** What the token opens; throws 403 `TokenExpired` or `BadArgument`. */
  verify(token: string): Promise<Grant>;
}

interface Verified extends Grant {
  /** Seconds since 1970. */
  exp: number;
}

/** The first secret signs, all verify; `now` in milliseconds since 1970. */
export function createTokens(secrets: { kid: string; secret: string }[], now: () => number): Tokens {
  const keys = new Map(secrets.map(({ kid, secret }) => [kid, new TextEncoder().encode(secret)]));
  const [first] = secrets;
  if (!first) throw new Error('createTokens: no secret to sign with. Give at least one.');
  const cache = new Map<string, Promise<Verified>>();

  const check = async (token: string): Promise<Verified> => {
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = keys.get(kid ?? '');
          if (!key) throw new Error('unknown key id');
          return key;
        },
        { algorithms: ['HS256'], requiredClaims: ['exp', 'conv', 'user'], currentDate: new Date(now()) },
      );
      return { conversation: String(payload.conv), user: String(payload.user), exp: Number(payload.exp) };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expired();
      throw new Refusal(403, 'BadArgument', 'This token is not valid. Get a new one.');
    }
  };

  return {
    sign: ({ conversation, user }) =>
      new SignJWT({ conv: conversation, user })
        .setProtectedHeader({ alg: 'HS256', kid: first.kid, typ: 'JWT' })
        .setJti(randomUUID())
        .setExpirationTime(Math.floor(now() / 1000) + TOKEN_SECONDS)
        .sign(keys.get(first.kid) as Uint8Array),

    // The promise is what is cached: requests that arrive together wait for the same one, and so stay in order.
    verify(token) {
      let known = cache.get(token);
      if (!known) {
        known = check(token);
        cache.set(token, known);
        known.catch(() => cache.delete(token));
        if (cache.size > MOST_CACHED) cache.delete(cache.keys().next().value as string);
      }
      return known.then((grant) => {
        if (grant.exp * 1000 <= now()) throw expired();
        return grant;
      });
    },
  };
}

const expired = () => new Refusal(403, 'TokenExpired', 'This token has expired. Get a new one.');
