// Single sign-on of Microsoft Teams for tests: tokens of a tenant, signed with keys that a local server publishes.
import { type KeyServer, openKeyServer } from './key-server.ts';

export const APP = '11111111-2222-3333-4444-555555555555';
export const TENANT = '66666666-7777-8888-9999-000000000000';
/** The settings of a server whose staff sign in from Teams. */
export const entraEnv = { ENTRA_APP_ID: APP, ENTRA_TENANT_ID: TENANT };

/** Microsoft identity platform, "Access token claims reference": what a token says that a tab gets. */
export function claimsOf(objectId: string, more: Record<string, unknown> = {}) {
  const seconds = Math.floor(Date.now() / 1000);
  return {
    aud: APP,
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + 4_000,
    azp: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
    azpacr: '0',
    name: 'Dana Reyes',
    oid: objectId,
    preferred_username: `${objectId}@example.com`,
    scp: 'access_as_user',
    sub: `subject-of-${objectId}`,
    tid: TENANT,
    uti: 'x',
    ver: '2.0',
    ...more,
  };
}

/** Opens a key server with one published key, and what signs with it. */
export async function openEntra(): Promise<KeyServer & { tokenOf(objectId: string, more?: object): Promise<string> }> {
  const keys = await openKeyServer();
  await keys.publish('entra');
  return { ...keys, tokenOf: (objectId, more = {}) => keys.sign('entra', claimsOf(objectId, { ...more })) };
}
