// The routes of the staff API: all but one for who is signed in.
import type { Content } from '../content/content.ts';
import type { Storage } from '../storage/storage.ts';
import type { RouteRow } from './http.ts';
import type { Origins } from './origins.ts';
import { createStaffAccess } from './staff-access.ts';
import { createStaffSignIn } from './staff-sign-in.ts';

/** `now` in milliseconds since 1970. */
export function createStaffRoutes(parts: {
  storage: Storage;
  origins: Origins;
  content: () => Content;
  now: () => number;
}): RouteRow[] {
  const access = createStaffAccess(parts);
  const { signIn, signOut, me, changeMe } = createStaffSignIn({ ...parts, access });
  return [
    ['post', '/api/staff/sign-in', access.open(signIn), { json: true }],
    ['post', '/api/staff/sign-out', access.signedIn(signOut), { json: true }],
    ['get', '/api/staff/me', access.signedIn(me)],
    ['post', '/api/staff/me', access.signedIn(changeMe), { json: true }],
  ];
}
