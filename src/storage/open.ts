// Opens the one database there is: PostgreSQL where a URL is set, else the SQLite file in the data folder.
import { join } from 'node:path';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Storage } from './storage.ts';

export interface Place {
  databaseUrl: string | null;
  databaseListenUrl: string | null;
  dataDir: string;
}

/** Where the SQLite file is. */
export function sqliteFile(dataDir: string): string {
  return join(dataDir, 'ace-refund-desk.sqlite');
}

/** Opens it with tables of this version; throws with the setting that names it where it cannot be used. */
export async function openDatabase({ databaseUrl, databaseListenUrl, dataDir }: Place): Promise<Storage> {
  try {
    const opened = databaseUrl
      ? openPostgres(databaseUrl, databaseListenUrl ?? databaseUrl)
      : openSqlite(sqliteFile(dataDir));
    await opened.migrate();
    return opened;
  } catch (error) {
    const where = databaseUrl ? 'DATABASE_URL' : `DATA_DIR (${dataDir})`;
    throw new Error(`${where}: the database cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}
