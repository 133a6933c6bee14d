// The storage in one SQLite file: one queue, one writer, and a commit that many turns share.
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Access } from './access.ts';
import { type Dialect, missingVersions, newestVersion } from './migrations/migrations.ts';
import { outsideTurns } from './outside-turns.ts';
import type { ConversationRow, Value } from './rows.ts';
import * as sql from './statements.ts';
import type { Storage } from './storage.ts';
import { type Transaction, TransactionTurn } from './turn.ts';
import { openWriteQueue } from './write-queue.ts';

const dialect: Dialect = {
  bytes: 'blob',
  // Without "autoincrement" the number of a case that was forgotten would be given to another one.
  counted: 'integer primary key autoincrement',
  countFrom: (table, _column, first) => `insert into sqlite_sequence (name, seq) values ('${table}', ${first - 1})`,
};

// So long a statement waits for another process that writes to the same file.
const BUSY_MILLISECONDS = 10_000;
const ERASE_AGAIN_MILLISECONDS = 1_000;

/** Opens, and creates where needed, the database file at `path`; `:memory:` keeps nothing. Call `migrate` before use. */
export function openSqlite(path: string): Storage {
  const inMemory = path === ':memory:';
  if (!inMemory) mkdirSync(dirname(resolve(path)), { recursive: true });
  const writer = connect(path, false);
  // The log is moved into the database at about 32 MB: a page that many turns change is then written there once.
  writer.database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 8000');
  // What is redacted or forgotten is overwritten in the file, and what a transaction may take back is not written beside it.
  writer.database.exec('pragma secure_delete = on; pragma temp_store = memory');
  // From here on the queue waits, and the process goes on meanwhile.
  writer.database.exec('pragma busy_timeout = 0');
  // A second connection sees committed data only; a database in memory has no second one.
  const reader = inMemory ? writer : connect(path, true);
  const queue = openWriteQueue(writer.database, emptyLog);
  let isErasing = true;

  /** The log still holds what was overwritten: it is moved into the database and cut off. */
  function emptyLog(): void {
    if (!isErasing) return;
    try {
      const [result] = writer.rows<{ busy: number }>('pragma wal_checkpoint(truncate)', []);
      isErasing = result?.busy !== 0;
    } catch {
      // The turn is committed all the same, and a disk that is full will not stay so.
    }
    // Another process may be reading from the log.
    if (isErasing) setTimeout(() => void queue.run(async () => {}).catch(() => {}), ERASE_AGAIN_MILLISECONDS).unref();
  }

  const transaction: Transaction = {
    lock: async (id) => writer.rows<ConversationRow>(sql.selectConversation, [id])[0],
    rows: async <Row>(statement: string, values: Value[]) => writer.rows<Row>(statement, values),
    send: async (statement, values) => void writer.rows(statement, values),
    erase: () => {
      isErasing = true;
    },
  };

  const access: Access = {
    read: async <Row>(statement: string, values: Value[]) => reader.rows<Row>(statement, values),
    write: (work) => queue.run(() => work(transaction.rows)),
    areGiven: 'in (select value from json_each(?))',
    skipLocked: '',
    textOf: "json_extract(activity, '$.text')",
  };

  return {
    migrate() {
      return queue.run(async () => {
        const [row] = writer.database.prepare('pragma user_version').all();
        for (const statements of missingVersions(Number(row?.user_version), dialect)) writer.database.exec(statements);
        writer.database.exec(`pragma user_version = ${newestVersion}`);
      });
    },

    turn(conversationId, work) {
      return queue.run(async () => {
        const turn = new TransactionTurn(transaction, conversationId);
        try {
          const result = await work(turn);
          await turn.end();
          return result;
        } finally {
          turn.abandon();
        }
      });
    },

    // Nobody tells: another process that writes to the file is no node.
    listen: () => () => {},
    tell() {},
    hear: () => () => {},

    ...outsideTurns(access),

    async ping() {
      reader.rows('select 1', []);
      return Date.now();
    },

    async close() {
      await queue.close();
      if (!writer.database.isOpen) return;
      if (reader !== writer) reader.database.close();
      writer.database.close();
    },
  };
}

function connect(path: string, readOnly: boolean) {
  const database = new DatabaseSync(path, { readOnly, timeout: BUSY_MILLISECONDS });
  const prepared = new Map<string, StatementSync>();
  return {
    database,
    rows<Row>(statement: string, values: Value[]): Row[] {
      let ready = prepared.get(statement);
      if (!ready) {
        ready = database.prepare(statement);
        prepared.set(statement, ready);
      }
      return ready.all(...values) as Row[];
    },
  };
}
