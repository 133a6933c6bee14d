// `npm run staff` beside a running server: who is invited comes in by the link, and who is revoked is out, on both databases.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Kind, startDatabases, type TestDatabase, type TestServer as TestDatabases } from './databases.ts';
import { request } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

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
    server = await startTestServer({ storage });
  });

  afterEach(() => server.stop());
  afterAll(async () => {
    await databases?.stop();
    removeFolders();
  });

  async function run(args: string[], env: Record<string, string> = {}) {
    const root = join(__dirname, '..');
    const where =
      kind === 'SQLite'
        ? { DATA_DIR: join(database.location, '..'), DATABASE_URL: '' }
        : { DATABASE_URL: database.location };
    const child = spawn(join(root, 'node_modules', '.bin', 'node'), [join('src', 'cli', 'staff.ts'), ...args], {
      cwd: root,
      env: { ...process.env, ...where, NODE_ENV: '', HOST: '', PORT: String(server.port), PUBLIC_URL: '', ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (piece) => {
      out += piece;
    });
    child.stderr.on('data', (piece) => {
      err += piece;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    return { out, err, status };
  }
  const linkIn = (out: string) => /^http\S+$/m.exec(out)?.[0] ?? '';
  const signIn = (link: string) =>
    request(`${server.url}/api/staff/sign-in`, 'POST', { body: { code: new URL(link).searchParams.get('code') } });
  const me = async (token: string) => (await request(`${server.url}/api/staff/me`, 'GET', { token })).status;

  test('an invited person signs in by the link, is listed, and is out when signed out or revoked', async () => {
    expect((await run([])).out).toMatch(/^Nobody is invited yet\.\n/);
    const { out } = await run(['invite', ' Dana  Reyes', '--office', 'newark']);
    expect(out).toMatch(/^Dana Reyes \(staff, sample-office-newark\) is invited\.\n/);
    expect(linkIn(out)).toMatch(new RegExp(`^${server.url}/staff\\?code=[\\w-]{43}$`));
    expect((await run([])).out).toMatch(
      /^Dana Reyes {2}staff {2}sample-office-newark {2}away {2}never here {2}signed out {2}/,
    );
    const { status, body } = await signIn(linkIn(out));
    expect([status, body.name, body.office, body.role]).toEqual([200, 'Dana Reyes', 'sample-office-newark', 'staff']);
    expect((await run(['list'])).out).toMatch(
      /available {2}here \d{4}-\d\d-\d\d \d\d:\d\d {2}signed in on 1 {2}[\w-]{36}\n$/,
    );
    expect((await run(['sign-out', 'dana reyes'])).out).toMatch(/^Dana Reyes .* is signed out everywhere\./);
    expect(await me(body.token)).toBe(401);
    const again = await signIn(linkIn((await run(['invite', 'Dana Reyes'])).out));
    expect(again.body.id).toBe(body.id);
    const open = linkIn((await run(['invite', 'Dana Reyes'])).out);
    expect((await run(['revoke', body.id])).out).toMatch(/is out on all machines, and no link of theirs holds\.\n$/);
    expect([await me(again.body.token), (await signIn(open)).status]).toEqual([401, 401]);
    expect((await run([])).out).toMatch(/^Nobody is invited yet\.\n/);
    // Who is invited anew under that name is another person.
    const fresh = await signIn(linkIn((await run(['invite', 'Dana Reyes', '--office', 'newark'])).out));
    expect(fresh.body.id).not.toBe(body.id);
  }, 120_000);

  test('the same name is the same person: a new link, the earlier one ends, another role holds', async () => {
    const first = await run(['invite', 'Dana', '--office', 'sample-office-newark']);
    const second = await run(['invite', 'DANA', '--office', 'newark', '--role', 'lead']);
    expect(second.out).toMatch(
      /^Dana \(lead, sample-office-newark\) was invited before: this is a new link for the same/,
    );
    expect((await signIn(linkIn(first.out))).status).toBe(401);
    expect((await signIn(linkIn(second.out))).body).toMatchObject({ name: 'Dana', role: 'lead' });
    const elsewhere = await run(['invite', 'Dana', '--office', 'houston']);
    expect([elsewhere.status, elsewhere.out]).toEqual([1, '']);
    expect(elsewhere.err).toContain('Dana (lead, sample-office-newark) was invited before. Leave --office out');
    expect(await server.storage.staff()).toHaveLength(1);
  }, 120_000);

  test('a lead needs no office, and the link leads to where browsers reach the server', async () => {
    const { out } = await run(['invite', 'Lee', '--role', 'lead', '--json'], {
      PUBLIC_URL: 'https://chat.example.com',
    });
    const { link, until, ...rest } = JSON.parse(out);
    expect(rest).toEqual({ id: expect.any(String), name: 'Lee', role: 'lead', office: null, new: true });
    expect(link).toMatch(/^https:\/\/chat\.example\.com\/staff\?code=/);
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect((await signIn(link)).body.office).toBeNull();
    expect((await run(['invite', 'Lee', '--office', 'newark'])).status).toBe(1);
    const all = await run(['invite', 'Kim', '--role', 'lead'], { HOST: '0.0.0.0' });
    expect(linkIn(all.out)).toMatch(/^http:\/\/localhost:/);
    const [kim, lee] = JSON.parse((await run(['--json'])).out);
    expect([kim.tokens, lee.tokens]).toEqual([
      [],
      [{ createdAt: expect.any(Number), usedAt: expect.any(Number), expiresAt: expect.any(Number) }],
    ]);
  }, 120_000);

  test('who revokes somebody gives their customers back to the queue, and reads which', async () => {
    await server.storage.addStaff({ id: 'dana', name: 'Dana', office: null, role: 'lead', createdAt: 1 });
    await server.storage.turn('c', async (turn) => {
      await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
      const nothing = { name: null, email: null, topic: null, guide: null, step: null, answers: null, language: null };
      const more = { office: null, contact: null, question: 'why', tried: [], officeOpen: true, timeZone: null };
      const { number } = await turn.openCase({ kind: 'live', ...nothing, ...more, openedAt: 1 });
      await turn.changeCase(number, { status: 'claimed', owner: 'dana', claimedAt: 2 }, 2);
      await turn.update({ owner: 'dana' });
    });
    expect((await run(['revoke', 'Dana'])).out).toContain('Their customers wait for somebody else now: 1001.');
    expect(await server.storage.case(1001)).toMatchObject({ status: 'waiting', owner: null });
    expect((await server.storage.conversation('c'))?.owner).toBeNull();
    expect((await server.storage.activitiesAfter('c', 0, 9)).at(-1)?.activity.text).toContain('is no longer here');
  }, 60_000);

  test('an account that is bound is let in from Teams, one for each person', async () => {
    const entra = { ENTRA_APP_ID: 'app', ENTRA_TENANT_ID: 'tenant' };
    await run(['invite', 'Dana', '--office', 'newark']);
    await run(['invite', 'Lee', '--role', 'lead']);
    expect((await run(['bind', 'Dana', '--account', '0a-1b', '--guest'])).err).toContain('Nobody signs in from Teams');
    expect((await run(['bind', 'Dana', '--account', '0a-1b', '--guest'], entra)).out).toContain('is let in');
    expect((await server.storage.entraAccount('tenant', '0a-1b'))?.staff.name).toBe('Dana');
    expect(await server.storage.entraAccount('tenant', '0a-1b')).toMatchObject({ by: 'invitation', isGuest: true });
    for (const wrong of [
      ['Lee', '0a-1b'],
      ['Dana', '2c-3d'],
    ])
      expect((await run(['bind', wrong[0] ?? '', '--account', wrong[1] ?? ''], entra)).err).toContain(
        "somebody else's",
      );
    expect((await run(['bind', 'Lee', '--account', '2c-3d', '--json'], entra)).out).toContain('"isGuest": false');
  }, 60_000);

  // What is wrong is found before a database is asked: one kind is enough.
  if (kind === 'PostgreSQL') return;

  test('says what is wrong, without a stack, and invites nobody', async () => {
    const wrong = [
      [['invite'], 'Who? Write npm run -s staff -- invite "Dana".'],
      [['invite', 'Dana'], 'Which office is Dana in? Add --office with one of: sample-office-newark, '],
      [['invite', 'Dana', '--office', 'boston'], '"boston" is no office. Write one of these'],
      [['invite', 'Dana', '--office', 'sample'], '"sample" fits several offices.'],
      [['invite', 'Dana', '--role', 'boss'], '--role: "boss" is not known. Write staff or lead.'],
      [['invite', 'Da\u202ena', '--role', 'lead'], 'A name has 1 to 60 characters'],
      [['invite', 'Dana', 'Reyes'], '"Reyes" is one word too many.'],
      [['revoke', 'Nobody'], 'Nobody is called "Nobody" here.'],
      [['list', '--office', 'newark'], '--office and --role go with invite.'],
      [['revoke', 'Dana', '--guest'], '--account and --guest go with bind.'],
      [['bind', 'Dana'], 'Which account? Add --account'],
      [['invte', 'Dana'], '"invte" is not known here.'],
      [['--all'], "Unknown option '--all'"],
    ] as const;
    const answers = await Promise.all(wrong.map(([args]) => run([...args])));
    answers.forEach(({ err, out, status }, index) => {
      expect(err).toContain(wrong[index]?.[1]);
      expect(`${err}${out}`).not.toMatch(/^\s+at /m);
      expect([status, out]).toEqual([1, '']);
    });
    expect(await server.storage.staff()).toEqual([]);
  }, 120_000);
});
