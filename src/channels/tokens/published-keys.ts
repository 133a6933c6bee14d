// The keys that Microsoft publishes for whoever checks its tokens: fetched, kept, and fetched anew where a new one is named.
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { Refusal } from '../http.ts';

const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
const CLOCK_TOLERANCE_SECONDS = 300;

const FETCH_MS = 5_000;
const FRESH_MS = 24 * 3_600_000;
/** Keys that could not be fetched again are believed this long. */
const STALE_MS = 5 * FRESH_MS;
/** Strangers may name any key id: so often new keys are looked for. */
const COOL_DOWN_MS = 30_000;
const RETRY_AFTER = { 'Retry-After': '10' };

export interface PublishedKeys {
  /**
   * What the token claims, and the key it was signed with. Throws a `JOSEError` where it is not to be believed, a 503
   * where no key can be had to check it with.
   */
  verify(token: string, expected: Pick<JWTVerifyOptions, 'issuer' | 'audience'>): Promise<Verified>;
}

export interface Verified {
  payload: JWTPayload;
  key: JWK | undefined;
}

interface Keys {
  list: JSONWebKeySet['keys'];
  find: ReturnType<typeof createLocalJWKSet>;
  at: number;
}

/** The keys that this OpenID configuration leads to; `now` in milliseconds since 1970. */
export function createPublishedKeys(openIdUrl: string, now: () => number): PublishedKeys {
  let keys: Keys | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<Keys> | undefined;

  const refresh = (): Promise<Keys> => {
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  async function fetchKeys(): Promise<Keys> {
    triedAt = now();
    const { jwks_uri } = (await readJson(openIdUrl)) as { jwks_uri: string };
    const published = (await readJson(jwks_uri)) as JSONWebKeySet;
    keys = { list: published.keys, find: createLocalJWKSet(published), at: now() };
    return keys;
  }

  async function currentKeys(): Promise<Keys> {
    const age = now() - (keys?.at ?? Number.NEGATIVE_INFINITY);
    if (keys && (age < FRESH_MS || (age < STALE_MS && now() - triedAt < COOL_DOWN_MS))) return keys;
    return refresh().catch((error) => {
      if (keys && age < STALE_MS) return keys;
      // A connector sends again what was answered 503, and gives up what was answered 401.
      const message = `The keys to check this request with cannot be read: ${(error as Error).message}`;
      throw new Refusal(503, 'ServiceUnavailable', message, RETRY_AFTER);
    });
  }

  return {
    async verify(token, expected) {
      const verifyWith = async ({ list, find }: Keys): Promise<Verified> => {
        const { payload, protectedHeader } = await jwtVerify(token, find, {
          ...expected,
          algorithms: ALGORITHMS,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        return { payload, key: list.find(({ kid }) => kid === protectedHeader.kid) };
      };
      const before = await currentKeys();
      return verifyWith(before).catch(async (error) => {
        // A key that was published since.
        if (!(error instanceof errors.JWKSNoMatchingKey) || now() - triedAt < COOL_DOWN_MS) throw error;
        return verifyWith(await refresh().catch(() => before));
      });
    },
  };
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.json();
}
