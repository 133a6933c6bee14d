// A whole server for a test: real parts, a folder of its own, any free port.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { BotAuthentication } from '../src/channels/bot-framework.ts';
import { createMailer } from '../src/channels/mail.ts';
import { createMetrics } from '../src/channels/metrics.ts';
import { createServer, type Server } from '../src/channels/server.ts';
import { signingSecrets } from '../src/channels/signing-secrets.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { type Conversations, createConversations } from '../src/conversation.ts';
import { readFile, writeFile } from '../src/storage/files.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import type { Storage } from '../src/storage/storage.ts';

export interface TestServer {
  url: string;
  port: number;
  storage: Storage;
  conversations: Conversations;
  content: () => Content;
  dataDir: string;
  /** Everything that was logged. */
  logged: () => string;
  /** Moves the server's clock ahead. */
  pass(milliseconds: number): void;
  /** Stops; the folder stays for the next server on it. */
  stop(): Promise<void>;
}

const sample = loadContent('test/fixtures/content/dialogs', 'test/fixtures/content/knowledge').content;
const folders: string[] = [];

/** Starts a server with the tests' own content; `env` are settings, `dataDir` that of an earlier server. */
export async function startTestServer(
  options: {
    env?: Record<string, string>;
    dataDir?: string;
    port?: number;
    pagesDir?: string;
    botAuthentication?: BotAuthentication;
    entraOpenIdUrl?: string;
    /** Instead of the tests' own. */
    content?: Content;
    /** After how many milliseconds it is looked again for what is due. */
    dueEvery?: number;
    /** Another storage than SQLite in the folder; ready for use, and closed with the server. */
    storage?: Storage;
  } = {},
): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ace-test-'));
  if (!options.dataDir) folders.push(dataDir);
  const read = readConfig({ PORT: String(options.port ?? 0), DATA_DIR: dataDir, ...options.env });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const content = options.content ?? sample;
  if (!content) throw new Error('test/fixtures/content: does not load.');
  const config: Config = read.config;
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const storage = options.storage ?? openSqlite(join(dataDir, 'ace.sqlite'));
  await storage.migrate();
  const metrics = createMetrics({ storage, content: () => content });
  const conversations = createConversations({
    storage,
    content: () => content,
    log,
    meter: metrics.meter,
    mail: config.mail,
    isShown: config.entra !== null,
    now,
    dueEvery: options.dueEvery ?? 50,
  });
  const server: Server = await createServer({
    settings: config,
    log,
    storage,
    files: {
      keep: (about, stream) => writeFile(storage, about, stream, Number.MAX_SAFE_INTEGER),
      read: (file) => readFile(storage, file),
    },
    conversations,
    content: () => content,
    pagesDir: options.pagesDir ?? 'test/fixtures/pages',
    metrics,
    botAuthentication: options.botAuthentication,
    entraOpenIdUrl: options.entraOpenIdUrl,
    now,
  });
  const mailer =
    config.mail &&
    createMailer({
      settings: config.mail,
      storage,
      conversations,
      content: () => content,
      secrets: await signingSecrets(config.tokenSecrets, storage),
      log,
      now,
      every: 50,
    });
  const { url, port } = await server.listen();
  return {
    url,
    port,
    storage,
    conversations,
    content: () => content,
    dataDir,
    logged: () => lines.join(''),
    pass(milliseconds) {
      ahead += milliseconds;
    },
    async stop() {
      await Promise.all([server.close(), mailer?.stop()]);
      await storage.close();
    },
  };
}

/** Removes the folders of all servers of this test file. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
