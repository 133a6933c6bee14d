// Both databases for tests, real ones: each `fresh()` is an empty database of its own that several nodes may open.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openPostgres } from '../src/storage/postgres.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import type { Storage } from '../src/storage/storage.ts';
import { startPostgres } from './postgres.ts';

export type Kind = 'SQLite' | 'PostgreSQL';

export interface TestDatabase {
  /** A path or a URL. */
  location: string;
  /** Opens it as one more node does. */
  open(): Storage;
  /** Runs statements past the storage, and gives the rows of the last. */
  sql(statements: string): Promise<Record<string, unknown>[]>;
}

export interface TestServer {
  /** An empty database. */
  empty(): Promise<TestDatabase>;
  /** A database that is ready for use, and one node on it. */
  ready(): Promise<{ database: TestDatabase; storage: Storage }>;
  restart(): Promise<void>;
  /** Closes every storage that was opened, and removes the data. */
  stop(): Promise<void>;
}

/** Opens the storage at a path or a URL. */
export function openStorage(location: string): Storage {
  return location.startsWith('postgres://') ? openPostgres(location) : openSqlite(location);
}

export async function startDatabases(kind: Kind): Promise<TestServer> {
  const server = kind === 'SQLite' ? sqliteFolder() : await postgresServer();
  const opened: Storage[] = [];

  async function empty(): Promise<TestDatabase> {
    const location = await server.newLocation();
    return {
      location,
      open() {
        const storage = openStorage(location);
        opened.push(storage);
        return storage;
      },
      sql: (statements) => server.sql(location, statements),
    };
  }

  return {
    empty,
    async ready() {
      const database = await empty();
      const storage = database.open();
      await storage.migrate();
      return { database, storage };
    },
    restart: server.restart,
    async stop() {
      try {
        await Promise.all(opened.map((storage) => storage.close()));
      } finally {
        await server.stop();
      }
    },
  };
}

function sqliteFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'refund-desk-sqlite-'));
  let files = 0;
  return {
    newLocation: async () => join(folder, `${++files}`, 'ace-refund-desk.sqlite'),
    async sql(location: string, statements: string) {
      const database = new DatabaseSync(location);
      const parts = statements.split(';;');
      const last = parts.pop() ?? '';
      for (const part of parts) database.exec(part);
      const rows = database.prepare(last).all();
      database.close();
      return rows;
    },
    restart: async () => {},
    stop: async () => rmSync(folder, { recursive: true }),
  };
}

async function postgresServer() {
  const server = await startPostgres();
  return {
    newLocation: server.newDatabase,
    async sql(location: string, statements: string) {
      const results = await server.sql(location, statements.replaceAll(';;', ';'));
      return results.at(-1)?.rows ?? [];
    },
    async restart() {
      await server.crash();
      await server.start();
    },
    stop: server.stop,
  };
}
