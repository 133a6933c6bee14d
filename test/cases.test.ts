// A message left for an office, from the first question to the closed case, over both databases.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Conversations, createConversations } from '../src/conversation.ts';
import type { Actor } from '../src/handoff/staff-actions.ts';
import type { Storage, StoredActivity } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';
import { addStaff, newCase } from './staff.ts';
import { sampleContent, tuesdayMorning } from './talk.ts';

const dana: Actor = { id: 'dana', name: 'Dana', office: null, role: 'staff' };
const inAnHour = () => Date.now() + 3_600_000;
const create = { channel: 'directline', userId: 'dl_1' };

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;
  let conversations: Conversations;
  let content = sampleContent;
  let now: number;

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ database, storage } = await server.ready());
    now = tuesdayMorning;
    content = sampleContent;
    conversations = createConversations({
      storage,
      content: () => content,
      log: pino({ level: 'silent' }),
      meter: { turn() {}, reply() {} },
      now: () => now,
      dueEvery: 60_000,
    });
  });

  afterEach(() => conversations.stop());
  afterAll(() => server?.stop());

  async function say(text: string, more: { action?: string; key?: string; id?: string } = {}) {
    const { stored } = await conversations.receive({
      conversationId: more.id ?? 'one',
      create,
      ...(more.key ? { key: more.key } : {}),
      activity: {
        type: 'message',
        text,
        locale: 'en-GB',
        localTimezone: 'America/Chicago',
        from: { id: 'dl_1', role: 'user' },
        ...(more.action ? { channelData: { action: more.action } } : {}),
      },
    });
    return stored
      .slice(1)
      .map(({ activity }: StoredActivity) => activity as { text: string; channelData: { case?: number } });
  }
  const press = (action: string, more = {}) => say('pressed', { action, ...more });

  async function runCases(...args: string[]) {
    const node = join(__dirname, '..', 'node_modules', '.bin', 'node');
    const where =
      kind === 'SQLite'
        ? { DATA_DIR: join(database.location, '..'), DATABASE_URL: '' }
        : { DATABASE_URL: database.location };
    const child = spawn(node, [join('src', 'cli', 'cases.ts'), ...args], {
      cwd: join(__dirname, '..'),
      env: { ...process.env, ...where, NODE_ENV: '', TZ: 'America/New_York' },
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

  async function newestWords(): Promise<string> {
    return String((await storage.activitiesAfter('one', 0, 500)).at(-1)?.activity.text);
  }

  /** Up to the summary. */
  async function write(question = 'Where is my refund?', id = 'one') {
    await press('message:start', { id });
    await say(question, { id });
    await say('dana@example.com', { id });
    return press('message:skip', { id });
  }

  test('is kept with all that staff need, and its number is told', async () => {
    await press('start:add-bank');
    await press('command:person');
    await press('message:start');
    await say('Please help me stop the wrong refund');
    await say('973 555 0112');
    const [summary] = await say('my name is Dana Reyes');
    expect(summary?.text).toContain('> Please help me stop the wrong refund');
    const [told] = await press('message:send');
    expect(told?.channelData).toMatchObject({ kind: 'handoff', case: 1001 });
    expect(told?.text).toContain('case 1001');
    expect(await storage.cases({ status: ['waiting'] }, 10)).toEqual([
      {
        number: 1001,
        conversationId: 'one',
        channel: 'directline',
        kind: 'message',
        office: 'newark',
        name: 'Dana Reyes',
        email: null,
        contact: '1-973-555-0112',
        question: 'Please help me stop the wrong refund',
        topic: null,
        guide: 'add-bank',
        step: 'open-tab',
        answers: {},
        tried: [],
        officeOpen: true,
        language: 'en-GB',
        timeZone: 'America/Chicago',
        status: 'waiting',
        owner: null,
        openedAt: tuesdayMorning,
        claimedAt: null,
        firstClaimedAt: null,
        closedAt: null,
        identity: null,
        closedBy: null,
        customerAt: null,
        staffAt: null,
        stars: null,
        words: null,
        updatedAt: tuesdayMorning,
        version: 1,
      },
    ]);
    expect(await storage.caseEvents(1001)).toEqual([
      { number: 1001, index: 1, at: tuesdayMorning, actor: 'customer', what: 'opened', detail: null },
    ]);
  });

  test('keeps who the customer was by the website, and staff read that it is verified', async () => {
    const identity = { sub: '4711', name: 'Dana Reyes', email: null };
    await storage.turn('one', (turn) => turn.create({ ...create, createdAt: now, identity }));
    await write();
    await press('message:send');
    await storage.turn('one', (turn) => turn.update({ identity: { ...identity, name: 'Dana Miller' } }));
    await write('Another question', 'two');
    await press('message:send', { id: 'two' });
    expect((await storage.cases({ status: ['waiting'] }, 10)).map((one) => one.identity)).toEqual([null, identity]);
    expect(
      (await runCases()).out.split('\n').map((line) => /not verified|verified: [^ ]+ [^ ]+/.exec(line)?.[0]),
    ).toEqual(['not verified', 'verified: Dana Reyes', undefined]);
    expect((await runCases('show', '1001')).out).toContain('verified  Dana Reyes (customer 4711 of the website)');
    expect((await runCases('show', '1002')).out).toContain('verified  no: was not logged in to the website');
  }, 60_000);

  test('is one case, however often Send is pressed or retried', async () => {
    await write();
    const told = await Promise.all([
      press('message:send', { key: 'a' }),
      press('message:send', { key: 'a' }),
      press('message:send', { key: 'b' }),
      say('Send it', { key: 'c' }),
    ]);
    expect(await storage.cases({}, 10)).toHaveLength(1);
    expect(told.map(([reply]) => reply?.text.includes('1001') ?? 'retry')).toEqual([true, 'retry', true, true]);
  });

  test('is not made by a turn that fails after it was opened, and can be sent again', async () => {
    await write();
    let failures = 1;
    const hoursThatFail = sampleContent.offices.map((office) => ({
      ...office,
      get hours() {
        if (failures-- > 0) throw new Error('the hours are broken');
        return office.hours;
      },
    }));
    content = { ...sampleContent, offices: hoursThatFail };
    const [error] = await press('message:send');
    expect(error?.channelData).toMatchObject({ kind: 'error' });
    expect(failures).toBeLessThan(1);
    expect(await storage.cases({}, 10)).toEqual([]);
    const [told] = await press('message:send');
    expect(told?.channelData).toMatchObject({ kind: 'handoff' });
    expect(await storage.cases({}, 10)).toHaveLength(1);
  });

  test('is told of in its own conversation only', async () => {
    await write();
    await press('message:send');
    await write('Another question', 'two');
    await press('message:send', { id: 'two' });
    expect((await say('status of case 1001'))[0]?.text).toContain('Where is my refund?');
    const [strange] = await say('status of case 1002');
    expect(strange?.text).toContain('I find no case 1002 in this conversation');
    expect(strange?.text).not.toContain('Another');
    expect((await say('what about my case?'))[0]?.text).not.toContain('1002');
    await conversations.staffAct(1001, dana, { kind: 'close' });
    expect((await say('my case'))[0]?.text).toContain('It was closed on March 3, 2026');
  });

  test('ten that wait are enough', async () => {
    for (let count = 0; count < 11; count++) {
      await write(`question ${count}`);
      await press('message:send');
    }
    expect(await storage.cases({}, 20)).toHaveLength(10);
  });

  test.each(['question', 'name'] as const)(
    'loses the first half of a number in its %s when the second comes',
    async (part) => {
      await write();
      await press(`message:change/${part}`);
      await say('my bank routing number is 0210');
      await press('message:send');
      expect((await storage.case(1001))?.[part]).toContain('0210');
      await say('00021');
      expect((await storage.case(1001))?.[part]).not.toContain('0210');
    },
  );

  test('cannot be forged by an event of a client', async () => {
    await conversations.receive({
      conversationId: 'one',
      create,
      activity: {
        type: 'event',
        name: 'case-opened',
        value: { kind: 'case-opened', opened: { number: 1 } },
        from: { id: 'dl_1', role: 'user' },
      },
    });
    expect(await storage.cases({}, 10)).toEqual([]);
    expect((await say('my case'))[0]?.text).toContain('You have left no message');
  });

  describe('for staff without a console', () => {
    test('is listed, shown with its transcript, closed and opened again while the server runs', async () => {
      await write('Where is\nmy refund?');
      await press('message:send');
      expect((await runCases()).out).toMatch(
        /^1001 {2}2026-03-03 10:00 {2}newark {2}dana@example\.com {2}Where is my refund\?\n$/,
      );
      const { out } = await runCases('show', '1001');
      expect(out).toContain('Case 1001, open');
      expect(out).toContain('contact   dana@example.com');
      expect(out).toMatch(/2026-03-03 10:00 {2}customer: Where is\n {4}my refund\?/);
      expect(out).toContain('bot: Thank you, your message is kept: **case 1001**.');
      expect((await runCases('close', '1001')).out).toBe('Case 1001 is closed now.\n');
      expect(await newestWords()).toContain('Our office has closed **case 1001**.');
      expect((await runCases('close', '1001')).out).toBe('Case 1001 was closed already.\n');
      expect((await runCases()).out).toBe('No case is open.\n');
      expect((await runCases('--all')).out).toContain('closed');
      expect((await runCases('reopen', '1001')).out).toBe('Case 1001 is open now.\n');
      expect(await newestWords()).toContain('Our office has opened **case 1001** again');
      // The server writes meanwhile.
      await write('Another question');
      await press('message:send');
      expect(JSON.parse((await runCases('--json')).out).map(({ number }: { number: number }) => number)).toEqual([
        1002, 1001,
      ]);
      const whole = JSON.parse((await runCases('show', '1002', '--json')).out);
      expect(whole.transcript.at(-1).text).toContain('case 1002');
    }, 60_000);

    test('is closed by a command as in the console: the customer is told, has the bot again, and what waits becomes due', async () => {
      await storage.turn('one', async (turn) => {
        await turn.create({ ...create, createdAt: now });
        await turn.openCase(newCase({ openedAt: now }));
      });
      await addStaff(storage, 'Dana', now);
      await conversations.staffAct(1001, dana, { kind: 'claim' });
      expect((await runCases('close', '1001')).out).toBe('Case 1001 is closed now.\n');
      expect(await newestWords()).toContain('**Dana** has ended this conversation');
      expect((await storage.conversation('one'))?.owner).toBeNull();
      expect(await storage.takeDue(inAnHour(), inAnHour(), 10)).toEqual([]);
      expect((await runCases('reopen', '1001')).out).toBe('Case 1001 is open now.\n');
      expect(await newestWords()).toContain('Our office has opened **case 1001** again');
      expect(await storage.takeDue(inAnHour(), inAnHour(), 10)).toMatchObject([{ kind: 'handoff' }]);
      expect((await storage.caseEvents(1001)).map(({ actor, what }) => [actor, what])).toEqual([
        ['dana', 'claimed'],
        ['command', 'closed'],
        ['command', 'reopened'],
      ]);
    }, 60_000);

    test('steers no terminal and cuts no sign in two, whatever the customer wrote', async () => {
      await write(`a\u001b[2J\u0007\u009b1m\r\u202eb ${'😀'.repeat(80)}`);
      await press('message:send');
      for (const { out } of [await runCases(), await runCases('show', '1001')]) {
        expect(out).toMatch(/a\[2J1m\s+b 😀/);
        expect(out).not.toMatch(/[^\n\P{Cc}]|\p{Bidi_Control}|\ufffd/u);
      }
    }, 60_000);

    test('says what is wrong, without a stack', async () => {
      const wrong = [
        [['show', '1999'], 'There is no case 1999.'],
        [['show'], 'Which case?'],
        [['close', 'x1'], '"x1" is not the number of a case.'],
        [['opne'], '"opne" is not known here.'],
        [['--closed'], "Unknown option '--closed'"],
      ] as const;
      for (const [args, said] of wrong) {
        const { err, out, status } = await runCases(...args);
        expect(err).toContain(said);
        expect(`${err}${out}`).not.toMatch(/^\s+at /m);
        expect(status).toBe(1);
      }
    }, 60_000);
  });
});
