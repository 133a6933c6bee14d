// The storage in PostgreSQL, for several nodes: a turn is a transaction that locks the conversation's row.
import { Client, DatabaseError, Pool, type PoolClient, types } from 'pg';
import { openAnnouncements } from './announcements.ts';
import { openOutbox } from './mails.ts';
import { type Dialect, missingVersions, newestVersion } from './migrations/migrations.ts';
import type { ActivityRow, CaseRow, ConversationRow, DueRow, FileRow, SecretRow, SequenceRow, Value } from './rows.ts';
import { fromFile, toActivity, toCase, toConversation, toDue, toFile, toSequences } from './rows.ts';
import { runInOrder } from './run-in-order.ts';
import * as sql from './statements.ts';
import { DatabaseDown, type Storage } from './storage.ts';
import { keepText } from './text.ts';
import { type Transaction, TransactionTurn } from './turn.ts';

const dialect: Dialect = {
  bytes: 'bytea',
  counted: 'bigint generated always as identity primary key',
  countFrom: (table, column, first) => `alter table ${table} alter column ${column} restart with ${first}`,
};

// Set in each transaction and not for the connection: behind a transaction pooler the next one may run on another.
// The time limits free a conversation whose node has stopped in the middle of a turn.
const BEGIN = `begin isolation level read committed;
set local synchronous_commit = on;
set local lock_timeout = '30s';
set local idle_in_transaction_session_timeout = '30s'`;

const CONNECT_MILLISECONDS = 10_000;
const ANSWER_MILLISECONDS = 60_000;
const MIGRATION_MILLISECONDS = 3_600_000;

// Any number will do, as long as all nodes take the same.
const MIGRATION_LOCK = 7_302_118_455;

/** A transaction in progress; statements are sent without waiting for the one before. */
interface Running extends Transaction {
  commit(): Promise<void>;
}

/**
 * Opens a pool of `connections` to the database at `url`, and one more to `listenUrl` to hear of other nodes.
 * Nothing is connected before it is used. Call `migrate` before use.
 */
export function openPostgres(url: string, listenUrl = url, connections = 10): Storage {
  const pool = openPool(url, connections, ANSWER_MILLISECONDS);
  const announcements = openAnnouncements(
    () =>
      new Client({
        connectionString: listenUrl,
        keepAlive: true,
        connectionTimeoutMillis: CONNECT_MILLISECONDS,
        query_timeout: ANSWER_MILLISECONDS,
      }),
  );
  // One connection for each conversation at most, so that a busy one cannot take all of them, waiting for its own lock.
  const inOrder = runInOrder();

  async function read<Row>(statement: string, values: Value[]): Promise<Row[]> {
    const { rows } = await pool.query(numbered(statement), values).catch(explain);
    return rows;
  }

  function write<Row>(statement: string, values: Value[]): Promise<Row[]> {
    return transact(pool, (running) => running.rows<Row>(statement, values));
  }

  return {
    async migrate() {
      const patient = openPool(url, 1, MIGRATION_MILLISECONDS);
      try {
        await transact(patient, async ({ rows, send }) => {
          await send('set local lock_timeout = 0', []);
          await send('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
          await send('create table if not exists schema_version (version integer not null)', []);
          const [row] = await rows<{ version: number }>('select version from schema_version', []);
          for (const statements of missingVersions(row?.version ?? 0, dialect)) await send(statements, []);
          await send('delete from schema_version', []);
          await send('insert into schema_version (version) values (?)', [newestVersion]);
        });
      } finally {
        await patient.end();
      }
    },

    turn(conversationId, work) {
      return inOrder(conversationId, async () => {
        let appended = false;
        const result = await transact(pool, async (running) => {
          const turn = new TransactionTurn(running, conversationId);
          try {
            const result = await work(turn);
            await turn.end();
            appended = turn.appended;
            return result;
          } finally {
            turn.abandon();
          }
        });
        if (appended) announcements.announce(conversationId);
        return result;
      });
    },

    async conversation(id) {
      const [row] = await read<ConversationRow>(sql.selectConversation, [keepText(id)]);
      return row && toConversation(row);
    },

    async activitiesAfter(conversationId, sequence, limit) {
      const rows = await read<ActivityRow>(sql.selectAfter, [keepText(conversationId), sequence, limit]);
      return rows.map(toActivity);
    },

    async sequences(conversationIds) {
      const statement = numbered(sql.selectSequences('= any(?)'));
      const { rows } = await pool.query<SequenceRow>(statement, [conversationIds.map(keepText)]).catch(explain);
      return toSequences(rows);
    },

    listen: announcements.listen,

    async cases(status, limit) {
      const rows = await read<CaseRow>(sql.selectCases(status), sql.casesValues(status, limit));
      return rows.map(toCase);
    },

    async case(number) {
      const [row] = await read<CaseRow>(sql.selectCase, [number]);
      return row && toCase(row);
    },

    async setCaseStatus(number, status, at) {
      const [row] = await write<CaseRow>(sql.updateCase, sql.caseStatusValues(number, status, at));
      return row && toCase(row);
    },

    async takeDue(now, leaseUntil, limit) {
      const rows = await write<DueRow>(sql.takeDue(' for update skip locked'), [now, leaseUntil - now, now, limit]);
      return rows.map(toDue).sort((one, other) => one.at - other.at);
    },

    async countPending() {
      const [row] = await read<{ pending: number }>(sql.countPending, []);
      return row?.pending ?? 0;
    },

    async secret(name, make) {
      const [row] = await write<SecretRow>(sql.keepSecret, [name, make()]);
      return row.value;
    },

    mails: openOutbox({
      read,
      transact: (work) => transact(pool, ({ rows }) => work(rows)),
      skipLocked: ' for update skip locked',
    }),

    async writeChunk(fileId, index, bytes) {
      await write(sql.insertChunk, [keepText(fileId), index, bytes]);
    },

    async addFile(file) {
      await write(sql.insertFile, fromFile(file));
    },

    async file(id) {
      const [row] = await read<FileRow>(sql.selectFile, [keepText(id)]);
      return row && toFile(row);
    },

    async readChunk(fileId, index) {
      const [row] = await read<{ bytes: Uint8Array }>(sql.selectChunk, [keepText(fileId), index]);
      return row?.bytes;
    },

    dropFile(id) {
      return transact(pool, async ({ send }) => {
        for (const statement of sql.dropFile) await send(statement, [keepText(id)]);
      });
    },

    async ping() {
      const clock = 'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now';
      const [row] = await read<{ now: number }>(clock, []);
      return row.now;
    },

    async close() {
      await announcements.close();
      if (!pool.ending) await pool.end();
    },
  };
}

function openPool(url: string, connections: number, answerMilliseconds: number): Pool {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: answerMilliseconds,
    types: { getTypeParser },
  });
  // A connection that breaks while idle is replaced at its next use, one in use fails its turn: nothing is left to do.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function transact<T>(pool: Pool, work: (running: Running) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(explain);
  let broken: Error | undefined;
  try {
    const running = begin(client);
    const result = await work(running);
    await running.commit();
    return result;
  } catch (error) {
    await client.query('rollback').catch((reason) => {
      broken = reason;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function begin(client: PoolClient): Running {
  let failure: { error: unknown } | undefined;

  async function query<Row>(statement: string, values: Value[]) {
    try {
      return await client.query<Row & Record<string, unknown>>(numbered(statement), values);
    } catch (thrown) {
      const error = explained(thrown);
      // After the first failure PostgreSQL says of every statement only that something failed before.
      failure ??= { error };
      throw failure.error;
    }
  }

  function sendOff(statement: string, values: Value[]): void {
    // What fails here is thrown by the statements that follow, the commit at the latest.
    query(statement, values).catch(() => {});
  }

  sendOff(BEGIN, []);
  return {
    async lock(id) {
      const select = `${sql.selectConversation} for update`;
      const { rows } = await query<ConversationRow>(select, [id]);
      if (rows[0]) return rows[0];
      // There is no row to lock yet: whoever creates it holds the lock of its id until the row can be seen.
      sendOff('select pg_advisory_xact_lock(hashtextextended(?, 0))', [id]);
      return (await query<ConversationRow>(select, [id])).rows[0];
    },

    async rows<Row>(statement: string, values: Value[]) {
      return (await query<Row>(statement, values)).rows;
    },

    async send(statement, values) {
      sendOff(statement, values);
    },

    // What is dead for SQL is overwritten by the next vacuum.
    erase() {},

    async commit() {
      const { command } = await query('commit', []);
      if (failure) throw failure.error;
      // PostgreSQL answers the commit of a failed transaction with a rollback instead of an error.
      if (command !== 'COMMIT') throw new Error('database: the turn was not committed. Send the message again.');
    },
  };
}

// Error codes of PostgreSQL: connections, resources, shutting down, the system; read-only after a failover, time limits.
const away = /^(08|53|57|58|25006|25P03|55P03)/;

/** What the client throws by itself is about the connection; the server's own errors have codes. */
function explained(error: unknown): unknown {
  if (error instanceof DatabaseError && !away.test(error.code ?? '')) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new DatabaseDown(`database: it does not answer: ${words}`, { cause: error });
}

function explain(error: unknown): never {
  throw explained(error);
}

const numberedStatements = new Map<string, string>();

function numbered(statement: string): string {
  let text = numberedStatements.get(statement);
  if (text === undefined) {
    let position = 0;
    text = statement.replaceAll('?', () => `$${++position}`);
    numberedStatements.set(statement, text);
  }
  return text;
}

// Milliseconds and sequences are far below 2^53, so bigint comes back as a number.
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format as 'text');
}
