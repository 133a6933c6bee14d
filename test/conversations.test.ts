// Every transcript in test/conversations, replayed: it passes when the same conversation comes out again. Together they
// take every choice of every guide.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { pino } from 'pino';
import { choiceAction, choicesOf } from '../src/bot/walker.ts';
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

interface Replayed {
  text: string;
  /** The actions of the buttons that the customer pressed, which is to say their text as it was shown last. */
  taken: string[];
}

async function hold(text: string, file: string): Promise<Replayed> {
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
  const taken: string[] = [];
  const shown = new Map<string, string>();
  const result = await replay(transcript, async (said, at) => {
    taken.push(shown.get(said) ?? '');
    now = DateTime.fromISO(`${at.day}T${at.time}`, { zone: at.zone }).toMillis();
    const { stored } = await conversations.receive({
      conversationId: 'one',
      create: { channel: 'test', userId: 'customer' },
      activity: { type: 'message', text: said, localTimezone: at.zone, from: { id: 'customer' } },
    });
    const replies = stored.slice(1).map(({ activity }) => activity as unknown as Reply);
    for (const { suggestedActions } of replies)
      for (const { value, channelData } of suggestedActions?.actions ?? []) shown.set(value, channelData?.action ?? '');
    return replies;
  });
  await conversations.stop();
  await storage.close();
  return { text: result, taken };
}

// Hundreds of turns each, while other tests keep the machine busy.
jest.setTimeout(60_000);

const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const held = new Map<string, Promise<Replayed>>();

/** Each transcript is replayed once, whoever asks. */
function replayed(file: string): Promise<Replayed> {
  const known = held.get(file) ?? hold(readFileSync(join(folder, file), 'utf8'), file);
  held.set(file, known);
  return known;
}

describe('conversations', () => {
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    const { name } = parseTranscript(text, file);
    test(`${file}: ${name}`, async () => {
      const { text: now } = await replayed(file);
      if (process.env.UPDATE) writeFileSync(join(folder, file), now);
      // The words of answers, which the terminal adds as comments, are no part of the test.
      else expect(now).toBe(text.replace(/\n#.*/g, ''));
    });
  }

  test('every choice of every guide is taken in one of them', async () => {
    const all = await Promise.all(files.map(replayed));
    const taken = new Set(all.flatMap((one) => one.taken));
    const missing = [...contentOf('.').guides.values()].flatMap((guide) =>
      guide.steps.flatMap((step) =>
        choicesOf(step)
          .filter((choice) => !taken.has(choiceAction(guide, step, choice)))
          .map(
            ({ id, label }) =>
              `dialogs/${guide.id}.yaml: the choice "${id}" of step "${step.id}" stands in no transcript. Say "${label}" at that step in test/conversations/${guide.id}-every-choice.txt.`,
          ),
      ),
    );
    expect(missing).toEqual([]);
  });
});
