// The bot in the terminal: the same code as the server's; what it prints is a transcript that can be saved as a test.

import { join } from 'node:path';
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { createConversations } from '../conversation.ts';
import type { Reply } from '../rules/activity.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { botLine } from './transcript.ts';

const read = readConfig(process.env);
if ('problems' in read) fail(read.problems.join('\n'));
const now = clock();
const { contentDir } = read.config;
const loaded = loadContent(join(contentDir, 'dialogs'), join(contentDir, 'knowledge'), now());
const { content } = loaded;
if (!content) fail(describeErrors(loaded.problems).join('\n'));

const storage = openSqlite(':memory:');
await storage.migrate();
const conversations = createConversations({
  storage,
  content: () => content,
  log: pino({ level: 'error' }),
  meter: { turn() {}, reply() {} },
  now,
  dueEvery: 1000,
});
const localTimezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

stdout.write(`# Held in the terminal: say here what this conversation shows.\nat: ${rightNow()} ${localTimezone}\n\n`);
const lines = createInterface({ input: stdin, output: stdin.isTTY ? stdout : undefined, prompt: 'customer: ' });
if (stdin.isTTY) lines.prompt();
for await (const text of lines) {
  if (text.trim() === '') continue;
  if (!stdin.isTTY) stdout.write(`customer: ${text}\n`);
  const { stored } = await conversations.receive({
    conversationId: 'terminal',
    create: { channel: 'terminal', userId: 'customer' },
    activity: { type: 'message', text, localTimezone, from: { id: 'customer' } },
  });
  for (const { activity } of stored.slice(1))
    stdout.write(`${botLine(activity as unknown as Reply)}\n${aside(activity)}`);
  if (stdin.isTTY) lines.prompt();
}
await conversations.stop();
await storage.close();

/** The words of an answer, as a comment: they are no part of the test. */
function aside(activity: Record<string, unknown>): string {
  const { kind } = activity.channelData as { kind?: string };
  return kind === 'answer' || kind === 'greeting' ? `${String(activity.text).replace(/^/gm, '#   ')}\n` : '';
}

/** The clock, or with `--at` one that is at that day and time of this machine's time zone when the conversation begins. */
function clock(): () => number {
  const wrong = 'npm run chat -- --at "2026-12-25 10:00"     the conversation as it would be held then';
  try {
    const { at } = parseArgs({ options: { at: { type: 'string' } } }).values;
    const ahead = at === undefined ? 0 : Date.parse(at.trim().replace(' ', 'T')) - Date.now();
    return Number.isFinite(ahead) ? () => Date.now() + ahead : fail(wrong);
  } catch {
    return fail(wrong);
  }
}

function rightNow(): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(now());
  return parts.slice(0, 16);
}

function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
