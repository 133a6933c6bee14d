// What real channels send and show, over HTTP: coming and going, changed words, cards, and each channel's own way to write.
import { DELIVER } from '../src/conversation/write.ts';
import type { Activity } from '../src/rules/activity.ts';
import { type Connector, channelCustomer, openConnector } from './connector.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let connector: Connector;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  connector = await openConnector();
});
afterEach(() => connector.close());
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const customer = (channel?: string) => channelCustomer(server, connector, channel);
const kept = async (conversationId: string, on = server) =>
  (await on.storage.activitiesAfter(conversationId, 0, 50)).map(({ activity }) => activity as unknown as Activity);
const fromCustomer = async (conversationId: string) =>
  (await kept(conversationId)).filter(({ from }) => from?.role === 'user');
const personal = { conversationType: 'personal', tenantId: 'tenant' };

/** Resolves when nothing waits in the outbox. */
async function delivered(on = server): Promise<void> {
  while ((await on.storage.countPending()) > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('coming and going', () => {
  test('who puts the bot into their own chat is greeted, once, whatever else the channel tells of it', async () => {
    const ann = customer('msteams');
    const conversation = { ...ann.conversation, ...personal };
    expect((await ann.send({ type: 'installationUpdate', action: 'add', conversation })).status).toBe(200);
    await connector.arrive(1);
    await ann.send({ type: 'conversationUpdate', membersAdded: [ann.bot], conversation });
    await ann.send({ type: 'conversationUpdate', membersAdded: [ann.from], conversation });
    await ann.send({ type: 'installationUpdate', action: 'remove', conversation });
    await delivered();
    expect(connector.taken).toHaveLength(1);
    expect(connector.taken[0]).toMatchObject({ recipient: ann.from, conversation });
    expect((await kept(ann.conversationId)).map(({ channelData }) => channelData?.kind)).toEqual(['greeting']);
  });

  test.each([
    ['a group', { isGroup: true }],
    ['a team', { isGroup: true, conversationType: 'channel' }],
    ['a group chat of Teams', { conversationType: 'groupChat' }],
  ])('in %s the bot speaks when it is spoken to, to all in one conversation', async (_where, kind) => {
    const ann = customer('msteams');
    const conversation = { ...ann.conversation, ...kind };
    const bob = { id: 'bob', name: 'Bob' };
    await ann.send({ type: 'installationUpdate', action: 'add', conversation });
    await ann.send({ type: 'conversationUpdate', membersAdded: [ann.bot, bob], conversation });
    expect(await server.storage.conversation(ann.conversationId)).toBeUndefined();
    await ann.say('start guide open-account', { conversation });
    await connector.arrive(2);
    await ann.say('2', { conversation, from: bob });
    await delivered();
    expect(connector.taken.map(({ recipient }) => recipient?.id)).toEqual([ann.from.id, ann.from.id, 'bob']);
    expect((await kept(ann.conversationId)).at(-1)?.channelData).toMatchObject({ kind: 'guide', step: 'form' });
  });
});

describe('words that change', () => {
  test('changed words are kept beside the first ones, once, and only what is secret in them is answered', async () => {
    const ann = customer('msteams');
    await ann.say('what does an acount cost', { id: 'said' });
    await delivered();
    const before = connector.taken.length;
    const text = 'what does an account cost, my routing number is 021000021';
    for (let time = 0; time < 2; time += 1)
      expect(
        (await ann.send({ type: 'messageUpdate', id: 'said', text, timestamp: '2026-03-03T12:00:00Z' })).status,
      ).toBe(200);
    await delivered();
    const said = await fromCustomer(ann.conversationId);
    expect(said.map(({ type }) => type)).toEqual(['message', 'messageUpdate']);
    expect(said[1]).toMatchObject({ id: 'said', text: expect.stringContaining('what does an account cost') });
    expect(JSON.stringify(said)).not.toContain('021000021');
    expect(connector.taken).toHaveLength(before + 1);
    expect(connector.taken[before]?.text).toMatch(/number/);
  });

  test('words that are taken back are no longer kept, and who was shown them hears of it', async () => {
    const ann = customer('msteams');
    await ann.say('I should not have said this', { id: 'said' });
    await delivered();
    expect((await ann.send({ type: 'messageDelete', id: 'said' })).status).toBe(200);
    const said = await fromCustomer(ann.conversationId);
    const removed = { id: 'said', text: '', removed: true };
    expect(said).toMatchObject([
      { type: 'message', ...removed },
      { type: 'messageUpdate', ...removed },
    ]);
    expect(JSON.stringify(await kept(ann.conversationId))).not.toContain('should not have said');
  });

  test('of a conversation that nobody knows nothing is changed or taken back', async () => {
    const ann = customer('msteams');
    expect((await ann.send({ type: 'messageUpdate', id: 'x', text: 'hello' })).status).toBe(200);
    expect((await ann.send({ type: 'messageDelete', id: 'x' })).status).toBe(200);
    expect(await server.storage.conversation(ann.conversationId)).toBeUndefined();
  });
});

describe('cards', () => {
  const press = (say: unknown) => ({
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', verb: 'say', data: { say } } },
  });

  test('a button of a card is answered in the response, the same when it comes again, and nothing is delivered', async () => {
    const ann = customer('msteams');
    const first = await ann.send({ ...press('start guide open-account'), id: 'pressed' });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message' });
    expect(first.body.value).toMatch(/Answer with a number:\n1\. /);
    const again = await ann.send({ ...press('start guide open-account'), id: 'pressed' });
    expect(again.body).toEqual(first.body);
    expect(await fromCustomer(ann.conversationId)).toHaveLength(1);
    await delivered();
    expect(connector.requests).toEqual([]);
  });

  test.each([
    ['a button that says nothing', press(undefined), 501],
    ['a task module', { type: 'invoke', name: 'task/fetch', value: {} }, 501],
    ['a message extension', { type: 'invoke', name: 'composeExtension/query', value: {} }, 501],
    ['another kind of action', { ...press('x'), value: { action: { type: 'Action.Submit', data: {} } } }, 400],
  ])('%s is refused', async (_what, invoke, status) => {
    const ann = customer('msteams');
    expect((await ann.send(invoke)).status).toBe(status);
    expect(await server.storage.conversation(ann.conversationId)).toBeUndefined();
  });
});

describe('what real channels send', () => {
  const at = { type: 'mention', text: '<at>Desk</at>', mentioned: { id: 'bot', name: 'Desk' } };
  const html = {
    contentType: 'text/html',
    content: '<div><div><span itemscope>Desk</span>&nbsp;is it free?</div></div>',
  };

  test.each<[string, string, object]>([
    [
      'Teams, in a channel',
      'msteams',
      {
        text: '<at>Desk</at>&nbsp;is it free?\n',
        textFormat: 'plain',
        attachments: [html],
        entities: [
          at,
          { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Windows', timezone: 'America/New_York' },
        ],
        channelData: {
          teamsChannelId: '19:a@thread.tacv2',
          teamsTeamId: '19:a@thread.tacv2',
          tenant: { id: 'tenant' },
        },
      },
    ],
    ['Teams, with marks', 'msteams', { text: '<at>Desk</at> <b>is it</b> free?', textFormat: 'xml', entities: [at] }],
    [
      'Slack',
      'slack',
      { text: '<@U1:T1> is it free?', entities: [{ ...at, text: '<@U1:T1>' }], textFormat: 'markdown' },
    ],
    ['Messenger, by a quick reply', 'facebook', { text: '', value: 'is it free?' }],
    [
      'e-mail',
      'email',
      { text: 'is it free?\r\n', attachments: [{ contentType: 'text/html', content: '<p>is it free?' }] },
    ],
  ])('%s: what was said is read without what is around it', async (_what, channel, message) => {
    const ann = customer(channel);
    await ann.say('', message);
    const [said] = await fromCustomer(ann.conversationId);
    expect(said?.text?.replace(/ +/g, ' ')).toBe('is it free?');
    expect(said?.attachments).toBeUndefined();
    await delivered();
  });

  test('entities of Slack are the characters they stand for', async () => {
    const ann = customer('slack');
    await ann.say('A &amp; B &lt;3');
    expect((await fromCustomer(ann.conversationId))[0]?.text).toBe('A & B <3');
    await delivered();
  });

  test('what was pressed in Teams is told from the same words typed, by the value that comes back', async () => {
    const ann = customer('msteams');
    await ann.say('End this conversation', { value: 'handoff:end' });
    await ann.say('handoff:end');
    const said = await fromCustomer(ann.conversationId);
    expect(said.map(({ channelData }) => channelData?.action)).toEqual(['handoff:end', undefined]);
    await delivered();
  });

  test('a file is kept by its address', async () => {
    const ann = customer('msteams');
    const contentType = 'application/vnd.microsoft.teams.file.download.info';
    const file = { contentType, contentUrl: 'https://broker.sharepoint.com/a.pdf', name: 'a.pdf' };
    await ann.say('', { attachments: [html, { ...file, content: { downloadUrl: 'https://x', fileType: 'pdf' } }] });
    expect((await fromCustomer(ann.conversationId))[0]?.attachments).toEqual([file]);
    await delivered();
  });
});

describe('what channels are sent', () => {
  test.each(['sms', 'groupme', 'email', 'who-knows'])(
    'on %s a guide is walked by the numbers that are listed',
    async (channel) => {
      const ann = customer(channel);
      await ann.say('start guide open-account');
      await delivered();
      const asked = connector.taken.at(-1);
      expect(asked?.suggestedActions).toBeUndefined();
      const [, number] = /(\d)\. No, not yet/.exec(asked?.text ?? '') ?? [];
      await ann.say(String(number));
      await delivered();
      expect((await kept(ann.conversationId)).at(-1)?.channelData).toMatchObject({ kind: 'guide', step: 'form' });
    },
  );

  test('in Teams a guide is walked by the buttons of cards, and the choices of a greeting do not stand before a step', async () => {
    const ann = customer('msteams');
    await ann.say('start guide open-account');
    await delivered();
    const [greeting, step] = connector.taken;
    expect(greeting?.attachments).toBeUndefined();
    expect(step?.attachments?.[0]?.content).toHaveProperty('buttons.1', {
      type: 'imBack',
      title: 'No, not yet',
      value: 'No, not yet',
    });
    await ann.say('No, not yet');
    await delivered();
    expect((await kept(ann.conversationId)).at(-1)?.channelData).toMatchObject({ kind: 'guide', step: 'form' });
    expect(connector.taken.every((one) => one.channelData === undefined)).toBe(true);
  });

  test('replies that are expected in the response are written in the way of the channel', async () => {
    const { body } = await customer('sms').say('what does an account cost', { deliveryMode: 'expectReplies' });
    expect(JSON.stringify(body)).not.toMatch(/channelData|\*\*/);
  });

  test('of a long outbox all arrive, in order, and the last of a turn alone has the numbers', async () => {
    const ann = customer('groupme');
    await ann.say('hello');
    await delivered();
    const before = connector.taken.length;
    await server.storage.turn(ann.conversationId, async (turn) => {
      const timestamp = new Date().toISOString();
      const suggestedActions = { actions: [{ type: 'imBack', title: 'Yes', value: 'Yes' }] };
      const about = { type: 'message', timestamp, replyToId: 'one', suggestedActions };
      const texts = Array.from({ length: 120 }, (_, number) => `${number + 1}.`);
      await turn.append(texts.map((text) => ({ delivery: 'pending' as const, activity: () => ({ ...about, text }) })));
      await turn.schedule({ kind: DELIVER, at: 0 });
    });
    await connector.arrive(before + 120);
    const texts = connector.taken.slice(before).map(({ text }) => text ?? '');
    expect(texts.map((text) => Number.parseInt(text, 10))).toEqual(
      Array.from({ length: 120 }, (_, number) => number + 1),
    );
    expect(texts.filter((text) => text.includes('Answer with a number'))).toEqual([texts.at(-1)]);
  });

  test('the parts of a long message come in order, and after a refusal and a restart go on where they stopped', async () => {
    const first = await startTestServer();
    const ann = channelCustomer(first, connector, 'groupme');
    await ann.say('hello');
    await delivered(first);
    const before = connector.taken.length;
    const text = ['a', 'b', 'c'].map((letter) => `${letter} `.repeat(450).trim()).join('\n\n');
    connector.refuse([201], [429, { 'Retry-After': '60' }]);
    await first.storage.turn(ann.conversationId, async (turn) => {
      const timestamp = new Date().toISOString();
      await turn.append([{ delivery: 'pending', activity: () => ({ type: 'message', text, timestamp }) }]);
      await turn.schedule({ kind: DELIVER, at: 0 });
    });
    while (!first.logged().includes('it is tried again')) await new Promise((resolve) => setImmediate(resolve));
    await first.stop();
    const second = await startTestServer({ dataDir: first.dataDir });
    second.pass(70_000);
    await delivered(second);
    expect(connector.taken.slice(before).map((one) => one.text?.[0])).toEqual(['a', 'b', 'c']);
    await second.stop();
  });
});
