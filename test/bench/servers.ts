// The servers of the benchmark, each in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '../server-process.ts';

/** The peer: a stock botbuilder and restify echo bot. */
export function startStockBot(): Promise<ServerProcess> {
  return startServer(['test/bench/stock-bot.ts'], { NODE_ENV: 'production' });
}

/** The stub that the peer may answer through. */
export function startConnector(): Promise<ServerProcess> {
  return startServer(['test/bench/connector.ts'], { NODE_ENV: 'production' });
}

/**
 * This product on a SQLite file in that folder, or on `databaseUrl`, perhaps with more settings.
 * Not as production, where loopback has its limits of messages a minute, too; it logs what production logs.
 */
export function startOurs(
  dataDir: string,
  databaseUrl?: string,
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'info', DATA_DIR: dataDir, DATABASE_URL: databaseUrl, ...settings };
  return startServer(['src/main.ts'], env);
}

/** A folder that is gone after `work`. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ace-refund-desk-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
