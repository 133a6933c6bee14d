// What is committed survives: crashes of the program and of the database, and a full disk; and no plan reads a whole table.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as cases from '../src/storage/case-statements.ts';
import * as sql from '../src/storage/statements.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

const writer = join(__dirname, 'storage-writer.ts');

interface Writing {
  child: ChildProcess;
  /** The newest turn of each conversation that was reported as kept. */
  kept: Map<string, number>;
  failures: string[];
  total: number;
}

function startWriting(command: string, args: string[], onLine: (writing: Writing) => void = () => {}): Writing {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const writing: Writing = { child, kept: new Map(), failures: [], total: 0 };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, id, number] = line.split(' ');
    if (what === 'kept') writing.kept.set(id, Number(number));
    else writing.failures.push(line);
    writing.total++;
    onLine(writing);
  });
  return writing;
}

async function expectKept(storage: Storage, kept: Map<string, number>) {
  expect(kept.size).toBe(8);
  for (const [id, number] of kept) {
    const stored = await storage.activitiesAfter(id, 0, 100_000);
    const conversation = await storage.conversation(id);
    expect(stored.length).toBeGreaterThanOrEqual(number);
    // At most one turn may have been committed without its report.
    expect(stored.length).toBeLessThanOrEqual(number + 1);
    expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index + 1));
    expect(conversation).toMatchObject({ sequence: stored.length, state: { number: stored.length } });
  }
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

  test('every turn is committed with a sync to the disk', async () => {
    const setting =
      kind === 'SQLite'
        ? `create table probe (setting);;
           create trigger probe after insert on activities begin
             insert into probe select synchronous || ' ' || journal_mode from pragma_synchronous, pragma_journal_mode;
           end;;
           select 1`
        : `create table probe (setting text);
           create function probe() returns trigger language plpgsql as $$ begin
             insert into probe select current_setting('synchronous_commit') || ' ' || current_setting('fsync');
             return null;
           end $$;
           create trigger probe after insert on activities for each row execute function probe()`;
    await database.sql(setting);
    if (kind === 'PostgreSQL') await database.sql(`alter role postgres set synchronous_commit = off`);
    const node = database.open();
    await node.turn('c', async (turn) => {
      await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
      await turn.append([{ activity: () => ({}) }]);
    });
    const durable = kind === 'SQLite' ? '2 wal' : 'on on';
    expect(await database.sql('select setting from probe')).toEqual([{ setting: durable }]);
  });

  test('what was reported as kept is there after the program was killed', async () => {
    const writing = startWriting(process.execPath, [writer, database.location, 'c'], ({ total, child }) => {
      if (total === 400) child.kill('SIGKILL');
    });
    await once(writing.child, 'close');
    expect(writing.failures).toEqual([]);
    await expectKept(database.open(), writing.kept);
  }, 30_000);

  test('two processes that write to one database keep everything of both', async () => {
    const both = ['a', 'b'].map((prefix) => startWriting(process.execPath, [writer, database.location, prefix, '40']));
    await Promise.all(both.map(({ child }) => once(child, 'close')));
    for (const { kept, failures } of both) {
      expect(failures).toEqual([]);
      expect([...kept.values()]).toEqual(Array(8).fill(40));
      await expectKept(storage, kept);
    }
  }, 30_000);

  test('turns use an index for whatever they look up', async () => {
    const statements: [string, string[]][] = [
      [sql.selectConversation, ["'c'"]],
      [sql.selectSeen, ["'c'", "'k'"]],
      [sql.selectAfter, ["'c'", '1', '10']],
      [sql.selectPending, ["'c'", '50']],
      [cases.selectCasesOf, ["'c'", '10']],
      [cases.selectCase, ['1001']],
      [cases.selectCaseOf, ["'c'", '1001']],
      [cases.countWaitingBefore('newark'), ["'newark'", '1001']],
      [cases.countWaitingBefore(null), ['1001']],
      [cases.selectWaits('newark'), ["'newark'", '1']],
      [cases.selectWaits(null), ['1']],
      [cases.selectCasesSince, ['1', '10']],
      [cases.selectOpenCasesOf("in ('c')"), []],
      [cases.selectCaseEvents, ['1001']],
      [cases.selectCaseEventsOf, ["'c'", '1001']],
      [cases.selectUnanswered, ['10']],
      [sql.countPending, []],
      [sql.anyDue, ['1']],
      [sql.deleteDueOfKind, ["'c'", "'k'"]],
      [sql.attachFile, ["'c'", "'f'"]],
      ...sql.forgetConversation.map((statement): [string, string[]] => [statement, ["'c'"]]),
    ];
    for (const [statement, values] of statements) {
      const text = statement.replaceAll('?', () => values.shift() ?? '');
      const explain = kind === 'SQLite' ? `explain query plan ${text}` : `set enable_seqscan = off;; explain ${text}`;
      const plan = JSON.stringify(await database.sql(explain));
      expect(`${text}: ${plan}`).toMatch(/INDEX|PRIMARY KEY|Index/);
      expect(`${text}: ${plan}`).not.toMatch(
        /Seq Scan|SCAN (?!\w+ USING (COVERING )?INDEX (activities_pending|unanswered_open))/,
      );
    }
  });

  if (kind === 'PostgreSQL') {
    test('a crash of the database fails what was running, keeps what was committed, and is over when it is back', async () => {
      await storage.turn('c', (turn) => turn.create({ channel: 'directline', userId: 'u', createdAt: 1 }));
      const kept: number[] = [];
      let failed = 0;
      let reached = () => {};
      const busy = new Promise<void>((resolve) => {
        reached = resolve;
      });
      let done = false;
      async function write() {
        for (let number = 1; !done; number++) {
          try {
            const [{ sequence }] = await storage.turn('c', (turn) => turn.append([{ activity: () => ({ number }) }]));
            kept.push(sequence);
            if (kept.length === 50) reached();
          } catch {
            failed++;
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
      }
      const writing = write();
      await busy;
      await server.restart();
      done = true;
      await writing;
      expect(failed).toBeGreaterThan(0);
      await storage.turn('c', (turn) => turn.append([{ activity: () => ({}) }]));
      await storage.ping();
      const stored = (await storage.activitiesAfter('c', 0, 100_000)).map(({ sequence }) => sequence);
      expect(stored).toEqual(stored.map((_, index) => index + 1));
      expect(stored).toEqual(expect.arrayContaining(kept));
    }, 60_000);

    test('turns of two nodes do not depend on the isolation that the database has by default', async () => {
      const name = new URL(database.location).pathname.slice(1);
      await database.sql(`alter database ${name} set default_transaction_isolation = 'serializable'`);
      const nodes = [database.open(), database.open()];
      await nodes[0].turn('c', (turn) => turn.create({ channel: 'directline', userId: 'u', createdAt: 1 }));
      const turns = Array.from({ length: 30 }, (_, number) =>
        nodes[number % 2].turn('c', (turn) => turn.append([{ activity: () => ({}) }])),
      );
      await Promise.all(turns);
      expect((await storage.conversation('c'))?.sequence).toBe(30);
    });
  } else {
    // Short texts fill the disk at a commit; long ones inside a turn, as they do not fit into the memory of a transaction.
    test.each([
      ['at a commit', '1500', '500'],
      ['inside a turn', '40000', '500000'],
    ])(
      'a disk that fills up %s fails turns and loses none that was reported as kept',
      async (_, blocks, length) => {
        const limited = ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, writer];
        const writing = startWriting('sh', [...limited, database.location, 'c', '0', length]);
        await once(writing.child, 'close');
        expect(writing.failures).toEqual([expect.stringMatching(/full|disk I\/O/)]);
        expect(writing.total).toBeGreaterThan(8);
        await expectKept(database.open(), writing.kept);
      },
      30_000,
    );

    test('another process that writes to the file holds up a turn and nothing else', async () => {
      const { DatabaseSync } = await import('node:sqlite');
      const { storage, database: file } = await server.ready();
      const other = new DatabaseSync(file.location);
      other.exec('begin immediate');
      const turn = storage.turn('c', (one) => one.create({ channel: 'directline', userId: 'u', createdAt: 1 }));
      // The process breathes: a timer and a read come before the turn.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await storage.conversation('c')).toBeUndefined();
      other.exec('commit');
      other.close();
      expect((await turn).userId).toBe('u');
    });

    test('a database in memory works as one in a file does', async () => {
      const { openSqlite } = await import('../src/storage/sqlite.ts');
      const memory = openSqlite(':memory:');
      await memory.migrate();
      await memory.turn('c', (turn) => turn.create({ channel: 'directline', userId: 'u', createdAt: 1 }));
      expect((await memory.conversation('c'))?.userId).toBe('u');
      await memory.close();
    });
  }
});
