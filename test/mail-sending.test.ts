// E-mails on their way: through a real SMTP server, with TLS and a log-in, while it is down, and when it says no.
import { join } from 'node:path';
import tls from 'node:tls';
import pino from 'pino';
import { createMailer, type Mailer, type MailerSettings } from '../src/channels/mail.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { type Conversations, createConversations } from '../src/conversation.ts';
import type { NewMail } from '../src/storage/storage/mails.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';
import { certificate, startSmtp, type TestSmtp } from './smtp.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.parse('2026-11-30T20:04:00Z');
const folder = join(__dirname, 'fixtures/content');
const content = loadContent(join(folder, 'dialogs'), join(folder, 'knowledge')).content as Content;
const login = { user: 'desk@example.com', password: 'p@ss:w/rd' };

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;
  let smtp: TestSmtp;
  let clock: number;
  let lines: string[];
  const mailers: Mailer[] = [];
  const running: Conversations[] = [];

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ database, storage } = await server.ready());
    clock = T;
    lines = [];
  });

  afterEach(async () => {
    await Promise.all(mailers.splice(0).map((mailer) => mailer.stop()));
    await Promise.all(running.splice(0).map((conversations) => conversations.stop()));
    await smtp?.stop();
  });

  afterAll(async () => {
    await server?.stop();
  });

  function conversationsOn(node: Storage): Conversations {
    const conversations = createConversations({
      storage: node,
      content: () => content,
      log: pino({ level: 'silent' }),
      meter: { turn() {}, reply() {} },
      now: () => clock,
      dueEvery: 60_000,
    });
    running.push(conversations);
    return conversations;
  }

  function startMailer(settings: Partial<MailerSettings['smtp']> = {}, node = storage): void {
    mailers.push(
      createMailer({
        settings: {
          smtp: {
            host: '127.0.0.1',
            port: smtp.port,
            secure: false,
            requireTls: false,
            user: null,
            password: null,
            ...settings,
          },
          from: { name: null, address: 'desk@example.com' },
          perHour: 200,
          publicUrl: 'https://chat.example.com',
        },
        storage: node,
        conversations: conversationsOn(node),
        content: () => content,
        secrets: [{ secret: 'a secret of the test' }],
        log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
        now: () => clock,
        every: 20,
      }),
    );
  }

  async function add(mail: Partial<NewMail> = {}, id = 'conversation-1'): Promise<void> {
    await storage.turn(id, async (turn) => {
      if (!(await turn.conversation())) await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
      await turn.mails.add({
        kind: 'reply',
        address: 'dana@example.org',
        addressKey: 'key',
        case: 1042,
        code: null,
        office: null,
        madeAt: T,
        ...mail,
      });
    });
  }

  const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  async function until<Value>(read: () => Promise<Value> | Value): Promise<Value> {
    for (;;) {
      const value = await read();
      if (value) return value;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  const ended = () => until(async () => (await storage.mails.countWaiting()) === 0);
  const tried = (times: number) => until(() => logged().filter(({ tries }) => tries).length >= times);
  const outcomes = async () => (await database.sql('select outcome from mails')).map(({ outcome }) => outcome);

  test('each kind of mail says what is fixed, with a link, and that a machine wrote it', async () => {
    smtp = await startSmtp();
    startMailer();
    const office = content.offices[0]?.id ?? '';
    await add({ kind: 'new-case', address: 'newark@example.org', office });
    await add({ kind: 'reply', madeAt: T + 1 });
    await add({ kind: 'closed', madeAt: T + 2 });
    await add({ kind: 'code', case: null, code: '012345', madeAt: T + 3 });
    clock = T + 10;
    const letters = await smtp.come(4);
    await ended();
    const of = (part: string) => letters.find(({ headers }) => headers.subject?.includes(part));
    for (const { from, headers, text } of letters) {
      expect(text).toContain(`The automatic assistant of ${content.broker.name} wrote this e-mail.`);
      expect(text).not.toContain('..');
      expect(from).toBe('desk@example.com');
      expect(headers).toMatchObject({
        from: `"${content.broker.name}" <desk@example.com>`,
        'auto-submitted': 'auto-generated',
        'x-auto-response-suppress': 'All',
      });
      expect(headers['message-id']).toMatch(/^<[\w-]{22}@example\.com>$/);
    }
    expect(of('a new message')).toMatchObject({ to: ['newark@example.org'], headers: { to: 'newark@example.org' } });
    expect(of('a new message')?.headers.subject).toBe(`Case 1042: a new message for ${content.offices[0]?.name}`);
    expect(of('a new message')?.text).toContain('Monday, November 30, 2026, 3:04 PM ET');
    expect(of('a new message')?.text).toContain('\nhttps://chat.example.com/staff#case=1042\n');
    const link = /\nhttps:\/\/chat\.example\.com\/chat#code=conversation-1\.[\w-]{22}\.[\w-]{43}\n/;
    expect(of('You have a reply')?.to).toEqual(['dana@example.org']);
    expect(of('You have a reply')?.text).toMatch(link);
    expect(of('was closed')?.text).toMatch(link);
    expect(of('Your code')?.text).toContain('\n012345\n');
    expect(of('Your code')?.text).not.toContain('http');
    expect(await outcomes()).toEqual(Array(4).fill('sent'));
    expect(lines.join('')).not.toContain('example.org');
  });

  test('it is sent by STARTTLS and with a log-in to a server whose certificate is trusted', async () => {
    smtp = await startSmtp({ tls: true, login });
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trusted, certificate]);
    try {
      startMailer({ host: 'localhost', requireTls: true, ...login });
      await add();
      const [letter] = await smtp.come(1);
      expect(letter).toMatchObject({ secure: true, user: login.user, to: ['dana@example.org'] });
      await ended();
    } finally {
      tls.setDefaultCACertificates(trusted);
    }
  });

  test('nothing is sent where TLS is needed and not offered, or nobody trusts its certificate', async () => {
    smtp = await startSmtp({ login });
    startMailer({ requireTls: true, ...login });
    await add();
    await tried(1);
    expect(logged().find(({ tries }) => tries)).toMatchObject({ level: 40, reason: expect.stringContaining('ETLS') });
    await smtp.stop();
    smtp = await startSmtp({ tls: true, login, port: smtp.port });
    clock += 2 * MINUTE;
    await tried(2);
    expect(smtp.letters).toEqual([]);
    expect(await storage.mails.countWaiting()).toBe(1);
  });

  test('a log-in that is refused is tried again, for the operator to correct it', async () => {
    smtp = await startSmtp({ login });
    startMailer({ ...login, password: 'wrong' });
    await add();
    await tried(1);
    expect(logged().find(({ tries }) => tries)).toMatchObject({
      level: 40,
      reason: 'The SMTP server did not take an e-mail (EAUTH at AUTH PLAIN, it answered 535).',
    });
    expect(await storage.mails.countWaiting()).toBe(1);
  });

  test('while the server is down a mail is tried ever later, and is sent once it is back', async () => {
    smtp = await startSmtp();
    const { port } = smtp;
    await smtp.stop();
    await add();
    startMailer();
    const waits: number[] = [];
    for (let tries = 1; tries <= 8; tries++) {
      await tried(tries);
      const { waitMs } = logged()
        .filter((line) => line.tries)
        .at(-1) as { waitMs: number };
      waits.push(waitMs / MINUTE);
      // Nothing is tried before its time: another mail passes it.
      clock += waitMs * 1.11;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    smtp = await startSmtp({ port });
    clock += HOUR * 1.11;
    const [letter] = await smtp.come(1);
    expect(letter?.to).toEqual(['dana@example.org']);
    await ended();
    expect(await outcomes()).toEqual(['sent']);
  });

  test.each(['rcpt', 'data'] as const)('a refusal for now (at %s) is tried again', async (at) => {
    smtp = await startSmtp();
    smtp.refuse(451, at);
    startMailer();
    await add();
    await tried(1);
    smtp.refuse(null);
    clock += 2 * MINUTE;
    await smtp.come(1);
    await ended();
    expect(smtp.offered()).toBe(2);
  });

  test.each(['rcpt', 'data'] as const)(
    'a refusal for good (at %s) is given up, and the log names no address',
    async (at) => {
      smtp = await startSmtp();
      smtp.refuse(550, at);
      startMailer();
      await add();
      await ended();
      expect(await outcomes()).toEqual(['failed']);
      expect(logged()).toEqual([
        expect.objectContaining({
          level: 50,
          msg: 'An e-mail could not be sent; it is given up.',
          case: 1042,
          reason: expect.stringContaining('it answered 550'),
        }),
      ]);
      expect(lines.join('')).not.toContain('dana');
      smtp.refuse(null);
      clock += 2 * HOUR;
      await add({ case: 1043, madeAt: clock });
      await smtp.come(1);
      expect(smtp.offered()).toBe(2);
    },
  );

  test('what could not be sent for a day is given up', async () => {
    smtp = await startSmtp();
    smtp.refuse(421);
    await add();
    clock = T + 24 * HOUR;
    startMailer();
    await tried(1);
    expect(await storage.mails.countWaiting()).toBe(1);
    clock += 2 * MINUTE;
    await ended();
    expect(await outcomes()).toEqual(['failed']);
    expect(lines.join('')).not.toContain('dana');
  });

  test('two servers on one database send each mail once', async () => {
    smtp = await startSmtp();
    for (let count = 0; count < 40; count++) await add({ case: 2000 + count }, `c${count}`);
    startMailer();
    startMailer({}, database.open());
    await ended();
    expect(smtp.offered()).toBe(40);
    const subjects = smtp.letters.map(({ headers }) => headers.subject);
    expect(new Set(subjects).size).toBe(40);
  });

  test('a mail that was sent while the database went away is noted when it is back, and not sent again', async () => {
    smtp = await startSmtp();
    let release = () => {};
    smtp.hold(
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    await add();
    startMailer();
    await until(() => smtp.offered() === 1);
    const back = server.restart();
    release();
    await back;
    await ended();
    expect(await outcomes()).toEqual(['sent']);
    expect(smtp.offered()).toBe(1);
    // Whoever looks for mails just then may find no database; nothing else goes wrong.
    const wrong = logged().filter(({ level }) => Number(level) > 40);
    expect(wrong.filter(({ msg }) => msg !== 'E-mails cannot be taken; this is tried until it works.')).toEqual([]);
  });

  test('no header can be put into a letter by what an editor calls an office', async () => {
    smtp = await startSmtp();
    const named = structuredClone(content.offices[0]);
    if (named) named.name = 'Newark\r\nBcc: everyone@example.org\r\n\r\nHello';
    const offices = named ? [named] : [];
    const mailer = createMailer({
      settings: {
        smtp: { host: '127.0.0.1', port: smtp.port, secure: false, requireTls: false, user: null, password: null },
        from: { name: 'Refund\r\nBcc: all@example.org', address: 'desk@example.com' },
        perHour: 200,
        publicUrl: 'https://chat.example.com',
      },
      storage,
      conversations: conversationsOn(storage),
      content: () => ({ ...content, offices }),
      secrets: [{ secret: 'x' }],
      log: pino({ level: 'silent' }),
      now: () => clock,
      every: 20,
    });
    mailers.push(mailer);
    await add({ kind: 'new-case', office: named?.id ?? '' });
    const [letter] = await smtp.come(1);
    expect(Object.keys(letter?.headers ?? {})).not.toContain('bcc');
    expect(letter?.to).toEqual(['dana@example.org']);
    await ended();
  });

  test('a mail that waits is not sent once its conversation is forgotten', async () => {
    smtp = await startSmtp();
    await add({ madeAt: T + HOUR });
    await add({ case: 7 }, 'other');
    await storage.turn('conversation-1', (turn) => turn.forget());
    clock = T + 2 * HOUR;
    startMailer();
    await smtp.come(1);
    await ended();
    expect(smtp.letters.map(({ headers }) => headers.subject)).toEqual([
      `You have a reply from ${content.broker.short_name} (case 7)`,
    ]);
  });
});
