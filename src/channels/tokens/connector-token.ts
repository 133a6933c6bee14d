// Checks the tokens with which Bot Framework connectors sign their requests, against the keys that Microsoft publishes.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { Refusal } from '../http.ts';

const OPEN_ID = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const ISSUER = 'https://api.botframework.com';
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
const CLOCK_TOLERANCE_SECONDS = 300;

const FETCH_MS = 5_000;
const FRESH_MS = 24 * 3_600_000;
/** Keys that could not be fetched again are believed this long. */
const STALE_MS = 5 * FRESH_MS;
/** Strangers may name any key id: so often new keys are looked for. */
const COOL_DOWN_MS = 30_000;
const RETRY_AFTER = { 'Retry-After': '10' };

export interface ConnectorTokens {
  /** What the token claims; throws 401, or 503 where no key can be had to check it with. */
  verify(authorization: string, from: { channelId?: unknown; serviceUrl?: unknown }): Promise<JWTPayload>;
}

interface Keys {
  list: JSONWebKeySet['keys'];
  find: ReturnType<typeof createLocalJWKSet>;
  at: number;
}

/** Tokens for the bot of this app id; `openIdUrl` names other keys than Microsoft's; `now` in milliseconds since 1970. */
export function createConnectorTokens(appId: string, now: () => number, openIdUrl: string = OPEN_ID): ConnectorTokens {
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

  async function verifyWith(token: string, { list, find }: Keys) {
    const { payload, protectedHeader } = await jwtVerify(token, find, {
      issuer: ISSUER,
      audience: appId,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp'],
      currentDate: new Date(now()),
    });
    return { payload, key: list.find(({ kid }) => kid === protectedHeader.kid) };
  }

  return {
    async verify(authorization, { channelId, serviceUrl }) {
      const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
      if (!token) throw refused('it carries no token');
      const before = await currentKeys();
      const { payload, key } = await verifyWith(token, before)
        .catch(async (error) => {
          // A key that was published since.
          if (!(error instanceof errors.JWKSNoMatchingKey) || now() - triedAt < COOL_DOWN_MS) throw error;
          return verifyWith(token, await refresh().catch(() => before));
        })
        .catch((error) => {
          if (error instanceof errors.JOSEError) throw refused(error.code);
          throw error;
        });
      if (payload.serviceurl !== serviceUrl) throw refused('its token is for another "serviceUrl"');
      const { endorsements } = (key ?? {}) as { endorsements?: unknown };
      if (Array.isArray(endorsements) && endorsements.length > 0 && !endorsements.includes(channelId))
        throw refused('its key does not speak for this channel');
      return payload;
    },
  };
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.json();
}

const refused = (why: string) => new Refusal(401, 'BadArgument', `This request is not signed for this bot: ${why}.`);
