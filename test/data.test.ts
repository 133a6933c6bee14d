// Customers' data on both databases: how long it is kept, what is held, exported and erased, and the trail of that.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Conversations, createConversations } from '../src/conversation.ts';
import { forgetConversation } from '../src/storage/statements.ts';
import type { Subject } from '../src/storage/storage/data.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';
import { addStaff, newCase, openLive } from './staff.ts';
import { sampleContent, tuesdayMorning } from './talk.ts';

const day = 86_400_000;
const { kept_days: keptDays } = sampleContent.broker;
const everything: Subject = { kind: 'everything', value: '' };

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;
  let conversations: Conversations;
  let dana: Staff;
  let now: number;
  let folder: string;

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);
  beforeEach(async () => {
    ({ database, storage } = await server.ready());
    now = tuesdayMorning;
    folder = mkdtempSync(join(tmpdir(), 'ace-data-'));
    conversations = createConversations({
      storage,
      content: () => sampleContent,
      log: pino({ level: 'silent' }),
      meter: { turn() {}, reply() {} },
      now: () => now,
      dueEvery: 60_000,
      staffEvery: 0,
    });
    dana = await addStaff(storage, 'Dana', now, { office: 'newark' });
  });
  afterEach(async () => {
    await conversations.stop();
    rmSync(folder, { recursive: true });
  });
  afterAll(() => server?.stop());

  const say = (id: string, text: string) =>
    conversations.receive({
      conversationId: id,
      create: { channel: 'directline', userId: 'me' },
      activity: { type: 'message', text, from: { id: 'me', role: 'user' } },
    });
  const isThere = async (id: string) => (await storage.conversation(id)) !== undefined;
  async function pass(days: number) {
    now += days * day;
    await conversations.lookForDue();
  }
  /** A conversation that staff handled and closed. */
  async function handle(id: string): Promise<number> {
    const number = await openLive(conversations, id);
    await conversations.staffAct(number, dana, { kind: 'claim' });
    await conversations.staffAct(number, dana, { kind: 'message', text: 'I look it up' });
    await conversations.staffAct(number, dana, { kind: 'close' });
    return number;
  }
  const holdOf = (subject: Subject) => storage.addHold({ subject, reason: 'audit', by: 'lee', at: now });

  async function run(...args: string[]) {
    const where =
      kind === 'SQLite'
        ? { DATA_DIR: join(database.location, '..'), DATABASE_URL: '' }
        : { DATABASE_URL: database.location };
    const child = spawn(join('node_modules', '.bin', 'node'), [join('src', 'cli', 'data.ts'), ...args], {
      env: {
        ...process.env,
        ...where,
        CONTENT_DIR: join('test', 'fixtures', 'content'),
        NODE_ENV: '',
        HOST: '',
        PORT: '',
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
    const status = await new Promise((resolve) => child.on('close', resolve));
    return { said, status };
  }

  describe('the days of a conversation', () => {
    test('that staff handled last five years from its last word, those of the bot alone as many as the greeting says', async () => {
      await say('alone', 'hello');
      const number = await handle('handled');
      await pass(keptDays + 2);
      expect([await isThere('alone'), await isThere('handled')]).toEqual([false, true]);
      await pass(4.9 * 365 - keptDays);
      expect(await isThere('handled')).toBe(true);
      await pass(60);
      expect(await isThere('handled')).toBe(false);
      expect(await storage.case(number)).toBeUndefined();
    });

    test('with a message that staff closed, which they answered elsewhere, last as long; one that the customer closed does not', async () => {
      for (const id of ['staff', 'customer'] as const) {
        await say(id, 'hello');
        await storage.turn(id, async (turn) => {
          const { number } = await turn.openCase(newCase({ kind: 'message', openedAt: now }));
          await turn.changeCase(number, { status: 'closed', closedAt: now, closedBy: id }, now);
        });
      }
      await pass(keptDays + 2);
      expect([await isThere('staff'), await isThere('customer')]).toEqual([true, false]);
    });

    test.each([
      ['the conversation', { kind: 'conversation', value: 'one' }],
      ['the customer of the website', { kind: 'customer', value: 'customer "7"' }],
      ['an address, however it is written', { kind: 'email', value: 'Lee_Park@Example.com ' }],
      ['everything', everything],
    ] as [string, Subject][])(
      'do not end while there is a hold on %s, and end within a day after it',
      async (_, subject) => {
        await say('one', 'hello');
        await storage.turn('one', async (turn) => {
          await turn.update({ identity: { sub: 'customer "7"', name: null, email: 'lee_park@example.com' } });
        });
        await say('other', 'hello');
        const { id } = await holdOf(subject);
        await pass(keptDays + 2);
        expect([await isThere('one'), await isThere('other')]).toEqual([true, subject.kind === 'everything']);
        await storage.endHold(id, 'lee', now);
        await pass(1);
        expect([await isThere('one'), await isThere('other')]).toEqual([false, false]);
      },
    );
  });

  test('every table with rows of a conversation is exported and forgotten', async () => {
    const columns =
      kind === 'SQLite'
        ? "select m.name as name from sqlite_master m join pragma_table_info(m.name) c where c.name = 'conversation_id'"
        : "select table_name as name from information_schema.columns where column_name = 'conversation_id'";
    const names = (await database.sql(columns)).map(({ name }) => String(name));
    expect(names.length).toBeGreaterThan(7);
    const exported = Object.keys(await storage.contentsOf('none'));
    // What becomes due, and which server holds what, is the program's own.
    expect(names.filter((name) => !['due', 'teams_holds'].includes(name) && !exported.includes(name))).toEqual([]);
    expect(names.filter((name) => !forgetConversation.some((sql) => sql.includes(`from ${name} `)))).toEqual([]);
  });

  describe('the command', () => {
    test('exports all that is kept of a customer and nothing of others, files too, and no hash or code', async () => {
      await say('other', 'something else');
      await say('one', 'is the account free');
      const number = await openLive(conversations, 'one', 'my bank is closed');
      await storage.turn('one', async (turn) => {
        await turn.changeCase(number, { email: 'lee@example.com' }, now);
        await turn.update({ resume: { hash: 'hash-of-resume' } });
      });
      const about = { id: 'f', conversationId: 'one', name: '../note.txt', contentType: 'text/plain', createdAt: now };
      await storage.addFile({ ...about, size: 5, attached: true });
      await storage.writeChunk('f', 0, Buffer.from('noted'));
      const to = join(folder, 'lee');
      const { said, status } = await run('export', '--email', 'LEE@example.com', '--to', to, '--by', 'Dana');
      expect([said, status]).toEqual([expect.stringContaining('1 conversation and 1 case are in'), 0]);
      const text = readFileSync(join(to, 'conversation-1', 'conversation.json'), 'utf8');
      const { activities, cases, case_events: events } = JSON.parse(text);
      expect(activities[0].activity.text).toBe('is the account free');
      expect(cases[0]).toMatchObject({ number, email: 'lee@example.com', question: 'my bank is closed' });
      expect(events.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/hash-of-resume|something else/);
      expect(readFileSync(join(to, 'conversation-1', 'file-1-.._note.txt'), 'utf8')).toBe('noted');
      expect(existsSync(join(to, 'conversation-2'))).toBe(false);
      expect(await storage.dataEvents(5)).toEqual([
        expect.objectContaining({
          what: 'exported',
          actor: 'Dana',
          detail: expect.objectContaining({ cases: [number] }),
        }),
      ]);
      expect((await run('export', '--email', 'LEE@example.com', '--to', to)).said).toContain('does not exist yet');
    }, 60_000);

    test('erases when told twice, leaves what is open, held or a record, and notes it without the name', async () => {
      for (const id of ['free', 'open', 'record', 'held', 'other']) await say(id, 'hello');
      const [open, record] = [await openLive(conversations, 'open'), await handle('record')];
      for (const id of ['free', 'open', 'record', 'held'])
        await storage.turn(id, (turn) =>
          turn.update({ identity: { sub: '7', name: 'Lee', email: id === 'held' ? 'lee@example.com' : null } }),
        );
      const { id: hold } = await holdOf({ kind: 'email', value: 'lee@example.com' });
      const first = await run('erase', '--customer', '7');
      expect([first.status, first.said]).toEqual([1, expect.stringContaining('Nothing is erased yet.')]);
      expect(await isThere('free')).toBe(true);
      const { said, status } = await run('erase', '--customer', '7', '--yes', '--by', 'Dana');
      expect(status).toBe(1);
      expect(said).toContain('1 conversation erased, with 0 cases.');
      expect(said).toContain(`Left: open: case ${open} is open: close it first.`);
      expect(said).toContain(`Left: record: staff handled case ${record}: a record until`);
      expect(said).toContain(`Left: held: hold ${hold} keeps it.`);
      const there = await Promise.all(['free', 'open', 'record', 'held', 'other'].map(isThere));
      expect(there).toEqual([false, true, true, true, true]);

      expect((await run('erase', '--customer', '7', '--yes', '--records')).said).toContain(
        '1 conversation erased, with 1 case.',
      );
      expect(await isThere('record')).toBe(false);
      const trail = await storage.dataEvents(10);
      expect(trail.map(({ what }) => what)).toEqual(['erased', 'erased', 'held']);
      expect(trail[0]?.detail).toMatchObject({ kind: 'customer', cases: [record], records: true });
      expect(trail[1]).toMatchObject({ actor: 'Dana', detail: { cases: [], records: false } });
      expect(JSON.stringify(trail.slice(0, 2))).not.toMatch(/Lee|"7"/);
    }, 60_000);

    test('holds, lists and releases', async () => {
      const { said } = await run('hold', '--everything', '--reason', 'audit of 2026', '--by', 'Dana');
      expect(said).toContain('Hold 1 is in force: nothing of everybody is forgotten or erased until');
      expect((await run('holds')).said).toMatch(/^1 {2}everybody {2}since .* by Dana {2}audit of 2026\n$/);
      expect((await run('release', '1')).said).toContain('Hold 1 is over.');
      expect(await run('release', '1')).toEqual({ said: expect.stringContaining('No hold 1 is in force.'), status: 1 });
      expect((await run('log')).said).toMatch(/released .*\n.* held .*"audit of 2026"/);
    }, 60_000);

    if (kind === 'SQLite')
      test.each([
        [['hold', '--everything'], 'Add --reason'],
        [['erase', '--everything', '--yes'], 'Everything can be held alone.'],
        [['find', '--email', 'a@example.com', '--case', '1001'], 'Whose data?'],
        [['export', '--email', 'a@example.com'], 'Where to?'],
      ])('says what is wrong: %j', async (args, words) => {
        expect(await run(...args)).toEqual({ said: expect.stringContaining(words), status: 1 });
      });
  });
});
