// A handoff over both databases: what the transcripts do not show. Who holds it, what is due, what is kept and what is taken out.
import { pino } from 'pino';
import { type Conversations, createConversations } from '../src/conversation.ts';
import { CaseConflict, type StaffAction, UnknownCase } from '../src/handoff/staff-actions.ts';
import type { Case } from '../src/storage/storage/cases.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Storage, StoredActivity } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';
import { addStaff, comeOnDuty, newCase, openLive } from './staff.ts';
import { sampleContent, shippedContent, tuesdayMorning } from './talk.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Said {
  type: string;
  id: string;
  text: string;
  from: { id: string; name?: string; role?: string };
  channelData: { kind?: string; handoff?: { number: number; status: string; place?: number } };
}

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;
  let conversations: Conversations;
  let dana: Staff;
  let content = sampleContent;
  let now: number;
  let heard: { id: string; stored: StoredActivity[]; cases: Case[] }[];

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ database, storage } = await server.ready());
    now = tuesdayMorning;
    content = sampleContent;
    conversations = node(storage);
    heard = [];
    conversations.onCommit((id, stored, cases) => heard.push({ id, stored, cases }));
    dana = await addStaff(storage, 'Dana', now, { office: 'newark' });
  });

  afterEach(() => conversations.stop());
  afterAll(() => server?.stop());

  /** One more server on the same database. */
  function node(on: Storage): Conversations {
    return createConversations({
      storage: on,
      content: () => content,
      log: pino({ level: 'silent' }),
      meter: { turn() {}, reply() {} },
      now: () => now,
      dueEvery: 60_000,
      staffEvery: 0,
    });
  }

  async function say(text: string, action?: string, id = 'one') {
    const { stored } = await conversations.receive({
      conversationId: id,
      create: { channel: 'directline', userId: 'me' },
      activity: { type: 'message', text, from: { id: 'me', role: 'user' }, ...(action && { channelData: { action } }) },
    });
    return stored.slice(1).map(({ activity }) => activity as unknown as Said);
  }
  const press = (action: string, id = 'one') => say('pressed', action, id);
  const act = (number: number, action: StaffAction, who = dana, key?: string) =>
    conversations.staffAct(number, who, action, { key });
  const write = (number: number, text: string, who = dana, key?: string) =>
    act(number, { kind: 'message', text }, who, key);

  /** Moves the clock, lets happen what is due, and gives what was said then. */
  async function pass(minutes: number, on = conversations): Promise<Said[]> {
    now += minutes * minute;
    for (const one of await storage.staff()) if (one.available) await comeOnDuty(storage, one.id, now);
    heard = [];
    await on.lookForDue();
    return heard.flatMap(({ stored }) => stored.map(({ activity }) => activity as unknown as Said));
  }

  async function all(id = 'one'): Promise<Said[]> {
    return (await storage.activitiesAfter(id, 0, 500)).map(({ activity }) => activity as unknown as Said);
  }
  const trail = async (number: number) => (await storage.caseEvents(number)).map(({ what, actor }) => [what, actor]);
  const owner = async (id = 'one') => (await storage.conversation(id))?.owner;
  async function refusal(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => 'nothing was refused',
      (reason) => reason,
    );
    return error instanceof CaseConflict ? error.code : String(error);
  }

  describe('the case', () => {
    test('has all that staff need', async () => {
      await say('is the account free');
      await press('start:add-bank');
      await press('command:person');
      await press('handoff:start');
      await say('my tab is not there');
      const [told] = await say('I am Lee Park, lee@example.com, 973 555 0112');
      expect(told?.channelData).toMatchObject({ handoff: { number: 1001, status: 'waiting', place: 1, wait: null } });
      expect(await storage.case(1001)).toMatchObject({
        kind: 'live',
        status: 'waiting',
        office: 'newark',
        officeOpen: true,
        name: 'Lee Park',
        email: 'lee@example.com',
        contact: 'lee@example.com, 1-973-555-0112',
        question: 'my tab is not there',
        guide: 'add-bank',
        step: 'open-tab',
        tried: [expect.any(String)],
        owner: null,
        openedAt: tuesdayMorning,
      });
      expect(await trail(1001)).toEqual([['opened', 'customer']]);
    });

    test('is asked for only where staff were ever invited, and somebody is there or open', async () => {
      const offered = async (id: string) =>
        JSON.stringify((await say('person', undefined, id)).at(-1)).includes('Chat with our staff');
      expect(await offered('on duty')).toBe(true);
      await storage.changeStaff('dana', { available: false });
      expect(await offered('away, office open')).toBe(true);
      now = Date.parse('2026-03-03T22:00:00-05:00');
      expect(await offered('away, office closed')).toBe(false);
      await comeOnDuty(storage, 'dana', now);
      expect(await offered('on duty at night')).toBe(true);
      now += 3 * minute;
      expect(await offered('not seen for three minutes')).toBe(false);
      await storage.revokeStaff('dana', now);
      now = tuesdayMorning;
      expect(await offered('nobody')).toBe(false);
    });

    test('becomes a message where staff have gone while the customer was asked', async () => {
      await press('handoff:start');
      now = Date.parse('2026-03-03T19:00:00-05:00');
      await say('where is my refund');
      const [gone, asked] = await press('message:skip');
      expect(gone?.text).toContain('Nobody of our staff is here any more');
      expect(asked?.channelData).toMatchObject({ asks: 'contact' });
      await say('dana@example.com');
      expect((await press('message:send'))[0]?.text).toContain('reads it when it opens: Wednesday 8:00 AM ET');
      expect(await storage.case(1001)).toMatchObject({ kind: 'message', question: 'where is my refund' });
    });

    test('is one, however often a person is asked for', async () => {
      await openLive(conversations, 'one');
      const [told] = await press('handoff:start');
      expect(told?.channelData.handoff).toMatchObject({ number: 1001, place: 1 });
      expect(await storage.cases({}, 10)).toHaveLength(1);
    });

    test('is opened and left at most twenty times a day', async () => {
      for (let count = 0; count < 20; count++) {
        await openLive(conversations, 'one');
        await press('handoff:leave');
      }
      await press('handoff:start');
      await say('once more');
      expect((await press('message:skip'))[0]?.text).toContain('so often today');
      expect(await storage.cases({}, 50)).toHaveLength(20);
    });
  });

  describe('the owner', () => {
    test('is stored with the claim, silences the bot, and is taken back by release, close and the customer', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      expect(await owner()).toBe('dana');
      expect(await say('is the account free')).toEqual([]);
      expect(await press('command:person')).toEqual([]);
      await act(1001, { kind: 'release' });
      expect(await owner()).toBeNull();
      expect((await say('is the account free')).length).toBeGreaterThan(0);
      await act(1001, { kind: 'claim' });
      await press('handoff:end');
      expect([await owner(), (await storage.case(1001))?.closedBy]).toEqual([null, 'customer']);
      await act(1001, { kind: 'reopen' });
      await act(1001, { kind: 'claim' });
      await act(1001, { kind: 'close' });
      expect([await owner(), (await storage.case(1001))?.closedBy]).toEqual([null, 'staff']);
      expect(await trail(1001)).toEqual([
        ['opened', 'customer'],
        ['claimed', 'dana'],
        ['released', 'dana'],
        ['claimed', 'dana'],
        ['closed', 'customer'],
        ['reopened', 'dana'],
        ['claimed', 'dana'],
        ['closed', 'dana'],
      ]);
    });

    test('writes alone; a lead may take the case away, but not write in that name', async () => {
      const lee = await addStaff(storage, 'Lee', now);
      const kim = await addStaff(storage, 'Kim', now, { role: 'lead' });
      await openLive(conversations, 'one');
      expect(await refusal(write(1001, 'Hello', lee))).toBe('not-yours');
      await act(1001, { kind: 'claim' });
      for (const kind of ['release', 'close'] as const)
        expect(await refusal(act(1001, { kind }, lee))).toBe('not-yours');
      expect(await refusal(act(1001, { kind: 'transfer', to: { staff: 'lee' } }, lee))).toBe('not-yours');
      expect(await refusal(write(1001, 'Hello', kim))).toBe('not-yours');
      await act(1001, { kind: 'transfer', to: { staff: 'lee' } }, kim);
      expect([await owner(), (await storage.case(1001))?.owner]).toEqual(['lee', 'lee']);
      await act(1001, { kind: 'release' }, kim);
      expect(await owner()).toBeNull();
    });

    test('is told with what was refused', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      // A double click.
      expect((await act(1001, { kind: 'claim' })).stored).toEqual([]);
      const lee = await addStaff(storage, 'Lee', now);
      const error = await act(1001, { kind: 'claim' }, lee).catch((reason) => reason);
      expect(error).toMatchObject({ code: 'already-claimed', owner: { id: 'dana', name: 'Dana' }, since: now });
      expect(await refusal(act(1001, { kind: 'reopen' }))).toBe('not-closed');
      expect(await refusal(act(1001, { kind: 'transfer', to: { office: 'nowhere' } }))).toBe('no-such-office');
      expect(await refusal(act(1001, { kind: 'transfer', to: { staff: 'nobody' } }))).toBe('not-on-duty');
      await act(1001, { kind: 'close' });
      for (const kind of ['claim', 'release', 'close'] as const)
        expect(await refusal(act(1001, { kind }))).toBe('closed');
      await expect(act(1999, { kind: 'claim' })).rejects.toBeInstanceOf(UnknownCase);
      expect((await trail(1001)).map(([what]) => what)).toEqual(['opened', 'claimed', 'closed']);
    });

    test('who is revoked loses the case with the next look', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      await storage.revokeStaff('dana', now);
      const [told] = await pass(1);
      expect(told?.text).toContain('**Dana** is no longer here');
      expect([await owner(), (await storage.case(1001))?.status]).toEqual([null, 'waiting']);
    });

    test('is not asked for by a message of the bot that came before', async () => {
      await openLive(conversations, 'one');
      await press('message:start');
      await say('Please call me');
      await act(1001, { kind: 'claim' });
      await act(1001, { kind: 'close' });
      const [reply] = await say('thank you');
      expect(reply?.text).not.toContain('e-mail address');
    });
  });

  describe('messages', () => {
    test('go both ways, in order, and the same one sent twice is kept once', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      const first = await write(1001, 'Good morning', dana, 'a');
      const again = await write(1001, 'Good morning', dana, 'a');
      expect([first.stored.length, again.stored.length]).toEqual([1, 0]);
      await say('hello');
      await act(1001, { kind: 'note', text: 'calls at noon' }, dana, 'b');
      await act(1001, { kind: 'note', text: 'calls at noon' }, dana, 'b');
      const last = (await all()).slice(-2);
      expect(last.map(({ text, from }) => [from.id, from.role, text])).toEqual([
        ['staff:dana', 'bot', 'Good morning'],
        ['me', 'user', 'hello'],
      ]);
      expect(last[0]).toMatchObject({ textFormat: 'markdown', channelData: { staff: { name: 'Dana' } } });
      expect((await trail(1001)).filter(([what]) => what === 'note')).toHaveLength(1);
      expect(JSON.stringify(await all())).not.toContain('calls at noon');
    });

    test('are told to whoever listens, with the cases that changed', async () => {
      await openLive(conversations, 'one');
      heard = [];
      await act(1001, { kind: 'note', text: 'calls at noon' });
      expect(heard).toMatchObject([{ id: 'one', stored: [], cases: [{ number: 1001, version: 2 }] }]);
    });

    test('of staff on a channel that is called wait in its outbox', async () => {
      const reference = { channelId: 'sms' };
      const sent = { conversationId: 'two', create: { channel: 'sms', userId: 'me' }, reference };
      const from = { id: 'me', role: 'user' };
      for (const [text, action] of [['Chat', 'handoff:start'], ['refund?'], ['Skip', 'message:skip']])
        await conversations.receive({
          ...sent,
          activity: { type: 'message', text, from, ...(action && { channelData: { action } }) },
        });
      await act(1001, { kind: 'claim' });
      const { stored } = await write(1001, 'Good morning');
      expect(stored.map(({ delivery }) => delivery)).toEqual(['pending']);
    });

    test('of staff lose their sensitive numbers, also where these come in two', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      const { removed } = await write(1001, 'Is it 021000021, as your routing number?');
      expect(removed).toEqual(['routing']);
      await write(1001, 'my bank routing number is 0210');
      await write(1001, '00021');
      await act(1001, { kind: 'note', text: 'SSN 219-09-9999' });
      const kept = JSON.stringify([await all(), await storage.caseEvents(1001)]);
      expect(kept).not.toMatch(/021000021|0210\D|219-09-9999/);
    });

    test('of the customer lose theirs, with a warning, and wherever staff quoted them', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      const [warning] = await say('my routing number is 021000021');
      expect(warning?.channelData.kind).toBe('warning');
      await say('my bank routing number is 0210');
      await act(1001, { kind: 'note', text: 'says: my bank routing number is 0210' });
      await say('00021');
      const kept = JSON.stringify([await all(), await storage.caseEvents(1001), await storage.case(1001)]);
      expect(kept).not.toMatch(/021000021|0210\D/);
    });

    test('a first half in the question of a case goes with the second half', async () => {
      await press('handoff:start');
      await say('my bank routing number is 0210');
      await press('message:skip');
      expect((await storage.case(1001))?.question).toContain('0210');
      await say('00021');
      expect((await storage.case(1001))?.question).not.toContain('0210');
    });
  });

  describe('the queue', () => {
    test('who stands far back is looked after every few minutes, and the first ten every minute', async () => {
      await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          storage.turn(`earlier-${index}`, async (turn) => {
            await turn.create({ channel: 'directline', userId: 'me', createdAt: now });
            await turn.openCase(newCase({ office: 'newark', openedAt: now }));
          }),
        ),
      );
      await openLive(conversations, 'one');
      await pass(3);
      const close = async (from: number, to: number) => {
        for (let number = from; number <= to; number++) await act(number, { kind: 'close' });
      };
      const placesTold = (said: Said[]) =>
        said.filter(({ type }) => type === 'messageUpdate').map(({ channelData }) => channelData.handoff?.place);
      await close(1001, 1001);
      expect(placesTold(await pass(1))).toEqual([]);
      expect(placesTold(await pass(2))).toEqual([24]);
      await close(1002, 1017);
      expect(placesTold(await pass(3))).toEqual([8]);
      await close(1018, 1018);
      expect(placesTold(await pass(1))).toEqual([7]);
    });

    test('the place is kept true in the message that told it', async () => {
      for (const id of ['first', 'second', 'third']) await openLive(conversations, id);
      const told = (await all('third')).at(-1);
      expect(told?.text).toContain('**third**');
      await act(1001, { kind: 'claim' });
      await press('handoff:leave', 'second');
      const [changed] = (await pass(1)).filter(({ type }) => type === 'messageUpdate');
      expect(changed).toMatchObject({ id: told?.id, channelData: { handoff: { number: 1003, place: 1 } } });
      expect(changed?.text).toBe(told?.text.replace('**third**', '**first**'));
      expect((await pass(1)).filter(({ type }) => type === 'messageUpdate')).toEqual([]);
    });

    test('the others of another office are before nobody', async () => {
      await openLive(conversations, 'first');
      await storage.turn('first', (turn) => turn.changeCase(1001, { office: 'elsewhere' }, now));
      await openLive(conversations, 'second');
      expect((await all('second')).at(-1)?.channelData.handoff?.place).toBe(1);
    });

    test('whom nobody claims in time is told once, after the minutes of the office, and may still be claimed', async () => {
      content = { ...sampleContent, offices: sampleContent.offices.map((one) => ({ ...one, claim_within: 5 })) };
      await openLive(conversations, 'one');
      expect(await pass(4)).toEqual([]);
      const [told] = await pass(1);
      expect(told?.text).toContain('Nobody of our staff was free so far');
      expect(await pass(30)).toEqual([]);
      await act(1001, { kind: 'claim' });
      await act(1001, { kind: 'release' });
      expect((await pass(5)).at(-1)?.text).toContain('Nobody of our staff was free so far');
    });

    test('an office that content has no more leaves the customer in the queue', async () => {
      await openLive(conversations, 'one');
      content = { ...sampleContent, offices: [] };
      expect((await pass(3)).at(-1)?.text).toContain('Nobody of our staff was free so far');
      expect((await press('handoff:queue'))[0]?.text).toContain('**first** in the queue for our staff');
      await act(1001, { kind: 'claim' });
      expect(await owner()).toBe('dana');
    });
  });

  describe('what is due', () => {
    test('a customer who is owed an answer for ten minutes: a nudge; for fifteen: the queue', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      await write(1001, 'Good morning');
      await pass(2);
      await say('hello');
      await pass(4);
      await say('are you there?');
      await pass(5);
      expect((await trail(1001)).at(-1)).toEqual(['claimed', 'dana']);
      await pass(1);
      expect((await trail(1001)).at(-1)).toEqual(['nudged', 'system']);
      expect(await owner()).toBe('dana');
      expect(await pass(4)).toEqual([]);
      expect((await pass(1)).at(-1)?.text).toContain('called away');
      expect([await owner(), (await trail(1001)).at(-1)]).toEqual([null, ['returned', 'system']]);
    });

    test('an answer ends that; the next silence is counted anew', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      await pass(14);
      await write(1001, 'Good morning');
      await pass(20);
      expect(await owner()).toBe('dana');
      await say('hello');
      await pass(9);
      expect(await owner()).toBe('dana');
      await pass(1);
      expect((await trail(1001)).filter(([what]) => what === 'nudged')).toHaveLength(2);
    });

    test('a customer who is gone: closed after the minutes of the office, with a note', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      await write(1001, 'Which form is it?');
      expect(await pass(29)).toEqual([]);
      const [note] = await pass(1);
      expect(note?.text).toContain('You were away');
      expect([await owner(), (await storage.case(1001))?.closedBy]).toEqual([null, 'idle']);
      expect(await pass(600)).toEqual([]);
    });

    test('holds over a restart, and happens once where two servers look', async () => {
      await openLive(conversations, 'one');
      await conversations.stop();
      const nodes = [node(storage), node(kind === 'PostgreSQL' ? database.open() : storage)];
      now += 3 * minute;
      await Promise.all(nodes.map((one) => one.lookForDue()));
      expect((await trail(1001)).filter(([what]) => what === 'offered-else')).toHaveLength(1);
      expect((await all()).filter(({ text }) => text?.includes('Nobody of our staff was free'))).toHaveLength(1);
      await Promise.all(nodes.map((one) => one.stop()));
    });

    test('a message that staff claimed and never wrote for: a nudge, then it waits again and the bot answers', async () => {
      await leaveMessage();
      await act(1001, { kind: 'claim' });
      await pass(10);
      expect((await trail(1001)).at(-1)).toEqual(['nudged', 'system']);
      await pass(5);
      expect([await owner(), (await storage.case(1001))?.status]).toEqual([null, 'waiting']);
      expect((await all()).at(-1)?.text).toContain('**Case 1001** stays open');
      expect(await say('is the account free')).toMatchObject([{ channelData: { kind: 'answer' } }]);
    });

    test('a message that is claimed again is not closed for what staff wrote when they had it before', async () => {
      await leaveMessage();
      await act(1001, { kind: 'claim' });
      await write(1001, 'I look it up');
      await act(1001, { kind: 'release' });
      await pass(40);
      await act(1001, { kind: 'claim' });
      await pass(2);
      expect(await owner()).toBe('dana');
      await write(1001, 'Here it is');
      await pass(30);
      expect((await storage.case(1001))?.closedBy).toBe('idle');
    });

    test('a conversation with an open case is not forgotten; with one that nobody took it is, with its cases', async () => {
      await openLive(conversations, 'one');
      const kept = (content.broker.kept_days + 2) * day;
      // What is said when nobody claims begins the days anew.
      await pass(3);
      await pass(kept / minute);
      expect(await storage.conversation('one')).toBeDefined();
      await press('handoff:leave');
      await pass(kept / minute);
      expect(await storage.conversation('one')).toBeUndefined();
      expect(await storage.case(1001)).toBeUndefined();
    });
  });

  describe('beside it', () => {
    test('a rating is kept, its words too, and a question instead is answered', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      await act(1001, { kind: 'close' });
      await say('4');
      expect(await storage.case(1001)).toMatchObject({ stars: 4, words: null });
      expect((await say('is the account free'))[0]?.channelData.kind).toBe('answer');
      await press('handoff:rate:5');
      await say('Dana was kind');
      expect(await storage.case(1001)).toMatchObject({ stars: 5, words: 'Dana was kind' });
    });

    test('is not asked for where staff skip it, and the trail says so', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      const { stored } = await act(1001, { kind: 'close', rating: false });
      expect(stored.map(({ activity }) => activity.text).join()).toMatch(/\*\*Dana\*\* has ended.*answer again\.$/);
      expect(JSON.stringify(stored)).not.toContain('1 star');
      await press('handoff:rate:5');
      expect(await storage.case(1001)).toMatchObject({ status: 'closed', stars: null });
      expect((await storage.caseEvents(1001)).at(-1)).toMatchObject({ what: 'closed', detail: { rating: false } });
    });

    test('while somebody speaks with the customer, the bot does not talk about another case', async () => {
      await leaveMessage();
      await openLive(conversations, 'one');
      await act(1002, { kind: 'claim' });
      expect(await refusal(act(1001, { kind: 'claim' }))).toBe('conversation-taken');
      expect((await act(1001, { kind: 'close' })).stored).toEqual([]);
      expect((await act(1001, { kind: 'reopen' })).stored).toEqual([]);
      expect([await owner(), (await storage.case(1001))?.status]).toEqual(['dana', 'waiting']);
    });

    test('a turn that fails leaves staff in possession, and says nothing in their name', async () => {
      await openLive(conversations, 'one');
      await act(1001, { kind: 'claim' });
      const broken = {
        ...sampleContent,
        get broker(): never {
          throw new Error('broken');
        },
      };
      content = broken as unknown as typeof sampleContent;
      await say('my routing number is 021000021').catch(() => {});
      content = sampleContent;
      expect(await owner()).toBe('dana');
      expect((await all()).filter(({ channelData }) => channelData?.kind === 'error')).toEqual([]);
    });

    test('what was declined, or asked back in vain, is kept for the editors, in the words that may be kept', async () => {
      content = shippedContent;
      await say('what is the wether on the moon');
      await say('is it the broker or us');
      await say('None of these');
      await say('is it the broker or us');
      await say('Who can file a CAPE Declaration? Can you, or another broker?');
      // A part of a number is no question.
      await say('my bank routing number is 0210');
      const kept = (await storage.unanswered(10)).toReversed();
      expect(kept.map(({ decision, text }) => [decision, text])).toEqual([
        ['decline', 'what is the wether on the moon'],
        ['clarify', 'is it the broker or us'],
      ]);
      expect(kept[1]?.entries).toContain('cape-who-files');
    });
  });

  async function leaveMessage(): Promise<void> {
    await press('message:start');
    await say('Please call me');
    await say('dana@example.com');
    await press('message:skip');
    await press('message:send');
  }
});
