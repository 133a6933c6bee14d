// The outbox of e-mails over both databases: taken once, limits, confirmed addresses, who was there when.
import { join } from 'node:path';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { openDesk } from '../src/handoff/desk.ts';
import { type MailRules, post } from '../src/handoff/post-mail.ts';
import type { Mail, MailKind, NewMail } from '../src/storage/storage/mails.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

const folder = join(__dirname, 'fixtures/content');
const content = loadContent(join(folder, 'dialogs'), join(folder, 'knowledge')).content as Content;
const HOUR = 3_600_000;
const T = 1_000 * HOUR;
const many = { perHour: 1000, hourFrom: T - HOUR };
const rules: MailRules = { perAddress: 3, perHour: 200 };

const made = (over: Partial<NewMail> = {}): NewMail => ({
  kind: 'reply',
  address: 'dana@example.com',
  addressKey: 'key-of-dana',
  case: 1001,
  code: null,
  office: null,
  madeAt: T,
  ...over,
});

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ database, storage } = await server.ready());
  });

  afterAll(async () => {
    await server?.stop();
  });

  const open = (id: string) =>
    storage.turn(id, async (turn) => {
      if (!(await turn.conversation())) await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
    });

  async function add(mail: Partial<NewMail> = {}, id = 'c'): Promise<Mail> {
    await open(id);
    return storage.turn(id, (turn) => turn.mails.add(made(mail)));
  }

  function posted(kind: MailKind, address: string, at: number, id = 'c', node = storage, within = rules) {
    const mail = { kind, address, case: null, code: null, office: null };
    return node.turn(id, (turn) => post(openDesk(turn, { content, staff: [], mail: within, at }), mail));
  }

  const end = (mail: Mail, outcome: 'sent' | 'failed' = 'sent', at = T, node = storage) =>
    node.turn(mail.conversationId, (turn) => turn.mails.end(mail, outcome, at));

  test('a mail comes out as it went in, the oldest first', async () => {
    const strange = { address: 'o\u0000\ud800@example.com', office: 'newark', code: '012345' };
    const late = await add({ madeAt: T, kind: 'code', case: null, ...strange }, 'strange \u0000 id');
    const early = await add({ madeAt: T - 1 });
    expect(await storage.mails.take(T - 2, T + HOUR, 10, many)).toEqual([]);
    expect(await storage.mails.take(T, T + HOUR, 10, many)).toEqual([early, late]);
  });

  test('a mail is taken by one of many nodes, and comes back only when its lease is over', async () => {
    for (let count = 0; count < 30; count++) await add({}, `c${count}`);
    const nodes = [storage, database.open(), database.open()];
    const takes = Array.from({ length: 30 }, (_, index) => nodes[index % 3]?.mails.take(T, T + 100, 4, many));
    const ids = (await Promise.all(takes)).flatMap((taken) => taken?.map(({ id }) => id) ?? []);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
    expect(await storage.mails.take(T + 99, T + 200, 100, many)).toEqual([]);
    const again = await storage.mails.take(T + 100, T + 200, 100, many);
    expect(again).toHaveLength(30);
    expect(again[0]?.attempts).toBe(1);
  });

  test('a mail that ended is never taken again, and its address and code are gone', async () => {
    const sent = await add({ code: '123456' });
    const failed = await add({}, 'd');
    const taken = await storage.mails.take(T, T + 100, 10, many);
    expect(await Promise.all(taken.map((mail) => end(mail, mail.id === sent.id ? 'sent' : 'failed')))).toEqual([
      true,
      true,
    ]);
    expect(await storage.mails.take(T + HOUR, T + 2 * HOUR, 10, many)).toEqual([]);
    expect(await end(failed)).toBe(false);
    const rows = await database.sql('select address, code, outcome from mails order by outcome');
    expect(rows).toEqual([
      { address: null, code: null, outcome: 'failed' },
      { address: null, code: null, outcome: 'sent' },
    ]);
  });

  test('who held a mail for too long can neither end it nor give it back', async () => {
    await add();
    const [first] = (await storage.mails.take(T, T + 100, 1, many)) as [Mail];
    const [second] = (await storage.mails.take(T + 100, T + HOUR, 1, many)) as [Mail];
    expect(await end(first)).toBe(false);
    await storage.mails.giveBack(first, T + 101);
    expect(await storage.mails.take(T + 101, T + HOUR, 1, many)).toEqual([]);
    await storage.mails.giveBack(second, T + 200);
    expect(await storage.mails.take(T + 199, T + HOUR, 1, many)).toEqual([]);
    expect(await storage.mails.take(T + 200, T + HOUR, 1, many)).toEqual([{ ...second, attempts: 2 }]);
  });

  test('no more are under way or sent in an hour than the quota, on many nodes', async () => {
    for (let count = 0; count < 12; count++) await add({}, `c${count}`);
    const nodes = [storage, database.open(), database.open()];
    const quota = { perHour: 7, hourFrom: T - HOUR };
    const takes = await Promise.all(nodes.map((node) => node.mails.take(T, T + 100, 5, quota)));
    const taken = takes.flat();
    expect(taken).toHaveLength(7);
    for (const mail of taken.slice(0, 4)) await end(mail);
    for (const mail of taken.slice(4)) await storage.mails.giveBack(mail, T);
    expect(await storage.mails.take(T, T + 100, 20, quota)).toHaveLength(3);
    // An hour later nothing of it counts.
    const later = { perHour: 7, hourFrom: T };
    expect(await storage.mails.take(T + HOUR, T + 2 * HOUR, 20, later)).toHaveLength(7);
  });

  test('an address gets three a day, however it is spelled and from however many conversations at once', async () => {
    const spellings = ['dana@gmail.com', 'Da.Na@gmail.com', 'dana+1@gmail.com', 'd.ana+x@googlemail.com'];
    const nodes = [storage, database.open()];
    const tries = Array.from({ length: 20 }, (_, index) => index);
    await Promise.all(tries.map((index) => open(`c${index}`)));
    const kept = await Promise.all(
      tries.map((index) => posted('reply', spellings[index % 4] as string, T, `c${index}`, nodes[index % 2])),
    );
    expect(kept.filter(Boolean)).toHaveLength(3);
    expect(await posted('reply', 'dana@example.com', T, 'c0')).toBe(true);
    expect(await posted('reply', 'dana@gmail.com', T + 24 * HOUR - 1, 'c0')).toBe(false);
    expect(await posted('reply', 'dana@gmail.com', T + 24 * HOUR, 'c0')).toBe(true);
  });

  test('in an hour no more are kept than the limit, and customers alone bring about half of them', async () => {
    await open('c');
    const within = { perAddress: 3, perHour: 9 };
    const post = (kind: MailKind, index: number) => posted(kind, `d${index}@example.com`, T, 'c', storage, within);
    const kept: boolean[] = [];
    for (let index = 0; index < 7; index++) kept.push(await post(index % 2 ? 'code' : 'new-case', index));
    expect(kept).toEqual([true, true, true, true, true, false, false]);
    for (let index = 10; index < 15; index++) kept.push(await post('reply', index));
    expect(kept.slice(7)).toEqual([true, true, true, true, false]);
    expect(await posted('reply', 'd@example.com', T + HOUR, 'c', storage, within)).toBe(true);
  });

  test('an office gets more than three a day', async () => {
    await open('c');
    for (let count = 0; count < 5; count++) expect(await posted('new-case', 'newark@example.com', T)).toBe(true);
  });

  test('a link is used once, for seven days, in its own conversation', async () => {
    const mail = await add();
    const code = await add({ kind: 'code' });
    await open('d');
    const use = (conversation: string, id: string, after = T - 1, node = storage) =>
      node.turn(conversation, (turn) => turn.mails.useLink(id, after, T));
    expect(await use('d', mail.id)).toBe(false);
    expect(await use('c', mail.id, T)).toBe(false);
    expect(await use('c', code.id)).toBe(false);
    const nodes = [storage, database.open()];
    const uses = await Promise.all(Array.from({ length: 10 }, (_, at) => use('c', mail.id, T - 1, nodes[at % 2])));
    expect(uses.filter(Boolean)).toHaveLength(1);
  });

  test('the newest of a kind is known, and old mails are dropped', async () => {
    await add({ madeAt: T - 10 });
    await add({ madeAt: T });
    await add({ madeAt: T + 5, kind: 'closed' });
    const newest = (kind: MailKind) => storage.turn('c', (turn) => turn.mails.newest(kind));
    expect(await newest('reply')).toBe(T);
    expect(await newest('code')).toBeNull();
    expect(await storage.mails.countWaiting()).toBe(3);
    await storage.mails.dropBefore(T + 1);
    expect(await newest('reply')).toBeNull();
    expect(await storage.mails.countWaiting()).toBe(1);
  });

  test('the address of a conversation is kept as it is given', async () => {
    await open('c');
    const address = {
      confirmed: { address: 'dana@example.com', by: 'code', at: T },
      asked: { address: 'd\u0000@example.com', code: '000001', number: 1001, at: T, triesLeft: 5 },
    };
    const read = () => storage.turn('c', (turn) => turn.mails.address());
    expect(await read()).toEqual({ confirmed: null, asked: null });
    for (const one of [{ ...address, confirmed: null }, address]) {
      await storage.turn('c', (turn) => turn.mails.keepAddress(one));
      expect(await read()).toEqual(one);
    }
  });

  test('when clients were last there is kept, and never goes back', async () => {
    await Promise.all(['a', 'b'].map(open));
    const seenAt = (id: string) => storage.turn(id, (turn) => turn.mails.seenAt());
    expect(await seenAt('a')).toBeNull();
    const at = (conversationId: string, at: number) => ({ conversationId, at });
    const ids = Array.from({ length: 120 }, (_, index) => `c${index}`);
    const nodes = [storage, database.open()];
    await Promise.all(nodes.map((node, index) => node.mails.seen(['b', 'a', ...ids].map((id) => at(id, T + index)))));
    await storage.mails.seen([at('b', T - 5)]);
    await storage.mails.seen([]);
    expect([await seenAt('a'), await seenAt('b'), await seenAt('c119')]).toEqual([T + 1, T + 1, T + 1]);
  });

  test('a conversation that is forgotten leaves no mail, no address and no time', async () => {
    await add();
    await add({}, 'd');
    await storage.mails.seen(['c', 'd'].map((conversationId) => ({ conversationId, at: T })));
    for (const id of ['c', 'd'])
      await storage.turn(id, (turn) => turn.mails.keepAddress({ confirmed: null, asked: null }));
    await storage.turn('c', (turn) => turn.forget());
    for (const table of ['mails', 'mail_addresses', 'last_seen'])
      expect(await database.sql(`select conversation_id from ${table}`)).toEqual([{ conversation_id: 'd' }]);
  });
});
