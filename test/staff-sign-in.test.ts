// Staff come in by a one-time code and nobody else does, over real servers on both databases.
import { hashOf, newSecret } from '../src/handoff/staff-secrets.ts';
import type { NewStaff } from '../src/storage/storage/staff.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer as TestDatabases } from './databases.ts';
import { request } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let databases: TestDatabases;
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    databases = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    const { database: made, storage } = await databases.ready();
    database = made;
    const env = { ALLOWED_ORIGINS: 'https://www.example.com', TRUST_PROXY: '1' };
    server = await startTestServer({ storage, env });
    await add('dana');
  });

  afterEach(() => server.stop());
  afterAll(async () => {
    await databases?.stop();
    removeFolders();
  });

  const add = (id: string, more: Partial<NewStaff> = {}) =>
    server.storage.addStaff({ id, name: `Name of ${id}`, office: 'newark', role: 'staff', createdAt: 1, ...more });
  async function invite(staff = 'dana') {
    const code = newSecret();
    await server.storage.addCode({ hash: hashOf(code), staff, expiresAt: Date.now() + DAY });
    return code;
  }
  type More = Parameters<typeof request>[2];
  const call = (path: string, method: string, more: More = {}, { url } = server) =>
    request(`${url}/api/staff/${path}`, method, more);
  const signIn = (code: unknown, more: More = {}, on = server) =>
    call('sign-in', 'POST', { body: { code }, ...more }, on);
  const enter = async (staff = 'dana'): Promise<string> => (await signIn(await invite(staff))).body.token;
  const me = async (token?: string, more: More = {}) => (await call('me', 'GET', { token, ...more })).status;

  test('a code opens the console once, and its owner is available from then on', async () => {
    const code = await invite();
    const { status, body } = await signIn(code);
    const dana = { id: 'dana', name: 'Name of dana', office: 'newark', role: 'staff', available: true };
    expect([status, body]).toEqual([200, { token: expect.stringMatching(/^[\w-]{43}$/), ...dana }]);
    expect(await call('me', 'GET', { token: body.token })).toMatchObject({ status: 200, body: dana });
    const again = await signIn(code);
    expect([again.status, again.body.error.code]).toEqual([401, 'code-refused']);
  });

  test('of twenty that use one code at once exactly one comes in', async () => {
    const code = await invite();
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await signIn(code)).status));
    expect(statuses.sort()).toEqual([200, ...Array(19).fill(401)]);
  });

  test('a code ends after a day', async () => {
    const code = await invite();
    server.pass(DAY + 1000);
    expect((await signIn(code)).status).toBe(401);
  });

  test('whoever is not signed in gets 401 from every route but one, with words and no hint', async () => {
    const token = await enter();
    const wrong = [undefined, '', 'x', newSecret(), `${token.slice(0, -1)}_`, hashOf(token)];
    for (const bearer of wrong) {
      const answers = [
        await call('me', 'GET', { token: bearer }),
        await call('me', 'POST', { token: bearer, body: { available: false } }),
        await call('sign-out', 'POST', { token: bearer }),
      ];
      for (const { status, body, headers } of answers) {
        expect([status, body.error.code, headers.get('www-authenticate')]).toEqual([401, 'sign-in-needed', 'Bearer']);
      }
    }
    const cookie = await call('me', 'GET', { headers: { Cookie: `token=${token}` } });
    expect([cookie.status, cookie.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await me(token)).toBe(200);
    for (const code of [undefined, null, 7, '', { $ne: '' }, newSecret(), 'x'.repeat(10_000)])
      expect((await signIn(code)).status).toBe(401);
    expect((await call('sign-in', 'POST', {})).status).toBe(401);
  });

  test('a token holds twelve hours after its last use, and thirty days at most', async () => {
    const [used, unused] = [await enter(), await enter()];
    server.pass(11 * HOUR);
    expect(await me(used)).toBe(200);
    server.pass(2 * HOUR);
    expect([await me(used), await me(unused)]).toEqual([200, 401]);
    for (let hours = 13; hours + 10 < 30 * 24; hours += 10) {
      server.pass(10 * HOUR);
      expect(await me(used)).toBe(200);
    }
    server.pass(10 * HOUR);
    expect(await me(used)).toBe(401);
  });

  test('a call says that its owner was seen, each half minute at most', async () => {
    const token = await enter();
    const seen = async () => (await server.storage.staffMember('dana'))?.seenAt ?? 0;
    const first = await seen();
    server.pass(20_000);
    await me(token);
    expect(await seen()).toBe(first);
    server.pass(20_000);
    await me(token);
    expect(await seen()).toBeGreaterThanOrEqual(first + 40_000);
  });

  test('who is revoked is out at once, on every node, and cannot come back by an old link', async () => {
    const token = await enter();
    const code = await invite();
    const other = await startTestServer({ storage: database.open() });
    expect((await call('me', 'GET', { token }, other)).status).toBe(200);
    await server.storage.revokeStaff('dana', Date.now());
    expect([await me(token), (await call('me', 'GET', { token }, other)).status]).toEqual([401, 401]);
    expect((await signIn(code, {}, other)).status).toBe(401);
    await other.stop();
  });

  test('who signs out is out on this machine, and away once it was the last', async () => {
    const [one, two] = [await enter(), await enter()];
    expect((await call('sign-out', 'POST', { token: one })).status).toBe(204);
    expect([await me(one), await me(two)]).toEqual([401, 200]);
    expect((await server.storage.staffMember('dana'))?.available).toBe(true);
    await call('sign-out', 'POST', { token: two });
    expect((await server.storage.staffMember('dana'))?.available).toBe(false);
  });

  test('staff say whether they are there, their name and their office, and nothing else', async () => {
    await add('lee', { role: 'lead', office: null });
    await server.storage.changeStaff('dana', { office: 'an-office-that-closed' });
    const [dana, lee] = [await enter(), await enter('lee')];
    const change = async (body: unknown, token = dana) => {
      const answer = await call('me', 'POST', { token, body });
      return answer.status === 200 ? answer.body : `${answer.status} ${answer.body.error.message}`;
    };
    expect(await change({ available: false })).toMatchObject({ id: 'dana', available: false });
    const renamed = { name: '  Dana   Reyes ', office: 'newark', role: 'lead', id: 'x' };
    const expected = { id: 'dana', name: 'Dana Reyes', office: 'newark', role: 'staff', available: false };
    expect(await change(renamed)).toEqual(expected);
    expect(await change({})).toEqual(expected);
    expect(await change({ name: 'NAME of Lee' })).toBe(
      '409 Somebody else is called NAME of Lee here. Add a letter or a last name.',
    );
    expect(await change({ name: 'dana reyes' })).toMatchObject({ name: 'dana reyes' });
    for (const name of ['', '  ', 7, 'x'.repeat(61), 'a\u202eb', 'a\u0000b'])
      expect(await change({ name })).toBe('400 "name" is a name of 1 to 60 characters.');
    expect(await change({ office: 'nowhere' })).toMatch(/^400 "office" is one of: newark/);
    expect(await change({ office: ['newark'] })).toMatch(/^400 "office" is one of: newark/);
    expect(await change({ office: null })).toBe('400 "office" may be null for leads only.');
    expect(await change({ office: 'newark' }, lee)).toMatchObject({ office: 'newark' });
    expect(await change({ office: null }, lee)).toMatchObject({ office: null });
    expect(await change({ available: 'yes' })).toBe('400 "available" is true or false.');
  });

  test('no other website speaks for staff, not even one that may show the chat', async () => {
    const [token, code] = [await enter(), await invite()];
    for (const Origin of ['https://www.example.com', 'https://evil.example', 'null']) {
      const headers = { Origin };
      const answers = [
        await call('me', 'GET', { token, headers }),
        await signIn(code, { headers }),
        await call('me', 'OPTIONS', { headers: { ...headers, 'Access-Control-Request-Method': 'GET' } }),
      ];
      for (const answer of answers)
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    expect(
      (await request(`${server.url}/chat/help`, 'GET', { headers: { Origin: 'https://www.example.com' } })).status,
    ).toBe(200);
    // Spelled in another way, the address leads to the same route.
    for (const path of ['%61pi/staff/me', 'api/%73taff/me', 'api/staff/%6de']) {
      const headers = { Origin: 'https://www.example.com' };
      expect((await request(`${server.url}/${path}`, 'GET', { token, headers })).status).toBe(403);
      expect((await request(`${server.url}/${path}`, 'GET', { token })).status).toBe(200);
    }
    expect(await me(token, { headers: { Origin: server.url } })).toBe(200);
    expect((await signIn(code)).status).toBe(200);
  });

  test('an address has twenty attempts a minute, and who is signed in is not kept out by it', async () => {
    const token = await enter();
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
    const tries = async (address: string) => [
      (await signIn(newSecret(), from(address))).status,
      await me(newSecret(), from(address)),
    ];
    for (let count = 0; count < 10; count++) expect(await tries('203.0.113.9')).toEqual([401, 401]);
    expect(await tries('203.0.113.9')).toEqual([429, 429]);
    const refused = await signIn(await invite(), from('203.0.113.9'));
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await me(token, from('203.0.113.9'))).toBe(200);
    expect(await tries('203.0.113.10')).toEqual([401, 401]);
    server.pass(61_000);
    expect(await tries('203.0.113.9')).toEqual([401, 401]);
  });

  test('neither a code nor a token reaches the log or the database', async () => {
    const code = await invite();
    expect((await fetch(`${server.url}/staff?code=${code}`)).status).toBeLessThan(500);
    await fetch(`${server.url}/nowhere?code=${code}`);
    const { body } = await signIn(code);
    await me(body.token);
    await signIn(code);
    expect(server.logged()).toContain('/api/staff/sign-in');
    expect(server.logged()).toContain('"path":"/staff"');
    const tables = ['staff', 'staff_codes', 'staff_tokens'];
    const kept = await Promise.all(tables.map((table) => database.sql(`select * from ${table}`)));
    expect(JSON.stringify(kept)).toContain(hashOf(body.token));
    for (const secret of [code, body.token]) {
      expect(server.logged()).not.toContain(secret);
      expect(JSON.stringify(kept)).not.toContain(secret);
    }
  });
});
