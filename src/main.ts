// The server: reads the settings and the content, builds the parts, listens, and stops when it is told to.
import { join, resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { createMailer } from './channels/mail.ts';
import { createMetrics } from './channels/metrics.ts';
import { createServer } from './channels/server.ts';
import { signingSecrets } from './channels/signing-secrets.ts';
import { UPLOAD_BYTES } from './channels/upload.ts';
import { type Config, openDoors, readConfig, servesOthers } from './config.ts';
import { productionProblems } from './content/build.ts';
import type { ContentChange } from './content/changes.ts';
import type { Content } from './content/content.ts';
import { followChanges, loadLive } from './content/live.ts';
import { loadContent } from './content/load.ts';
import { describeErrors, describeProblem, type Problem } from './content/problem.ts';
import { watchContent } from './content/watch.ts';
import { createConversations } from './conversation.ts';
import { readFile, writeFile } from './storage/files.ts';
import { openDatabase } from './storage/open.ts';
import type { Storage } from './storage/storage.ts';

const project = process.cwd();
const pagesDir = resolve(project, 'dist', 'pages');
const mostStopMs = 12_000;
const mostAheadMs = 5_000;

// Settings
const read = readConfig(process.env, project);
if ('problems' in read) giveUp(read.problems);
const { config } = read;
const dirs = { dialogs: join(config.contentDir, 'dialogs'), knowledge: join(config.contentDir, 'knowledge') };
const loaded = loadContent(dirs.dialogs, dirs.knowledge, Date.now(), false);
if (!loaded.content) giveUp(describeErrors(loaded.problems));
let content = loaded.content;
const refused = [...(servesOthers(config) ? openDoors(config) : []), ...samplesIn(content)];
if (refused.length > 0) {
  giveUp([
    'Others than this machine are to be served (NODE_ENV=production, or HOST), so nothing may stay open:',
    ...refused,
  ]);
}
// What customers write is for this account's eyes alone.
process.umask(0o077);

// Log
const log = openLog(config);
tellProblems(loaded.problems);

// Parts
const storage = await openDatabase(config).catch((error: Error) => giveUp([error.message]));
await compareClocks(storage);
// What staff approved in the console lies over the files.
const revision = await storage.contentRevision();
let changes: ContentChange[] = await storage.liveContentChanges();
const load = () => loadLive([dirs.dialogs, dirs.knowledge], changes);
if (changes.length > 0) content = load().content ?? content;
const metrics = createMetrics({ storage, content: () => content });
const conversations = createConversations({
  storage,
  content: () => content,
  log,
  meter: metrics.meter,
  mail: config.mail,
  isShown: config.entra !== null,
  now: Date.now,
  dueEvery: 1000,
});
const server = await createServer({
  settings: config,
  log,
  storage,
  files: {
    keep: (about, stream) => writeFile(storage, about, stream, UPLOAD_BYTES),
    read: (file) => readFile(storage, file),
  },
  conversations,
  content: () => content,
  pagesDir,
  metrics,
  now: Date.now,
}).catch((error: Error) => giveUp([error.message]));
const mailer =
  config.mail &&
  createMailer({
    settings: config.mail,
    storage,
    conversations,
    content: () => content,
    secrets: await signingSecrets(config.tokenSecrets, storage),
    log,
    now: Date.now,
    every: 1000,
  });
const serve = (next: Content | null) => {
  if (!next || next.version === content.version) return;
  // What must not be served in production must not come in by the back door either.
  const samples = samplesIn(next);
  if (samples.length > 0) return log.error({ problems: samples }, 'The changed content is not served.');
  content = next;
  log.info({ content: next.version }, 'The changed content is served.');
};
const stopWatching = watchContent(dirs, { onProblems: tellProblems, onContent: serve }, load);
const stopFollowing = followChanges({
  revision: storage.contentRevision,
  read: storage.liveContentChanges,
  known: revision,
  onChanges(live) {
    changes = live;
    const next = load();
    tellProblems(next.problems);
    serve(next.content);
  },
  onTrouble: (err) => log.debug({ err }, 'The changes of the console could not be read.'),
  every: 2000,
});

// Listen
const { url } = await server.listen().catch((error: Error) => giveUp([error.message]));
if (config.production) log.info({ url, content: content.version }, `Listening on ${url}`);
else {
  const where = [
    ['demo site', `${url}/`],
    ['chat page', `${url}/chat`],
    ['health', `${url}/readyz`],
  ];
  process.stdout.write(`ACE Refund Desk\n${where.map(([what, at]) => `  ${what?.padEnd(10)} ${at}\n`).join('')}`);
}

// Stop
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'Stopping.');
    stopWatching();
    stopFollowing();
    // What was acknowledged is on the disk already: a database that does not answer must not keep the process.
    setTimeout(() => process.exit(1), mostStopMs).unref();
    try {
      await Promise.all([server.close(), mailer?.stop()]);
      await storage.close();
      log.info('Stopped.');
      process.exit(0);
    } catch (err) {
      log.error({ err }, 'Stopped, but not cleanly.');
      process.exit(1);
    }
  });
}

function samplesIn(some: Content): string[] {
  return servesOthers(config) ? productionProblems(some).map(describeProblem) : [];
}

// Leases of due rows are compared between servers by their own clocks.
async function compareClocks(kept: Storage): Promise<void> {
  const ahead = Date.now() - (await kept.ping());
  if (Math.abs(ahead) > mostAheadMs) log.error({ ahead }, "The clock differs from the database's. Set both by NTP.");
}

function openLog({ production, logLevel: level }: Config): Logger {
  // A database tells in an error which values it was given.
  const options = { level, redact: { paths: ['err.detail', 'err.where'], remove: true } };
  if (production) return pino(options);
  return pino(options, pretty({ colorize: process.stdout.isTTY, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }));
}

function tellProblems(problems: Problem[]): void {
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  if (warnings > 0) log.info(`Content: ${warnings} to be reviewed; npm run check -- --content tells which.`);
  for (const problem of problems) if (problem.severity !== 'warning') log.error(describeProblem(problem));
  if (problems.some(({ severity }) => severity === 'error')) log.error('The last good content goes on being served.');
}

function giveUp(problems: string[]): never {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}
