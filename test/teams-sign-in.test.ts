// Staff come in from Microsoft Teams, and nobody else of the tenant does: tokens over HTTP, checked against a key server.
import { hashOf, newSecret } from '../src/handoff/staff-secrets.ts';
import type { NewStaff } from '../src/storage/storage/staff.ts';
import { type Kind, startDatabases, type TestServer as TestDatabases } from './databases.ts';
import { request } from './direct-line-client.ts';
import { APP, claimsOf, entraEnv, openEntra, TENANT } from './entra.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const DAY = 86_400_000;
let entra: Awaited<ReturnType<typeof openEntra>>;

beforeAll(async () => {
  entra = await openEntra();
});
afterAll(async () => {
  await entra.close();
  removeFolders();
});

const start = (env: Record<string, string> = {}, more: Parameters<typeof startTestServer>[0] = {}) =>
  startTestServer({ env: { ...entraEnv, ...env }, entraOpenIdUrl: entra.openIdUrl, ...more });

const enter = async ({ url }: TestServer, body: object) => {
  const answer = await request(`${url}/api/staff/sign-in`, 'POST', { body });
  return { status: answer.status, code: answer.body?.error?.code, body: answer.body };
};
const signIn = async (server: TestServer, objectId: string, claims: object = {}, more: object = {}) =>
  enter(server, { teamsToken: await entra.tokenOf(objectId, claims), ...more });
const me = ({ url }: TestServer, token: string) => request(`${url}/api/staff/me`, 'GET', { token });

async function invite({ storage }: TestServer, name: string, more: Partial<NewStaff> = {}): Promise<string> {
  const id = name.toLowerCase();
  if (!(await storage.staffMember(id)))
    await storage.addStaff({ id, name, office: 'newark', role: 'staff', createdAt: Date.now(), ...more });
  const code = newSecret();
  await storage.addCode({ hash: hashOf(code), staff: id, expiresAt: Date.now() + DAY });
  return code;
}

describe.each<Kind>(['SQLite', 'PostgreSQL'])('on %s', (kind) => {
  let databases: TestDatabases;
  let server: TestServer;

  beforeAll(async () => {
    databases = await startDatabases(kind);
  }, 60_000);
  beforeEach(async () => {
    server = await start({ ENTRA_STAFF_ROLE: 'RefundDesk.Staff' }, { storage: (await databases.ready()).storage });
  });
  afterEach(() => server.stop());
  afterAll(() => databases?.stop());

  test('an invitation binds the account at the first sign-in; from then on the account alone opens the console', async () => {
    const code = await invite(server, 'Dana');
    expect(await signIn(server, 'oid-dana')).toMatchObject({ status: 403, code: 'not-invited' });
    const first = await signIn(server, 'oid-dana', {}, { code });
    expect(first).toMatchObject({ status: 200, body: { id: 'dana', name: 'Dana', office: 'newark', role: 'staff' } });
    const second = await signIn(server, 'oid-dana');
    expect(second).toMatchObject({ status: 200, body: { id: 'dana' } });
    for (const { body } of [first, second])
      expect((await me(server, body.token)).body).toMatchObject({ id: 'dana', available: true });
    expect(await signIn(server, 'oid-other')).toMatchObject({ status: 403, code: 'not-invited' });
  });

  test('an account is one person, and a person has one account', async () => {
    await signIn(server, 'oid-dana', {}, { code: await invite(server, 'Dana') });
    const again = await invite(server, 'Dana');
    expect(await signIn(server, 'oid-thief', {}, { code: again })).toMatchObject({
      status: 409,
      code: 'already-bound',
    });
    // Refused, the link is still good for whom it was meant for.
    expect(await enter(server, { code: again })).toMatchObject({ status: 200, body: { id: 'dana' } });
    expect(await signIn(server, 'oid-thief')).toMatchObject({ status: 403, code: 'not-invited' });
    const lees = await invite(server, 'Lee');
    expect(await signIn(server, 'oid-dana', {}, { code: lees })).toMatchObject({ status: 200, body: { id: 'dana' } });
    expect(await signIn(server, 'oid-lee', {}, { code: lees })).toMatchObject({ status: 200, body: { id: 'lee' } });
  });

  test('who is revoked is out, in Teams too, until invited anew', async () => {
    const { body } = await signIn(server, 'oid-dana', {}, { code: await invite(server, 'Dana') });
    await server.storage.revokeStaff('dana', Date.now());
    expect((await me(server, body.token)).status).toBe(401);
    expect(await signIn(server, 'oid-dana')).toMatchObject({ status: 403, code: 'not-invited' });
    const role = { roles: ['RefundDesk.Staff'] };
    expect(await signIn(server, 'oid-dana', role)).toMatchObject({ status: 403, code: 'not-invited' });
    const code = await invite(server, 'Dana2', { id: 'dana2' });
    expect(await signIn(server, 'oid-dana', {}, { code })).toMatchObject({ status: 200, body: { id: 'dana2' } });
  });

  test('who holds the role is staff without an invitation, while the role is held', async () => {
    const role = { roles: ['Other', 'RefundDesk.Staff'], name: 'Kim' };
    const both = await Promise.all([signIn(server, 'oid-kim', role), signIn(server, 'oid-kim', role)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(both.map(({ body }) => body.id)).size).toBe(1);
    expect((await server.storage.staff()).map(({ office, role: is }) => [office, is])).toEqual([[null, 'staff']]);
    expect(await signIn(server, 'oid-kim', { roles: ['Other'] })).toMatchObject({ status: 403, code: 'not-invited' });
    for (const { body } of both) expect((await me(server, body.token)).status).toBe(401);
    expect((await signIn(server, 'oid-kim', role)).status).toBe(200);
  });

  test('a second person of one name is told apart', async () => {
    await invite(server, 'Kim');
    const { body } = await signIn(server, 'oid-kim', { roles: ['RefundDesk.Staff'], name: 'KIM' });
    expect(body.name).toBe('KIM 2');
  });
});

describe('a token', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start();
    await signIn(server, 'oid-dana', {}, { code: await invite(server, 'Dana') });
  });
  afterAll(() => server.stop());

  const seconds = Math.floor(Date.now() / 1000);
  test.each<[string, object]>([
    ['of another issuer', { iss: 'https://login.microsoftonline.com/other/v2.0' }],
    ['of version 1', { ver: '1.0', iss: `https://sts.windows.net/${TENANT}/` }],
    ['that says version 1 under the issuer of version 2', { ver: '1.0' }],
    ['for another app', { aud: 'api://other' }],
    ['for the address of the app instead of its id', { aud: `api://chat.example.com/${APP}` }],
    ['of another tenant', { tid: 'other' }],
    ['that has expired', { exp: seconds - 400, iat: seconds - 4_000 }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: seconds + 3_600 }],
    ['that an app got for itself', { scp: undefined, roles: ['RefundDesk.Staff'] }],
    ['for something else', { scp: 'User.Read' }],
    ['that names nobody', { oid: undefined }],
  ])('%s is refused', async (_what, claims) => {
    expect(await signIn(server, 'oid-dana', claims)).toMatchObject({ status: 401, code: 'teams-token-refused' });
  });

  test.each<[string, () => Promise<unknown> | unknown]>([
    ['signed with a key that nobody published', () => entra.sign('stranger', claimsOf('oid-dana'))],
    ['without a signature', () => `${encode({ alg: 'none', kid: 'entra' })}.${encode(claimsOf('oid-dana'))}.`],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await entra.tokenOf('oid-other')).split('.');
        return `${head}.${encode(claimsOf('oid-dana'))}.${signature}`;
      },
    ],
    ['that is a number', () => 7],
    ['that is empty', () => ''],
    ['that is as long as a book', () => `a.${'b'.repeat(20_000)}.c`],
  ])('%s is refused', async (_what, make) => {
    expect(await enter(server, { teamsToken: await make() })).toMatchObject({
      status: 401,
      code: 'teams-token-refused',
    });
  });

  test('that holds is taken, so the refusals above are for what was changed', async () => {
    expect(await signIn(server, 'oid-dana')).toMatchObject({ status: 200 });
  });

  test.each([
    ['whom another tenant vouches for', { idp: 'https://sts.windows.net/other/' }],
    ['with a personal account', { idp: 'live.com' }],
    ['who is marked as one', { acct: 1 }],
  ])('of a guest %s opens nothing, not even with an invitation', async (_what, claims) => {
    const code = await invite(server, 'Guest');
    expect(await signIn(server, 'oid-guest', claims, { code })).toMatchObject({ status: 403, code: 'guest' });
  });

  test('is not looked at where staff do not sign in from Teams', async () => {
    const other = await startTestServer();
    const refused = await enter(other, { teamsToken: await entra.tokenOf('oid-dana') });
    expect(refused).toMatchObject({ status: 403, code: 'teams-off' });
    await other.stop();
  });

  test('is answered with 503 where no key can be had', async () => {
    const other = await start();
    entra.answer(500);
    expect((await signIn(other, 'oid-dana')).status).toBe(503);
    entra.answer(null);
    await other.stop();
  });
});

test('guests who were invited come in where that is switched on', async () => {
  const server = await start({ ENTRA_GUESTS: 'on' });
  const guest = { idp: 'https://sts.windows.net/other/' };
  expect(await signIn(server, 'oid-guest', guest)).toMatchObject({ status: 403, code: 'not-invited' });
  const code = await invite(server, 'Guest');
  expect(await signIn(server, 'oid-guest', guest, { code })).toMatchObject({ status: 200, body: { id: 'guest' } });
  await server.stop();
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
