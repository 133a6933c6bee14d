// Every transcript in test/conversations, replayed: it passes when the same conversation comes out again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { pino } from 'pino';
import { parseTranscript, replay } from '../src/cli/transcript.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { createConversations } from '../src/conversation.ts';
import type { Reply } from '../src/rules/activity.ts';
import { openSqlite } from '../src/storage/sqlite.ts';

const project = join(__dirname, '..');
const folder = join(__dirname, 'conversations');
const loaded = new Map<string, Content>();

function contentOf(dir: string): Content {
  const known = loaded.get(dir);
  if (known) return known;
  const { content, problems } = loadContent(join(project, dir, 'dialogs'), join(project, dir, 'knowledge'));
  if (!content) throw new Error(JSON.stringify(problems, null, 2));
  loaded.set(dir, content);
  return content;
}

async function replayed(text: string, file: string): Promise<string> {
  const transcript = parseTranscript(text, file);
  const storage = openSqlite(':memory:');
  await storage.migrate();
  const content = contentOf(transcript.content ?? '.');
  let now = 0;
  const conversations = createConversations({
    storage,
    content: () => content,
    log: pino({ level: 'silent' }),
    meter: { turn() {}, reply() {} },
    now: () => now,
    dueEvery: 60_000,
  });
  const result = await replay(transcript, async (said, at) => {
    now = DateTime.fromISO(`${at.day}T${at.time}`, { zone: at.zone }).toMillis();
    const { stored } = await conversations.receive({
      conversationId: 'one',
      create: { channel: 'test', userId: 'customer' },
      activity: { type: 'message', text: said, localTimezone: at.zone, from: { id: 'customer' } },
    });
    return stored.slice(1).map(({ activity }) => activity as unknown as Reply);
  });
  await conversations.stop();
  await storage.close();
  return result;
}

describe('conversations', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const { name } = parseTranscript(text, file);
    test(`${file}: ${name}`, async () => {
      const now = await replayed(text, file);
      if (process.env.UPDATE) writeFileSync(join(folder, file), now);
      // The words of answers, which the terminal adds as comments, are no part of the test.
      else expect(now).toBe(text.replace(/\n#.*/g, ''));
    });
  }
});
