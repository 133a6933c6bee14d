// The storage in PostgreSQL, for several nodes: a turn is a transaction that locks the conversation's row.
import { Client, DatabaseError, Pool, type PoolClient, types } from 'pg';
import type { Access } from './access.ts';
import { openAnnouncements } from './announcements.ts';
import { inOrder } from './in-order.ts';
import { type Dialect, missingVersions, newestVersion } from './migrations/migrations.ts';
import { outsideTurns } from './outside-turns.ts';
import type { ConversationRow, Value } from './rows.ts';
import * as sql from './statements.ts';
import { DatabaseDown, type Storage } from './storage.ts';
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

// PostgreSQL's text cannot hold every string that JSON can: it gives an error for \u0000 and lone surrogates.
const TEXT_OF = "case when activity ~ '\\\\u(0000|d)' then '' else cast(activity as json) ->> 'text' end";

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
  const inLine = inOrder();

  async function read<Row>(statement: string, values: Value[]): Promise<Row[]> {
    const { rows } = await pool.query(numbered(statement), values).catch(explain);
    return rows;
  }

  const access: Access = {
    read,
    write: (work) => transact(pool, (running) => work(running.rows)),
    areGiven: '= any(array(select json_array_elements_text(cast(? as json))))',
    skipLocked: ' for update skip locked',
    textOf: TEXT_OF,
  };

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
      return inLine.run(conversationId, async () => {
        let isTold = false;
        const result = await transact(pool, async (running) => {
          const turn = new TransactionTurn(running, conversationId);
          try {
            const result = await work(turn);
            await turn.end();
            isTold = turn.isTold;
            return result;
          } finally {
            turn.abandon();
          }
        });
        if (isTold) announcements.announce(conversationId);
        return result;
      });
    },

    listen: announcements.listen,
    tell: announcements.tell,
    hear: announcements.hear,

    ...outsideTurns(access),

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
