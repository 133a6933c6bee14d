// Cases with their trail, their queue and what is found again, and what was not answered, over both databases.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { conversations } from '../src/storage/migrations/0001-conversations.ts';
import { cases as casesOfVersion2 } from '../src/storage/migrations/0002-cases.ts';
import type { CaseFilter, NewCase } from '../src/storage/storage/cases.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

const customer = { channel: 'directline', userId: 'dl_1', createdAt: 1_772_584_800_123 };
const opened = 1_772_584_800_123;

const aCase = (question: string, more: Partial<NewCase> = {}): NewCase => ({
  kind: 'live',
  office: 'newark',
  name: null,
  email: null,
  contact: 'dana@example.com',
  question,
  topic: 'ach-refund',
  guide: 'add-bank',
  step: 'open-tab',
  answers: { 'has-account': 'yes' },
  tried: ['refund-timing', 'ach-form'],
  officeOpen: true,
  language: 'en-US',
  timeZone: 'America/New_York',
  openedAt: opened,
  ...more,
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

  const open = (id: string, made: NewCase, said: string[] = []) =>
    storage.turn(id, async (turn) => {
      if (!(await turn.conversation())) await turn.create(customer);
      if (said.length > 0) await turn.append(said.map((text) => ({ activity: () => ({ type: 'message', text }) })));
      return turn.openCase(made);
    });
  const numbers = async (filter: CaseFilter, limit = 10) =>
    (await storage.cases(filter, limit)).map(({ number }) => number);

  test('a case comes back as it was given, waiting, and each change counts its version on', async () => {
    const made = await open('c', aCase('why \u0000'));
    const expected = {
      ...aCase('why \u0000'),
      number: 1001,
      conversationId: 'c',
      status: 'waiting',
      owner: null,
      claimedAt: null,
      firstClaimedAt: null,
      closedAt: null,
      closedBy: null,
      customerAt: null,
      staffAt: null,
      stars: null,
      words: null,
      updatedAt: opened,
      version: 1,
      identity: null,
      channel: customer.channel,
    };
    expect(made).toEqual(expected);
    expect(await storage.case(1001)).toEqual(expected);
    const claim = { status: 'claimed', owner: 'dana', claimedAt: opened + 5, firstClaimedAt: opened + 5 } as const;
    const claimed = await storage.turn('c', (turn) => turn.changeCase(1001, claim, opened + 5));
    expect(claimed).toEqual({ ...expected, ...claim, updatedAt: opened + 5, version: 2 });
    const words = { answers: null, tried: [], officeOpen: false, owner: null, stars: 5, words: 'thank you \ud800' };
    await storage.turn('c', (turn) => turn.changeCase(1001, words, opened + 6));
    expect(await storage.case(1001)).toEqual({ ...claimed, ...words, updatedAt: opened + 6, version: 3 });
  });

  test('cases count from 1001 on, across conversations and nodes', async () => {
    const nodes = [storage, database.open(), database.open()];
    for (const id of ['a', 'b', 'c']) await storage.turn(id, (turn) => turn.create(customer));
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, count) =>
        nodes[count % 3].turn('abc'[count % 3], (turn) => turn.openCase(aCase(`question ${count}`))),
      ),
    );
    expect(made.map(({ number }) => number).sort()).toEqual(Array.from({ length: 12 }, (_, count) => 1001 + count));
  });

  test('of fifty that claim one case at once, on two nodes, exactly one has it', async () => {
    await open('c', aCase('why'));
    const nodes = [storage, database.open()];
    const claims = Array.from({ length: 50 }, (_, count) =>
      nodes[count % 2].turn('c', async (turn) => {
        if ((await turn.case(1001))?.status !== 'waiting') return null;
        const owner = `staff ${count}`;
        await turn.update({ owner });
        await turn.addCaseEvent(1001, { actor: owner, what: 'claimed', at: opened + count });
        return (await turn.changeCase(1001, { status: 'claimed', owner }, opened + count)).owner;
      }),
    );
    const owners = (await Promise.all(claims)).filter(Boolean);
    expect(owners).toHaveLength(1);
    expect(await storage.case(1001)).toMatchObject({ status: 'claimed', owner: owners[0], version: 2 });
    expect((await storage.conversation('c'))?.owner).toBe(owners[0]);
    expect(await storage.caseEvents(1001)).toMatchObject([{ index: 1, actor: owners[0], what: 'claimed' }]);
  });

  test('the owner of a conversation is stored and given back, and a failing turn changes neither owner nor case', async () => {
    await open('c', aCase('why'));
    await storage.turn('c', (turn) => turn.update({ owner: 'dana' }));
    await storage.turn('c', (turn) => turn.update({ state: { step: 'bank' } }));
    expect((await storage.conversation('c'))?.owner).toBe('dana');
    const failing = storage.turn('c', async (turn) => {
      await turn.update({ owner: null });
      await turn.changeCase(1001, { status: 'closed' }, opened);
      await turn.addCaseEvent(1001, { actor: 'dana', what: 'closed', at: opened });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await storage.conversation('c'))?.owner).toBe('dana');
    expect(await storage.case(1001)).toMatchObject({ status: 'waiting', version: 1 });
    expect(await storage.caseEvents(1001)).toEqual([]);
    await storage.turn('c', (turn) => turn.update({ owner: null }));
    expect((await storage.conversation('c'))?.owner).toBeNull();
  });

  test('the trail of a case keeps its order and what was noted', async () => {
    await open('c', aCase('why'));
    await storage.turn('c', async (turn) => {
      await turn.addCaseEvent(1001, { actor: 'customer', what: 'opened', at: 5 });
      await turn.addCaseEvent(1001, { actor: 'dana', what: 'note', at: 4, detail: { text: 'a \u0000' } });
    });
    await storage.turn('c', (turn) => turn.addCaseEvent(1001, { actor: 'system', what: 'nudged', at: 6 }));
    const trail = [
      { number: 1001, index: 1, at: 5, actor: 'customer', what: 'opened', detail: null },
      { number: 1001, index: 2, at: 4, actor: 'dana', what: 'note', detail: { text: 'a \u0000' } },
      { number: 1001, index: 3, at: 6, actor: 'system', what: 'nudged', detail: null },
    ];
    expect(await storage.caseEvents(1001)).toEqual(trail);
    await open('d', aCase('of d'));
    await storage.turn('d', async (turn) => expect(await turn.caseEvents(1001)).toEqual([]));
    const strange = storage.turn('d', (turn) => turn.amendCaseEvent(1001, 2, null));
    await expect(strange).rejects.toThrow('conversation d: it has no case 1001 to change');
    await storage.turn('c', async (turn) => {
      await turn.amendCaseEvent(1001, 2, { text: 'removed' });
      const amended = trail.map((line) => (line.index === 2 ? { ...line, detail: { text: 'removed' } } : line));
      expect(await turn.caseEvents(1001)).toEqual(amended);
    });
  });

  test('the case of another conversation is neither seen nor changed', async () => {
    await open('c', aCase('of c'));
    await open('d', aCase('of d'));
    await storage.turn('d', async (turn) => {
      expect(await turn.case(1001)).toBeUndefined();
      expect((await turn.case(1002))?.question).toBe('of d');
    });
    const change = storage.turn('d', (turn) => turn.changeCase(1001, { name: 'x' }, 1));
    await expect(change).rejects.toThrow('conversation d: it has no case 1001 to change');
    const event = storage.turn('d', (turn) => turn.addCaseEvent(1001, { actor: 'x', what: 'note', at: 1 }));
    await expect(event).rejects.toThrow('conversation d: it has no case 1001 to change');
  });

  test('cases are found by state, kind, office, owner and number, the newest first', async () => {
    await open('c', aCase('one'));
    await open('d', aCase('two', { kind: 'message', office: null }));
    await open('e', aCase('three', { office: 'atlanta' }));
    await storage.turn('e', (turn) => turn.changeCase(1003, { status: 'claimed', owner: 'dana' }, opened + 9));
    expect(await numbers({})).toEqual([1003, 1002, 1001]);
    expect(await numbers({}, 2)).toEqual([1003, 1002]);
    expect(await numbers({ before: 1003 })).toEqual([1002, 1001]);
    expect(await numbers({ status: ['waiting'] })).toEqual([1002, 1001]);
    expect(await numbers({ status: ['claimed', 'closed'] })).toEqual([1003]);
    expect(await numbers({ kind: 'message' })).toEqual([1002]);
    expect(await numbers({ office: 'newark' })).toEqual([1001]);
    expect(await numbers({ office: null })).toEqual([1002]);
    expect(await numbers({ owner: 'dana', status: ['claimed'] })).toEqual([1003]);
    const ofC = await storage.turn('c', (turn) => turn.cases(10));
    expect(ofC.map(({ number }) => number)).toEqual([1001]);
  });

  test('cases are found by what stands in them and by what was said, whatever the case of the letters', async () => {
    await open('c', aCase('The BANK tab is gone', { name: "Élise O'Neil" }), ['I see 100% of "nothing"', 'a\u0000b']);
    await open('d', aCase('_x_', { contact: '1-973-555-0112', email: 'Dana@Example.org' }), ['back\\slash']);
    expect(await numbers({ text: 'bank TAB' })).toEqual([1001]);
    expect(await numbers({ text: 'Élise' })).toEqual([1001]);
    expect(await numbers({ text: 'example.ORG' })).toEqual([1002]);
    expect(await numbers({ text: '555-0112' })).toEqual([1002]);
    expect(await numbers({ text: '1001' })).toEqual([1001]);
    expect(await numbers({ text: '#1002' })).toEqual([1002]);
    expect(await numbers({ text: '100' })).toEqual([1001]);
    expect(await numbers({ text: '100%' })).toEqual([1001]);
    expect(await numbers({ text: '0%1' })).toEqual([]);
    expect(await numbers({ text: '_' })).toEqual([1002]);
    expect(await numbers({ text: 'OF "nothing"' })).toEqual([1001]);
    expect(await numbers({ text: 'k\\s' })).toEqual([1002]);
    // What stands in the JSON and not in the text is not what was said.
    expect(await numbers({ text: 'message' })).toEqual([]);
    expect(await numbers({ text: 'nothing', office: 'atlanta' })).toEqual([]);
    expect(await numbers({ text: '  ' })).toEqual([1002, 1001]);
  });

  test('a place in the queue counts the live cases that wait, of the office or of all', async () => {
    for (const office of ['newark', 'atlanta', 'newark', 'newark']) await open('c', aCase('why', { office }));
    await open('d', aCase('a message', { kind: 'message' }));
    await open('d', aCase('last', { office: null }));
    await storage.turn('c', (turn) => turn.changeCase(1003, { status: 'claimed' }, opened));
    const placed = (office: string | null, number: number) =>
      storage.turn('d', (turn) => turn.waitingBefore(office, number));
    expect(await placed('newark', 1004)).toBe(1);
    expect(await placed('atlanta', 1002)).toBe(0);
    expect(await placed(null, 1006)).toBe(3);
  });

  test('waits are those of live cases since a time, of the office or of all, the newest first', async () => {
    await open('c', aCase('old', { openedAt: 100 }));
    await open('c', aCase('elsewhere', { openedAt: 300, office: 'atlanta' }));
    await open('c', aCase('new', { openedAt: 200 }));
    await open('c', aCase('a message', { openedAt: 400, kind: 'message' }));
    await storage.turn('c', (turn) => turn.changeCase(1003, { firstClaimedAt: 250, closedAt: 260 }, 260));
    const waits = (office: string | null, since: number) => storage.turn('c', (turn) => turn.waits(office, since));
    expect(await waits('newark', 100)).toEqual([
      { openedAt: 200, firstClaimedAt: 250, closedAt: 260 },
      { openedAt: 100, firstClaimedAt: null, closedAt: null },
    ]);
    expect(await waits(null, 150)).toEqual([
      { openedAt: 300, firstClaimedAt: null, closedAt: null },
      { openedAt: 200, firstClaimedAt: 250, closedAt: 260 },
    ]);
  });

  test('who was away hears of every change since, and of open cases by their conversations', async () => {
    await open('c', aCase('one', { openedAt: 100 }));
    await open('d \u0000', aCase('two', { openedAt: 200 }));
    await storage.turn('c', (turn) => turn.changeCase(1001, { customerAt: 300 }, 300));
    const since = async (at: number, limit = 10) =>
      (await storage.casesChangedSince(at, limit)).map(({ number, updatedAt }) => [number, updatedAt]);
    expect(await since(200)).toEqual([
      [1002, 200],
      [1001, 300],
    ]);
    expect(await since(200, 1)).toEqual([[1002, 200]]);
    expect(await since(301)).toEqual([]);
    const of = async (...ids: string[]) => (await storage.casesOf(ids)).map(({ number }) => number);
    expect(await of('c', 'd \u0000', 'unknown')).toEqual([1002, 1001]);
    expect(await of('d \u0000')).toEqual([1002]);
    expect(await of()).toEqual([]);
    await storage.turn('c', (turn) => turn.changeCase(1001, { status: 'closed' }, 400));
    expect(await of('c')).toEqual([]);
  });

  test('a turn that throws keeps no case, a case is forgotten with its conversation, and no number comes twice', async () => {
    const failing = storage.turn('c', async (turn) => {
      await turn.create(customer);
      await turn.openCase(aCase('lost'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await numbers({})).toEqual([]);
    const kept = await open('c', aCase('kept'), ['what is this']);
    await open('d', aCase('of another'), ['and this']);
    for (const id of ['c', 'd'])
      await storage.turn(id, async (turn) => {
        const [{ number }] = await turn.cases(1);
        await turn.addCaseEvent(number, { actor: 'customer', what: 'opened', at: 1 });
        await turn.addUnanswered({ sequence: 1, at: 1, decision: 'decline', entries: [] });
      });
    await storage.turn('c', (turn) => turn.forget());
    expect(await storage.case(kept.number)).toBeUndefined();
    expect(await storage.caseEvents(kept.number)).toEqual([]);
    for (const table of ['cases', 'case_events', 'unanswered'])
      expect(await database.sql(`select * from ${table}`)).toHaveLength(1);
    expect((await open('c', aCase('later'))).number).toBeGreaterThan(kept.number + 1);
  });

  test('what was not answered is listed with its text as it stands, until somebody deals with it', async () => {
    await open('c', aCase('why'), ['first', 'my account is 0210']);
    await storage.turn('c', async (turn) => {
      await turn.addUnanswered({ sequence: 1, at: 100, decision: 'decline', entries: [] });
      await turn.addUnanswered({ sequence: 2, at: 200, decision: 'clarify', entries: ['bank', 'form'] });
      await turn.amend(2, { activity: { type: 'message', text: 'my account is [removed]' } });
    });
    const listed = await storage.unanswered(10);
    const text = 'my account is [removed]';
    const second = { conversationId: 'c', sequence: 2, at: 200, decision: 'clarify', entries: ['bank', 'form'], text };
    expect(listed).toMatchObject([second, { sequence: 1, at: 100, decision: 'decline', entries: [], text: 'first' }]);
    expect(await storage.unanswered(1)).toEqual(listed.slice(0, 1));
    await storage.dismissUnanswered([listed[0].id, 999], 'dana', 300);
    expect(await storage.unanswered(10)).toEqual(listed.slice(1));
  });

  test('the cases of a database of version 2 are all there, open ones wait, and numbers go on', async () => {
    const old = await server.empty();
    const dialect =
      kind === 'SQLite'
        ? { bytes: 'blob', counted: 'integer primary key autoincrement' }
        : { bytes: 'bytea', counted: 'bigint generated always as identity primary key' };
    const countFrom = (table: string, column: string, first: number) =>
      kind === 'SQLite'
        ? `insert into sqlite_sequence (name, seq) values ('${table}', ${first - 1})`
        : `alter table ${table} alter column ${column} restart with ${first}`;
    const tables = [conversations, casesOfVersion2].map((version) => version({ ...dialect, countFrom }));
    const row = (question: string, status: string, closedAt: string) =>
      `insert into cases (conversation_id, office, contact, question, status, opened_at, closed_at) values ('c', 'newark', 'x@example.com', '${question}', '${status}', 100, ${closedAt})`;
    const version =
      kind === 'SQLite'
        ? ['pragma user_version = 2', 'select 1 as one']
        : ['create table schema_version (version integer not null)', 'insert into schema_version values (2)'];
    const conversation =
      "insert into conversations (id, channel, user_id, created_at, sequence) values ('c', 'directline', 'u', 1, 0)";
    const rows = [row('why', 'open', 'null'), row('how', 'closed', '200')];
    if (kind === 'SQLite') mkdirSync(dirname(old.location), { recursive: true });
    await old.sql([...tables, conversation, ...rows, ...version].join(';;'));
    const node = old.open();
    await node.migrate();
    const both = { kind: 'message', office: 'newark', contact: 'x@example.com', email: null, tried: [], version: 1 };
    expect(await node.cases({}, 10)).toMatchObject([
      { ...both, number: 1002, question: 'how', status: 'closed', openedAt: 100, closedAt: 200, updatedAt: 200 },
      { ...both, number: 1001, question: 'why', status: 'waiting', closedAt: null, updatedAt: 100, closedBy: null },
    ]);
    expect(await node.caseEvents(1002)).toMatchObject([
      { index: 1, at: 100, actor: 'customer', what: 'opened' },
      { index: 2, at: 200, actor: 'system', what: 'closed' },
    ]);
    const next = await node.turn('c', (turn) => turn.openCase(aCase('next', { contact: null })));
    expect(next).toMatchObject({ number: 1003, contact: null });
  });
});
