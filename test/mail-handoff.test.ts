// E-mails about cases, the whole way: a customer in the chat, staff at their desk, and the letters that come to an SMTP server.
import { join } from 'node:path';
import pino from 'pino';
import { createMailer, type Mailer } from '../src/channels/mail.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { type Conversations, createConversations, type Receipt } from '../src/conversation.ts';
import type { StaffAction } from '../src/handoff/staff-actions.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestServer } from './databases.ts';
import { type Letter, startSmtp, type TestSmtp } from './smtp.ts';
import { addStaff, comeOnDuty } from './staff.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday, 11:00 in Newark. */
const T = Date.parse('2026-03-02T16:00:00Z');
const folder = join(__dirname, 'fixtures/content');
const content = loadContent(join(folder, 'dialogs'), join(folder, 'knowledge')).content as Content;

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let storage: Storage;
  let smtp: TestSmtp;
  let conversations: Conversations;
  let mailer: Mailer;
  let clock: number;
  let lines: string[];
  let dana: Staff;
  let perAddress: number;

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ storage } = await server.ready());
    clock = T;
    lines = [];
    perAddress = 3;
    smtp = await startSmtp();
    dana = await addStaff(storage, 'Dana', T, { office: 'newark' });
    start();
  });

  afterEach(async () => {
    await mailer.stop();
    await conversations.stop();
    await smtp.stop();
  });

  afterAll(async () => {
    await server?.stop();
  });

  function start(isMailed = true): void {
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    const common = { storage, content: () => content, log, now: () => clock };
    conversations = createConversations({
      ...common,
      meter: { turn() {}, reply() {} },
      dueEvery: HOUR,
      staffEvery: 0,
      mail: isMailed ? { perAddress, perHour: 200 } : null,
    });
    mailer = createMailer({
      ...common,
      settings: {
        smtp: { host: '127.0.0.1', port: smtp.port, secure: false, requireTls: false, user: null, password: null },
        from: { name: null, address: 'desk@example.com' },
        perHour: 200,
        publicUrl: 'https://chat.example.com',
      },
      conversations,
      secrets: [{ secret: 'a secret of the test' }],
      every: 10,
    });
  }

  async function restart(isMailed = true): Promise<void> {
    await mailer.stop();
    await conversations.stop();
    start(isMailed);
  }

  async function say(text: string, id = 'c', action?: string): Promise<string> {
    const activity = { type: 'message', text, ...(action ? { channelData: { action } } : {}) };
    const receipt: Receipt = await conversations.receive({
      conversationId: id,
      create: { channel: 'directline', userId: 'u' },
      activity,
    });
    await storage.mails.seen([{ conversationId: id, at: clock }]);
    return receipt.stored.map((row) => String(row.activity.text ?? '')).join('\n');
  }

  const leaveMessage = async (contact: string, name = 'skip', id = 'c', question = 'My refund is late') => {
    for (const text of ['leave a message', question, contact, name]) await say(text, id);
    return say('Send it', id);
  };

  async function act(number: number, action: StaffAction) {
    await comeOnDuty(storage, dana.id, clock);
    return conversations.staffAct(number, dana, action);
  }

  async function answer(number: number, text = 'Please send us the **declaration**.'): Promise<void> {
    const found = await storage.case(number);
    if (found?.status === 'waiting') await act(number, { kind: 'claim' });
    await act(number, { kind: 'message', text });
  }

  /** Lets time pass, and what is due happen. */
  async function pass(milliseconds: number): Promise<void> {
    clock += milliseconds;
    await comeOnDuty(storage, dana.id, clock);
    await conversations.lookForDue();
    await sent();
  }

  /** Waits until nothing waits to be sent. */
  async function sent(): Promise<Letter[]> {
    while ((await storage.mails.countWaiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    return smtp.letters;
  }

  const subjects = () => smtp.letters.map(({ headers }) => headers.subject ?? '');
  const trail = async (number: number) =>
    (await storage.caseEvents(number))
      .filter(({ what }) => ['mailed', 'email-confirmed'].includes(what))
      .map(({ actor, what, detail }) => ({ actor, what, ...detail }));
  /** Letters of one moment may arrive in any order. */
  const codeIn = (letters: Letter[]) =>
    letters.map(({ text }) => /\n(\d{6})\n/.exec(text ?? '')?.[1]).findLast(Boolean) ?? '';
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  test('a new message goes to its office as a number, an office, a time and a link', async () => {
    await leaveMessage('dana@example.org, 973 555 0100', 'Dana Reyes');
    const [letter] = await sent();
    expect(smtp.letters).toHaveLength(1);
    expect(letter?.to).toEqual(['newark@example.com']);
    expect(letter?.text).toContain('https://chat.example.com/staff#case=1001');
    expect(letter?.text).toContain('Monday, March 2, 2026, 11:00 AM ET');
    expect(await trail(1001)).toEqual([{ actor: 'system', what: 'mailed', mail: 'new-case', outcome: 'sent' }]);
  });

  test('nothing that a visitor types reaches a letter, and nobody but the office and the one address', async () => {
    const hostile = 'Dana\r\nBcc: all@example.net\r\n\r\nEVILTEXT <b>x</b>';
    await leaveMessage(
      'victim@example.net\r\nBcc: all@example.net',
      hostile,
      'c',
      'EVILTEXT\r\n.\r\nMAIL FROM:<x@example.net>',
    );
    await say('Confirm my e-mail');
    clock += MINUTE;
    await answer(1001, 'STAFFTEXT secret');
    await act(1001, { kind: 'confirm-email' });
    await pass(4 * MINUTE);
    expect(subjects()).toHaveLength(3);
    for (const { raw, to, headers } of smtp.letters) {
      expect(raw).not.toMatch(/EVILTEXT|STAFFTEXT|Dana|all@example\.net|x@example\.net/i);
      expect(headers).not.toHaveProperty('bcc');
      expect(to).toHaveLength(1);
    }
    expect(smtp.letters.map(({ to: [to] }) => to).sort()).toEqual([
      'newark@example.com',
      'victim@example.net',
      'victim@example.net',
    ]);
    expect(lines.join('')).not.toMatch(/victim|EVILTEXT/);
  });

  test('an answer is told to a customer who is gone, at the address that staff confirmed, once until they come back', async () => {
    await leaveMessage('dana@example.org');
    await act(1001, { kind: 'confirm-email' });
    clock += HOUR;
    await answer(1001);
    await answer(1001, 'And the form.');
    await pass(2 * MINUTE);
    expect(subjects()).toHaveLength(1);
    await pass(MINUTE);
    expect(subjects()[1]).toBe(`You have a reply from ${content.broker.short_name} (case 1001)`);
    expect(smtp.letters[1]?.to).toEqual(['dana@example.org']);
    expect(smtp.letters[1]?.text).toMatch(/\nhttps:\/\/chat\.example\.com\/chat#code=c\.[\w-]+\.[\w-]+\n/);
    await answer(1001, 'One more.');
    await pass(10 * MINUTE);
    expect(subjects()).toHaveLength(2);
    // The customer comes back, reads, and goes again.
    await say('thank you');
    clock += MINUTE;
    await answer(1001, 'You are welcome.');
    await pass(4 * MINUTE);
    expect(subjects()).toHaveLength(3);
    expect(await trail(1001)).toEqual([
      { actor: 'dana', what: 'email-confirmed', address: 'dana@example.org' },
      { actor: 'system', what: 'mailed', mail: 'new-case', outcome: 'sent' },
      { actor: 'system', what: 'mailed', mail: 'reply', outcome: 'sent' },
      { actor: 'system', what: 'mailed', mail: 'reply', outcome: 'sent' },
    ]);
  });

  test('a customer whose client was there after the answer gets no e-mail', async () => {
    await leaveMessage('dana@example.org');
    await act(1001, { kind: 'confirm-email' });
    await answer(1001);
    await storage.mails.seen([{ conversationId: 'c', at: clock }]);
    await pass(10 * MINUTE);
    expect(subjects()).toHaveLength(1);
  });

  test('nothing goes to an address that nobody confirmed; once staff do, the answer given before is told', async () => {
    await leaveMessage('dana@example.org');
    clock += MINUTE;
    await answer(1001);
    await pass(HOUR / 2 - MINUTE);
    expect(subjects()).toHaveLength(1);
    await act(1001, { kind: 'confirm-email' });
    await act(1001, { kind: 'confirm-email' });
    await pass(4 * MINUTE);
    expect(smtp.letters[1]?.to).toEqual(['dana@example.org']);
    expect((await trail(1001)).filter(({ what }) => what === 'email-confirmed')).toHaveLength(1);
  });

  test('staff may confirm an address that they were told, and not what is none', async () => {
    await leaveMessage('973 555 0100');
    const confirm = (email?: string) => act(1001, { kind: 'confirm-email', email });
    await expect(confirm()).rejects.toMatchObject({ code: 'no-address' });
    await expect(confirm('dana@example.org\r\nBcc: x@example.org')).rejects.toMatchObject({ code: 'no-address' });
    await expect(confirm('a@example.org, b@example.org')).rejects.toMatchObject({ code: 'no-address' });
    await confirm('Dana@Example.org');
    clock += MINUTE;
    await answer(1001);
    await pass(4 * MINUTE);
    expect(smtp.letters.at(-1)?.to).toEqual(['dana@example.org']);
  });

  test('a customer confirms the address by the code that comes there', async () => {
    expect(await leaveMessage('dana@example.org')).toContain('Shall an e-mail to dana@example.org tell you');
    expect(await say('Confirm my e-mail')).toContain('A code with six digits is on its way to dana@example.org.');
    const code = codeIn(await sent());
    expect(await say(wrong(code))).toContain('That is not the code. You can try 4 more times.');
    expect(await say('is the account free')).toContain('ree');
    clock += 14 * MINUTE;
    expect(await say(`${code.slice(0, 3)} ${code.slice(3)}`)).toContain('an e-mail to dana@example.org tells you');
    expect((await trail(1001)).at(-1)).toEqual({
      actor: 'customer',
      what: 'email-confirmed',
      address: 'dana@example.org',
    });
    clock += MINUTE;
    await answer(1001);
    await pass(4 * MINUTE);
    expect(subjects().at(-1)).toContain('You have a reply');
    await act(1001, { kind: 'close' });
    expect(await leaveMessage('dana@example.org')).toContain('an e-mail to dana@example.org tells you');
  });

  test('a code holds for five tries, for 15 minutes and once', async () => {
    await leaveMessage('dana@example.org');
    await say('Confirm my e-mail');
    const code = codeIn(await sent());
    for (const left of ['4 more times', '3 more times', '2 more times', 'one more time'])
      expect(await say(wrong(code))).toContain(`You can try ${left}.`);
    expect(await say(wrong(code))).toContain('That code holds no more.');
    expect(await say(code)).not.toContain('tells you');
    await say('Send a new code');
    const second = codeIn(await sent());
    clock += 15 * MINUTE + 1;
    expect(await say(second)).toContain('That code holds no more.');
    expect(await trail(1001)).not.toContainEqual(expect.objectContaining({ what: 'email-confirmed' }));
    await say('Send a new code');
    const third = codeIn(await sent());
    expect(third).toMatch(/^\d{6}$/);
    expect(await say(third)).toContain('Thank you.');
    expect((await storage.turn('c', (turn) => turn.mails.address())).asked).toBeNull();
    expect(await say('Send a new code')).toContain('tells you');
    expect(subjects()).toHaveLength(4);
  });

  test('a code that is typed while staff hold the conversation counts, and the bot keeps silent', async () => {
    await leaveMessage('dana@example.org');
    await say('Confirm my e-mail');
    const code = codeIn(await sent());
    await act(1001, { kind: 'claim' });
    expect(await say(code)).toBe(code);
    expect(await trail(1001)).toContainEqual(expect.objectContaining({ actor: 'customer', what: 'email-confirmed' }));
  });

  test('a customer whom the website vouches for needs no code', async () => {
    const identity = { sub: '4711', name: 'Dana', email: 'Dana@Example.org' };
    await storage.turn('c', (turn) => turn.create({ channel: 'directline', userId: 'u', createdAt: T, identity }));
    expect(await leaveMessage('973 555 0100')).toContain('an e-mail to dana@example.org tells you');
    clock += MINUTE;
    await answer(1001);
    await pass(4 * MINUTE);
    expect(smtp.letters.at(-1)?.to).toEqual(['dana@example.org']);
  });

  test('over the limit nothing is sent, the trail says so, and the customer reads no error', async () => {
    perAddress = 2;
    await restart();
    await leaveMessage('dana@example.org');
    for (const _time of [1, 2]) expect(await say('Send a new code', 'c', 'mail:code')).toContain('is on its way');
    expect(await say('Send a new code', 'c', 'mail:code')).toContain('none can go to dana@example.org just now');
    expect((await trail(1001)).at(-1)).toEqual({
      actor: 'system',
      what: 'mailed',
      mail: 'code',
      outcome: 'over-limit',
    });
    await sent();
    await act(1001, { kind: 'confirm-email' });
    clock += MINUTE;
    await answer(1001);
    await pass(4 * MINUTE);
    expect(smtp.letters.filter(({ to }) => to[0] === 'dana@example.org')).toHaveLength(2);
    expect((await trail(1001)).at(-1)).toMatchObject({ mail: 'reply', outcome: 'over-limit' });
    clock += 24 * HOUR;
    await answer(1001, 'Are you there?');
    await pass(4 * MINUTE);
    expect(subjects().at(-1)).toContain('You have a reply');
  });

  test('a customer who is gone reads by e-mail that the case was closed, and one who is there does not', async () => {
    for (const id of ['gone', 'here']) {
      await leaveMessage(`${id}@example.org`, 'skip', id);
      const number = id === 'gone' ? 1001 : 1002;
      await act(number, { kind: 'confirm-email' });
      await answer(number);
    }
    for (let minutes = 0; minutes < 31; minutes++) {
      clock += MINUTE;
      await comeOnDuty(storage, dana.id, clock);
      await storage.mails.seen([{ conversationId: 'here', at: clock }]);
      await conversations.lookForDue();
    }
    await sent();
    expect((await storage.case(1001))?.closedBy).toBe('idle');
    expect((await storage.case(1002))?.closedBy).toBe('idle');
    const mailed = smtp.letters.filter(({ headers }) => headers.subject?.includes('was closed'));
    expect(mailed.map(({ to }) => to)).toEqual([['gone@example.org']]);
    expect(await trail(1001)).toContainEqual({ actor: 'system', what: 'mailed', mail: 'closed', outcome: 'sent' });
  });

  test('what the server refuses for good is given up in the trail, and in the log without the address', async () => {
    smtp.refuse(550);
    await leaveMessage('dana@example.org');
    await sent();
    expect(await trail(1001)).toEqual([{ actor: 'system', what: 'mailed', mail: 'new-case', outcome: 'given-up' }]);
    expect(lines.join('')).not.toMatch(/@example/);
    expect((await storage.case(1001))?.version).toBeGreaterThan(1);
  });

  test('without SMTP nothing is promised, nothing is kept, and staff are told', async () => {
    await restart(false);
    const said = await leaveMessage('dana@example.org');
    expect(said).toContain('case 1001');
    expect(said).not.toContain('e-mail to');
    expect(await say('x', 'c', 'mail:code')).toContain('There is no e-mail address of yours to confirm.');
    await expect(act(1001, { kind: 'confirm-email' })).rejects.toMatchObject({ code: 'mail-off' });
    await answer(1001);
    await pass(HOUR);
    expect(smtp.offered()).toBe(0);
    expect(await trail(1001)).toEqual([]);
  });
});
