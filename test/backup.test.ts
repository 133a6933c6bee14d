// The back-up of deploy/README.md: its own commands are carried out, on both databases, and everything is there again.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteFile } from '../src/storage/open.ts';
import type { Storage } from '../src/storage/storage.ts';
import { openStorage } from './databases.ts';
import { startPostgres } from './postgres.ts';

const page = readFileSync(join(__dirname, '../deploy/README.md'), 'utf8');
const said = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
// Tools read servers as old as they are, not newer ones: where Debian has both, they are of one version.
const own = said('pg_config', '--bindir')
  .trim()
  .replace(/\/bin$/, '');
const hasServer = own !== '' && said(join(own, 'bin', 'postgres'), '--version') !== '';
const hasSqlite = said('sqlite3', '--version') !== '';
const hasPostgres = said('pg_dump', '--version') !== '' && hasServer;

/** Carries out what stands in the page under this name. */
function carryOut(name: string, env: Record<string, string>): void {
  const block = new RegExp(`\`\`\`sh ${name}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (!block) throw new Error(`deploy/README.md: there is no block "${name}".`);
  execFileSync('sh', ['-ec', block], { env: { ...process.env, ...env }, stdio: 'pipe' });
}

async function say(storage: Storage, text: string): Promise<void> {
  await storage.turn('one', async (turn) => {
    if (!(await turn.conversation())) await turn.create({ channel: 'directline', userId: 'me', createdAt: 1 });
    await turn.append([{ activity: () => ({ type: 'message', text }) }]);
  });
}

const texts = async (storage: Storage) =>
  (await storage.activitiesAfter('one', 0, 10)).map(({ activity }) => activity.text);

/** What a later version may bring: after the restore it must be gone, or the next upgrade finds it there. */
const newer = 'create table newer (id text primary key references conversations (id))';

/** Backs up while the server's connection is open, goes on, upgrades, restores, and looks at what is there. */
async function backUpAndRestore(
  location: string,
  kind: string,
  env: Record<string, string>,
  sql: (statement: string) => void,
): Promise<void> {
  const before = openStorage(location);
  await before.migrate();
  await say(before, 'before the back-up');
  carryOut(`backup-${kind}`, env);
  await say(before, 'after it');
  await before.close();
  sql(newer);
  carryOut(`restore-${kind}`, env);
  const after = openStorage(location);
  await after.migrate();
  expect(await texts(after)).toEqual(['before the back-up']);
  await say(after, 'goes on');
  expect(await texts(after)).toEqual(['before the back-up', 'goes on']);
  await after.close();
  sql(newer);
}

let BACKUP: string;
beforeEach(() => {
  BACKUP = mkdtempSync(join(tmpdir(), 'ace-backup-'));
});
afterEach(() => rmSync(BACKUP, { recursive: true }));

if (hasSqlite)
  test('SQLite is backed up while it is used, and restored', async () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'ace-backed-up-'));
    const file = sqliteFile(DATA_DIR);
    const sql = (statement: string) => execFileSync('sqlite3', [file, statement]);
    await backUpAndRestore(file, 'sqlite', { DATA_DIR, BACKUP }, sql);
    rmSync(DATA_DIR, { recursive: true });
  }, 60_000);

if (hasPostgres)
  test('PostgreSQL is backed up while it is used, and restored', async () => {
    const postgres = await startPostgres(own);
    try {
      const sql = (statement: string) =>
        execFileSync('psql', ['-qv', 'ON_ERROR_STOP=1', '-c', statement, postgres.url]);
      await backUpAndRestore(postgres.url, 'postgres', { DATABASE_URL: postgres.url, BACKUP }, sql);
    } finally {
      await postgres.stop();
    }
  }, 60_000);

test('the page has a command for each, to back up and to restore', () => {
  const names = [...page.matchAll(/```sh ([\w-]+)\n/g)].map(([, name]) => name);
  expect(names).toEqual(['backup-sqlite', 'restore-sqlite', 'backup-postgres', 'restore-postgres']);
});
