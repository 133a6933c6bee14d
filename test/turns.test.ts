// A turn, over both databases: one transaction, in order, once, and a message is kept even where the turn fails.
import { pino } from 'pino';
import type { Content } from '../src/content/content.ts';
import { UnknownConversation } from '../src/conversation/customer-turn.ts';
import { type Conversations, createConversations, Stopping } from '../src/conversation.ts';
import type { Storage, StoredActivity } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestServer } from './databases.ts';
import { sampleContent, tuesdayMorning } from './talk.ts';

const create = { channel: 'directline', userId: 'dl_1' };
const message = (text: string) => ({ type: 'message', text, from: { id: 'dl_1', role: 'user' } });

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let storage: Storage;
  let content: Content;
  let now: number;
  let logged: string[];
  let counted: string[];
  let conversations: Conversations;

  const open = () =>
    createConversations({
      storage,
      content: () => content,
      log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
      meter: { turn: (_, outcome) => counted.push(outcome), reply: (kind) => counted.push(kind) },
      now: () => now,
      dueEvery: 10,
    });

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ storage } = await server.ready());
    content = sampleContent;
    now = tuesdayMorning;
    logged = [];
    counted = [];
    conversations = open();
  });

  afterEach(() => conversations.stop());
  afterAll(() => server?.stop());

  const say = (text: string, key?: string, conversationId = 'one') =>
    conversations.receive({ conversationId, create, key, activity: message(text) });
  const kept = (id = 'one') => storage.activitiesAfter(id, 0, 1000);
  const texts = (stored: StoredActivity[]) =>
    stored
      .filter(({ activity }) => (activity.from as { role?: string }).role === 'user')
      .map(({ activity }) => activity.text);

  /** Content at which the bot throws when it is asked for a price. */
  const broken: Content = {
    ...sampleContent,
    matcher: {
      ...sampleContent.matcher,
      match(utterance) {
        if (utterance.includes('cost')) throw new Error('the matcher is broken');
        return sampleContent.matcher.match(utterance);
      },
    },
  };

  test('keeps the message, the replies and the state together, and gives ids by sequence', async () => {
    const receipt = await say('how do I unlock my login');
    expect(receipt).toMatchObject({ id: 'one|0000001', duplicate: false });
    const stored = await kept();
    expect(stored).toEqual(receipt.stored);
    expect(stored.map(({ activity }) => [activity.id, (activity.channelData as { kind?: string })?.kind])).toEqual([
      ['one|0000001', undefined],
      ['one|0000002', 'greeting'],
      ['one|0000003', 'answer'],
    ]);
    expect(stored[2]?.activity).toMatchObject({
      replyToId: 'one|0000001',
      conversation: { id: 'one' },
      from: { role: 'bot' },
    });
    expect((await storage.conversation('one'))?.state).toMatchObject({ greeted: true, content: sampleContent.version });
    expect(counted).toEqual(['done', 'greeting', 'answer']);
  });

  test('processes a retry once and acknowledges it as before, also when both come at once', async () => {
    const receipts = await Promise.all([say('hello', 'a'), say('hello', 'a'), say('hello', 'a')]);
    expect(receipts.map(({ id, duplicate }) => [id, duplicate])).toEqual([
      ['one|0000001', false],
      ['one|0000001', true],
      ['one|0000001', true],
    ]);
    expect(texts(await kept())).toEqual(['hello']);
    expect(counted.filter((what) => what === 'duplicate')).toHaveLength(2);
  });

  test('processes a retry once after a restart', async () => {
    const first = await say('hello', 'a');
    await conversations.stop();
    conversations = open();
    expect(await say('hello', 'a')).toMatchObject({ id: first.id, duplicate: true });
    expect(await kept()).toHaveLength(first.stored.length);
  });

  test('processes the messages of one conversation in the order in which they came', async () => {
    const said = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    await Promise.all(said.map((text) => say(text)));
    const stored = await kept();
    expect(texts(stored)).toEqual(said);
    expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index + 1));
  });

  test('tells listeners of each commit once, in order', async () => {
    const told: number[] = [];
    const end = conversations.onCommit((_, stored) => told.push(...stored.map(({ sequence }) => sequence)));
    await Promise.all([say('hello'), say('is the account free'), say('thanks')]);
    end();
    await say('hello');
    const stored = await kept();
    expect(told).toEqual(stored.slice(0, told.length).map(({ sequence }) => sequence));
    expect(stored.length).toBeGreaterThan(told.length);
  });

  test('that throws keeps the message, says so with a way to a person, and logs the conversation', async () => {
    await say('start guide open-account');
    const before = (await storage.conversation('one'))?.state;
    content = broken;
    const receipt = await say('what does it cost', 'a');
    expect(texts(receipt.stored)).toEqual(['what does it cost']);
    const [, reply] = receipt.stored;
    expect(reply?.activity.channelData).toMatchObject({ kind: 'error' });
    expect(reply?.activity.text).toContain('I have your message');
    expect(reply?.activity.text).toContain('Portal Support Desk');
    expect(JSON.stringify(reply?.activity)).not.toContain('matcher is broken');
    expect((await storage.conversation('one'))?.state).toEqual(before);
    expect(await say('what does it cost', 'a')).toMatchObject({ id: receipt.id, duplicate: true });
    const [line] = logged.map((text) => JSON.parse(text)).filter(({ level }) => level === 50);
    expect(line).toMatchObject({ conversation: 'one', err: { message: 'the matcher is broken' } });
    expect(counted).toContain('error');
  });

  test('whose commit was done but not confirmed is not done twice, and its replies are told', async () => {
    await conversations.stop();
    const real = storage;
    let lost = false;
    storage = {
      ...real,
      async turn(id, work) {
        const result = await real.turn(id, work);
        if (lost) return result;
        lost = true;
        throw new Error('the connection was lost after the commit');
      },
    };
    conversations = open();
    const told: StoredActivity[] = [];
    conversations.onCommit((_, stored) => told.push(...stored));
    const receipt = await say('is the account free');
    storage = real;
    expect(receipt).toMatchObject({ id: 'one|0000001', duplicate: false });
    expect(counted.filter((what) => what !== 'done')).toEqual(['greeting', 'answer']);
    expect(told).toEqual(await kept());
    expect(told).toHaveLength(3);
  });

  test('that throws holds up neither the next turn nor other conversations', async () => {
    content = broken;
    await Promise.all([say('what does it cost'), say('thanks'), say('hello', undefined, 'two')]);
    expect(counted.filter((what) => what === 'error')).toHaveLength(2);
    expect(texts(await kept())).toEqual(['what does it cost', 'thanks']);
    expect(texts(await kept('two'))).toEqual(['hello']);
  });

  test('needs a conversation that exists, where none is to be created', async () => {
    const lost = conversations.receive({ conversationId: 'nobody', activity: message('hello') });
    await expect(lost).rejects.toBeInstanceOf(UnknownConversation);
    expect(await storage.conversation('nobody')).toBeUndefined();
  });

  test('greets once at the start and keeps no conversationUpdate', async () => {
    const start = () =>
      conversations.receive({ conversationId: 'one', create, activity: { type: 'conversationUpdate' } });
    await Promise.all([start(), start()]);
    expect((await kept()).map(({ activity }) => activity.channelData)).toEqual([{ kind: 'greeting' }]);
  });

  test('is not taken any more after the stop, and the stop waits for those that run', async () => {
    const running = [say('hello'), say('thanks')];
    await conversations.stop();
    await Promise.all(running);
    expect(texts(await kept())).toEqual(['hello', 'thanks']);
    await expect(say('too late')).rejects.toBeInstanceOf(Stopping);
  });

  describe('what is due', () => {
    const schedule = (at: number) =>
      storage.turn('one', (turn) => turn.schedule({ kind: 'reminder', at, data: { n: 1 } }));
    const happened = () => {
      const seen: string[] = [];
      conversations.whenDue('reminder', async (turn, due) => {
        seen.push(due.kind);
        await turn.append([
          { activity: (sequence) => ({ type: 'message', id: `one|${sequence}`, text: 'remember', from: {} }) },
        ]);
      });
      return seen;
    };
    const until = async (met: () => boolean) => {
      while (!met()) await new Promise((resolve) => setTimeout(resolve, 5));
    };

    test('happens once its time has come, in a turn of its own, and once', async () => {
      const seen = happened();
      await say('hello');
      await schedule(now + 60_000);
      await say('thanks');
      expect(seen).toEqual([]);
      now += 60_000;
      await until(() => seen.length > 0);
      await conversations.stop();
      expect(seen).toEqual(['reminder']);
      expect((await kept()).at(-1)?.activity.text).toBe('remember');
      expect(await storage.takeDue(now + 1e9, now + 1e9, 10)).toEqual([]);
    });

    test('happens once on two nodes, and what fails at one does not hold up the others', async () => {
      const ids = Array.from({ length: 30 }, (_, number) => `conversation ${number}`);
      for (const id of ids) await say('hello', undefined, id);
      const node = open();
      const seen: string[] = [];
      for (const one of [conversations, node])
        one.whenDue('reminder', async (_, due) => {
          seen.push(due.conversationId);
          if (due.conversationId === ids[0]) throw new Error('never');
        });
      for (const id of ids) await storage.turn(id, (turn) => turn.schedule({ kind: 'reminder', at: now }));
      await until(() => seen.length === ids.length);
      await Promise.all([conversations.stop(), node.stop()]);
      expect(seen.sort()).toEqual(ids.sort());
      expect(await storage.takeDue(now + 120_000, now, 10)).toMatchObject([{ conversationId: ids[0], attempts: 1 }]);
    });

    test('holds over a restart', async () => {
      await say('hello');
      await schedule(now + 60_000);
      await conversations.stop();
      conversations = open();
      const seen = happened();
      now += 60_000;
      await until(() => seen.length > 0);
    });

    test('is the end of a conversation in which nothing was said for the days that the greeting names', async () => {
      const days = sampleContent.broker.kept_days * 86_400_000;
      await say('hello');
      now += days - 1;
      await say('thanks');
      now += days;
      await say('hello', undefined, 'two');
      expect(await storage.takeDue(now, now, 10)).toEqual([]);
      now += 86_400_000;
      while (await storage.conversation('one')) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await kept()).toEqual([]);
      expect(await storage.conversation('two')).toBeDefined();
    });

    test('that fails comes again, and its failure is logged', async () => {
      await say('hello');
      let tries = 0;
      conversations.whenDue('reminder', async (turn) => {
        tries += 1;
        await turn.update({ resume: { tried: tries } });
        if (tries === 1) throw new Error('not this time');
      });
      await schedule(now);
      await until(() => tries === 1);
      expect((await storage.conversation('one'))?.resume).toBeNull();
      now += 3_600_000;
      await until(() => tries === 2);
      await conversations.stop();
      expect((await storage.conversation('one'))?.resume).toEqual({ tried: 2 });
      expect(logged.join('')).toContain('not this time');
    });
  });
});
