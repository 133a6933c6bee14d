// Checks the tokens that Microsoft Teams gives a tab for single sign-on: who somebody is in the broker's own tenant.
import { errors, type JWTPayload } from 'jose';
import { Refusal } from '../http.ts';
import { createPublishedKeys } from './published-keys.ts';

const HOST = 'https://login.microsoftonline.com';
/** What the app registration exposes to Teams, and to nothing else. */
const SCOPE = 'access_as_user';
const MOST_TOKEN = 16_000;
const MOST_NAME = 200;
const MOST_ROLES = 50;

export interface EntraSettings {
  /** The app registration that a tab asks tokens for. */
  appId: string;
  tenantId: string;
}

/** Somebody in the tenant, as the token says. */
export interface EntraUser {
  tenantId: string;
  objectId: string;
  name: string | null;
  /** The roles of the app that the tenant's administrator gave. */
  roles: string[];
  /** Whether another tenant, or a personal account, vouches for this person. */
  isGuest: boolean;
}

export interface EntraTokens {
  /** Whose token it is; throws 401, or 503 where no key can be had to check it with. */
  verify(token: unknown): Promise<EntraUser>;
}

/** Tokens of this tenant for this app; `openIdUrl` names other keys than Microsoft's; `now` in milliseconds since 1970. */
export function createEntraTokens(
  { appId, tenantId }: EntraSettings,
  now: () => number,
  openIdUrl = `${HOST}/${tenantId}/v2.0/.well-known/openid-configuration`,
): EntraTokens {
  const keys = createPublishedKeys(openIdUrl, now);
  const issuer = `${HOST}/${tenantId}/v2.0`;
  return {
    async verify(token) {
      if (typeof token !== 'string' || token.length > MOST_TOKEN || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
        throw refused('it is no token');
      const { payload } = await keys.verify(token, { issuer, audience: appId }).catch((error) => {
        if (error instanceof errors.JOSEError) throw refused(error.code);
        throw error;
      });
      if (payload.ver !== '2.0') throw refused('its version is not 2.0: set requestedAccessTokenVersion to 2');
      if (payload.tid !== tenantId) throw refused('it is of another tenant');
      // A token that an app got for itself has no scope, and speaks for nobody.
      if (
        !String(payload.scp ?? '')
          .split(' ')
          .includes(SCOPE)
      )
        throw refused(`its scope is not ${SCOPE}`);
      const { oid, name, roles } = payload;
      if (typeof oid !== 'string' || !/^[\w-]{1,64}$/.test(oid)) throw refused('it names nobody');
      return {
        tenantId,
        objectId: oid,
        name: typeof name === 'string' ? name.slice(0, MOST_NAME) : null,
        roles: Array.isArray(roles) ? roles.filter((one) => typeof one === 'string').slice(0, MOST_ROLES) : [],
        isGuest: isGuest(payload, tenantId),
      };
    },
  };
}

/**
 * Microsoft identity platform, "Access token claims reference": `idp` names who vouches where that is not the issuer;
 * "Optional claims reference": `acct` is 0 for a member and 1 for a guest.
 */
function isGuest({ acct, idp }: JWTPayload, tenantId: string): boolean {
  if (acct === 1 || acct === '1') return true;
  return typeof idp === 'string' && !idp.split('/').includes(tenantId);
}

const refused = (why: string) =>
  new Refusal(401, 'teams-token-refused', `The token of Microsoft Teams is not taken: ${why}.`);
