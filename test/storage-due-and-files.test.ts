// What is due, uploads, secrets and versions of the tables, over both databases.
import fc from 'fast-check';
import { FileTooLarge, readFile, writeFile } from '../src/storage/files.ts';
import { conversations } from '../src/storage/migrations/0001-conversations.ts';
import { cases } from '../src/storage/migrations/0002-cases.ts';
import type { Due, Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

async function* stream(...pieces: Uint8Array[]) {
  yield* pieces;
}

async function bytesOf(storage: Storage, id: string): Promise<Buffer | undefined> {
  const file = await storage.file(id);
  if (!file) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of readFile(storage, file)) pieces.push(piece);
  return Buffer.concat(pieces);
}

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

  async function scheduled(id: string, kind: string, at: number, data?: Record<string, unknown>) {
    await storage.turn(id, async (turn) => {
      if (!(await turn.conversation())) await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
      await turn.schedule({ kind, at, data });
    });
  }

  function finish(due: Due, node = storage): Promise<boolean> {
    return node.turn(due.conversationId, (turn) => turn.finish(due));
  }

  describe('what is due', () => {
    test('it comes at its time and not before, the oldest first', async () => {
      await scheduled('c', 'idle', 300, { a: 1 });
      await scheduled('d', 'idle', 100);
      await scheduled('e', 'idle', 301);
      expect(await storage.takeDue(99, 1000, 10)).toEqual([]);
      const due = await storage.takeDue(300, 1000, 10);
      expect(due).toEqual([
        { id: expect.any(String), at: 100, kind: 'idle', conversationId: 'd', data: {}, attempts: 0 },
        { id: expect.any(String), at: 300, kind: 'idle', conversationId: 'c', data: { a: 1 }, attempts: 0 },
      ]);
    });

    test('no more are taken than asked for', async () => {
      for (const id of ['c', 'd', 'e']) await scheduled(id, 'idle', 1);
      expect(await storage.takeDue(10, 1000, 2)).toHaveLength(2);
      expect(await storage.takeDue(10, 1000, 2)).toHaveLength(1);
    });

    test('of two nodes that take at once, each row goes to one', async () => {
      const ids = Array.from({ length: 40 }, (_, number) => `c${number}`);
      await Promise.all(ids.map((id) => scheduled(id, 'idle', 1)));
      const other = database.open();
      const calls = [storage, other, storage, other].map((node) => node.takeDue(10, 1000, 15));
      const taken = (await Promise.all(calls)).flat().concat(await storage.takeDue(10, 1000, 40));
      expect(taken.map(({ conversationId }) => conversationId).sort()).toEqual(ids.sort());
    });

    test('a row whose lease ran out is taken again, and counts its attempts', async () => {
      await scheduled('c', 'idle', 1);
      expect(await storage.takeDue(10, 100, 10)).toMatchObject([{ attempts: 0 }]);
      expect(await storage.takeDue(99, 200, 10)).toEqual([]);
      expect(await storage.takeDue(100, 200, 10)).toMatchObject([{ attempts: 1, at: 1 }]);
    });

    test('a row that is never ended comes ever later, and at least every hour', async () => {
      await scheduled('c', 'poison', 1);
      const times: number[] = [];
      let at = 1;
      for (let tries = 0; tries < 9; tries++) {
        expect(await storage.takeDue(at, at + 60_000, 10)).toMatchObject([{ attempts: tries }]);
        const [{ ready_at }] = await database.sql('select ready_at from due');
        expect(await storage.takeDue(Number(ready_at) - 1, at, 10)).toEqual([]);
        times.push((Number(ready_at) - at) / 60_000);
        at = Number(ready_at);
      }
      expect(times).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
    });

    test('a row ends once, whoever took it', async () => {
      await scheduled('c', 'idle', 1);
      const [first] = await storage.takeDue(10, 100, 10);
      const [second] = await storage.takeDue(100, 200, 10);
      const outcomes = await Promise.all([finish(second, database.open()), finish(first)]);
      expect(outcomes.sort()).toEqual([false, true]);
      expect(await storage.takeDue(1000, 2000, 10)).toEqual([]);
    });

    test('a row whose turn fails stays', async () => {
      await scheduled('c', 'idle', 1);
      const [due] = await storage.takeDue(10, 100, 10);
      const turn = storage.turn('c', async (turn) => {
        await turn.finish(due);
        throw new Error('the handler failed');
      });
      await expect(turn).rejects.toThrow('the handler failed');
      expect(await storage.takeDue(100, 200, 10)).toHaveLength(1);
    });

    test('a second call moves it: the old row no longer ends it, and it comes at the new time', async () => {
      await scheduled('c', 'idle', 1, { n: 1 });
      const [old] = await storage.takeDue(10, 100, 10);
      await scheduled('c', 'idle', 50, { n: 2 });
      expect(await finish(old)).toBe(false);
      expect(await storage.takeDue(49, 100, 10)).toEqual([]);
      expect(await storage.takeDue(50, 100, 10)).toMatchObject([{ at: 50, data: { n: 2 }, attempts: 0 }]);
    });

    test('what was taken back does not come; other kinds do', async () => {
      await scheduled('c', 'idle', 1);
      await scheduled('c', 'remind', 1);
      await storage.turn('c', (turn) => turn.unschedule('idle'));
      expect(await storage.takeDue(10, 100, 10)).toMatchObject([{ kind: 'remind' }]);
    });
  });

  describe('uploads', () => {
    const about = { id: 'f', conversationId: 'c', name: 'entry ✓.pdf', contentType: 'application/pdf', createdAt: 7 };

    test('any stream comes back byte for byte', async () => {
      const pieces = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 5 });
      let files = 0;
      await fc.assert(
        fc.asyncProperty(pieces, async (lengths) => {
          const parts = lengths.map((length, index) => Buffer.alloc(length, index + 1));
          const id = `f${files++}`;
          const file = await writeFile(storage, { ...about, id }, stream(...parts), 2_000_000);
          const whole = Buffer.concat(parts);
          expect(file).toEqual({ ...about, id, size: whole.length, attached: false });
          expect(await storage.file(id)).toEqual(file);
          expect((await bytesOf(storage, id))?.equals(whole)).toBe(true);
        }),
        { numRuns: 15 },
      );
    });

    test('a file of exactly the limit is kept, one byte more leaves nothing behind', async () => {
      await writeFile(storage, { ...about, id: 'full' }, stream(Buffer.alloc(600_000)), 600_000);
      const larger = writeFile(storage, about, stream(Buffer.alloc(300_000), Buffer.alloc(300_001)), 600_000);
      await expect(larger).rejects.toThrow(FileTooLarge);
      expect(await storage.file('f')).toBeUndefined();
      expect(await storage.readChunk('f', 0)).toBeUndefined();
    });

    test('a stream that breaks off leaves nothing behind', async () => {
      async function* broken() {
        yield Buffer.alloc(300_000);
        throw new Error('connection lost');
      }
      await expect(writeFile(storage, about, broken(), 600_000)).rejects.toThrow('connection lost');
      expect(await storage.readChunk('f', 0)).toBeUndefined();
    });

    test('what a crash leaves of an upload is forgotten with its conversation', async () => {
      await scheduled('c', 'later', 1);
      // As after a crash between two pieces: neither the end of the stream nor an error is ever seen.
      const endless = async function* () {
        yield Buffer.alloc(600_000);
        await new Promise(() => {});
      };
      void writeFile(storage, { ...about, conversationId: 'c' }, endless(), 2_000_000);
      while (!(await storage.readChunk(about.id, 0))) await new Promise(setImmediate);
      await storage.turn('c', (turn) => turn.forget());
      expect(await storage.readChunk(about.id, 0)).toBeUndefined();
    });

    test('a file that is dropped while it is read fails instead of ending early', async () => {
      const file = await writeFile(storage, about, stream(Buffer.alloc(300_000), Buffer.alloc(300_000)), 600_000);
      const reading = readFile(storage, file);
      await reading.next();
      await storage.dropFile('f');
      await expect(reading.next()).rejects.toThrow('it ends after 300000 of 600000 bytes');
    });

    test('a file is attached by its own conversation only', async () => {
      await writeFile(storage, about, stream(Buffer.alloc(1)), 10);
      await expect(storage.turn('d', (turn) => turn.attach('f'))).rejects.toThrow('it has no file f');
      expect((await storage.file('f'))?.attached).toBe(false);
      await storage.turn('c', (turn) => turn.attach('f'));
      expect((await storage.file('f'))?.attached).toBe(true);
    });
  });

  test('the first secret under a name is kept for all nodes', async () => {
    const nodes = [storage, database.open(), database.open()];
    const secrets = await Promise.all(
      Array.from({ length: 30 }, (_, number) => nodes[number % 3].secret('tokens', () => `secret ${number}`)),
    );
    expect(new Set(secrets).size).toBe(1);
    expect(await storage.secret('tokens', () => 'later')).toBe(secrets[0]);
    expect(await storage.secret('another', () => 'own')).toBe('own');
  });

  test('five nodes may start at once on an empty database', async () => {
    const empty = await server.empty();
    const nodes = Array.from({ length: 5 }, () => empty.open());
    await Promise.all(nodes.map((node) => node.migrate()));
    await nodes[0].turn('c', (turn) => turn.create({ channel: 'directline', userId: 'u', createdAt: 1 }));
    expect(await nodes[4].conversation('c')).toBeDefined();
  });

  test('a start on a database that is up to date keeps what is there', async () => {
    await scheduled('c', 'idle', 1);
    await database.open().migrate();
    expect(await storage.conversation('c')).toBeDefined();
  });

  test('a database from before identities keeps what is there, and takes them', async () => {
    const isSqlite = kind === 'SQLite';
    const old = await server.empty();
    await old.open().ping();
    const dialect = { bytes: isSqlite ? 'blob' : 'bytea', counted: 'integer primary key', countFrom: () => 'select 1' };
    const version = isSqlite
      ? ['pragma user_version = 2']
      : ['create table schema_version (version integer)', 'insert into schema_version values (2)'];
    const row = `insert into conversations (id, channel, user_id, created_at, sequence) values ('c', 'd', 'u', 1, 0)`;
    await old.sql([conversations(dialect), cases(dialect), row, ...version].join(';;'));
    const upgraded = old.open();
    await upgraded.migrate();
    expect((await upgraded.conversation('c'))?.identity).toBeNull();
    const identity = { sub: '4711', name: null, email: null };
    await upgraded.turn('c', (turn) => turn.update({ identity }));
    expect((await upgraded.conversation('c'))?.identity).toEqual(identity);
  });

  test('a database newer than the program is refused', async () => {
    await database.sql(kind === 'SQLite' ? 'pragma user_version = 99' : 'update schema_version set version = 99');
    await expect(database.open().migrate()).rejects.toThrow('its tables have version 99');
  });
});
