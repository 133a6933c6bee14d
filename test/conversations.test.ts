// Every transcript in test/conversations, replayed: it passes when the same conversation comes out again. Together they
// take every choice of every guide.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { pino } from 'pino';
import { choiceAction, choicesOf } from '../src/bot/walker.ts';
import { type Moment, parseTranscript, replay } from '../src/cli/transcript.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { createConversations } from '../src/conversation.ts';
import type { Reply } from '../src/rules/activity.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import type { StoredActivity } from '../src/storage/storage.ts';
import { createStaff, seedWaits } from './staff.ts';

const project = join(__dirname, '..');
const folder = join(__dirname, 'conversations');
const readme = join(project, 'README.md');
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
    staffEvery: 0,
  });
  const taken: string[] = [];
  const shown = new Map<string, string>();
  const staff = createStaff(storage, conversations, content);
  const set = ({ day, time, zone }: Moment) => {
    now = DateTime.fromISO(`${day}T${time}`, { zone }).toMillis();
    return now;
  };
  /** What the bot said, in words of its own; what customers and staff said stands in the transcript already. */
  const said = (stored: StoredActivity[]): Reply[] => {
    const replies = stored
      .map(({ activity }) => activity as unknown as Reply)
      .filter(({ from, channelData }) => from?.role === 'bot' && channelData?.kind);
    for (const { suggestedActions } of replies)
      for (const { title, channelData } of suggestedActions?.actions ?? []) shown.set(title, channelData?.action ?? '');
    return replies;
  };
  const result = await replay(transcript, {
    async customer(words, pressed, at) {
      taken.push(shown.get(words) ?? '');
      await staff.see(set(at));
      const { stored } = await conversations.receive({
        conversationId: 'one',
        create: { channel: 'test', userId: 'customer' },
        activity: {
          type: 'message',
          text: words,
          localTimezone: at.zone,
          from: { id: 'customer', role: 'user' },
          ...(pressed && { channelData: { action: shown.get(words) } }),
        },
      });
      return said(stored);
    },
    async staff(name, words, at) {
      await staff.see(set(at));
      const done = await staff.act(name, words, now);
      return typeof done === 'string' ? done : said(done);
    },
    async wait(at) {
      await staff.see(set(at));
      const stored: StoredActivity[] = [];
      const end = conversations.onCommit((_id, some) => stored.push(...some));
      await conversations.lookForDue();
      end();
      return said(stored);
    },
    async waits(office, minutes, at) {
      await seedWaits(storage, office, minutes, set(at));
    },
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
      if (process.env.UPDATE) {
        writeFileSync(join(folder, file), now);
        if (file === 'in-the-readme.txt')
          writeFileSync(
            readme,
            readFileSync(readme, 'utf8').replace(text, () => now),
          );
      }
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
