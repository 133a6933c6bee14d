// Bot Framework channels over real HTTP: messages come in at /api/messages, replies go out through a connector.
import { pino } from 'pino';
import { createBotFramework } from '../src/channels/bot-framework.ts';
import type { Call } from '../src/channels/http.ts';
import { DELIVER } from '../src/conversation/write.ts';
import { type Connector, channelCustomer, openConnector } from './connector.ts';
import { request, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let connector: Connector;
const started: TestServer[] = [];

/** A server for one test. */
async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const own = await startTestServer(options);
  started.push(own);
  return own;
}

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  connector = await openConnector();
});
afterEach(async () => {
  await connector.close();
  for (const own of started.splice(0)) await own.stop();
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const customer = (channel?: string) => channelCustomer(server, connector, channel);
const kinds = (activities: { channelData?: Record<string, unknown> }[]) =>
  activities.map(({ channelData }) => channelData?.kind);
const deliveries = async (conversationId: string, { storage } = server) =>
  (await storage.activitiesAfter(conversationId, 0, 50)).map(({ delivery }) => delivery);

/** Resolves when all replies of a conversation have this delivery. */
async function settled(conversationId: string, delivery: string, on = server): Promise<void> {
  while (true) {
    const all = (await deliveries(conversationId, on)).filter((one) => one !== null);
    if (all.length > 0 && all.every((one) => one === delivery)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves when this was logged so often. */
async function logged(words: string, times: number, on = server): Promise<void> {
  while (on.logged().split(words).length <= times) await new Promise((resolve) => setImmediate(resolve));
}

const again = 'it is tried again';

describe('replies through the connector', () => {
  test('a message is acknowledged and answered in order, as a reply to it', async () => {
    const ann = customer();
    const sent = await ann.say('what does an account cost', { id: 'first/one' });
    expect([sent.status, sent.body]).toEqual([200, '']);
    const replies = await connector.arrive(2);
    expect(kinds(replies)).toEqual(['greeting', 'answer']);
    for (const reply of replies) {
      expect(reply).toMatchObject({
        type: 'message',
        channelId: 'test',
        conversation: ann.conversation,
        from: ann.bot,
        recipient: ann.from,
        replyToId: 'first/one',
      });
      expect(reply.id).toBeUndefined();
    }
    const path = `/v3/conversations/${ann.conversation.id}/activities/first%2Fone`;
    expect(connector.requests.map((one) => one.path)).toEqual([path, path]);
    await settled(ann.conversationId, 'sent');
  });

  test('the same activity twice is answered once', async () => {
    const ann = customer();
    await Promise.all([1, 2, 3].map(() => ann.say('hello', { id: 'the-same' })));
    await settled(ann.conversationId, 'sent');
    const before = connector.taken.length;
    expect((await ann.say('hello', { id: 'the-same' })).status).toBe(200);
    await ann.say('what does an account cost', { id: 'another' });
    await connector.arrive(before + 1);
    expect(connector.taken.filter(({ replyToId }) => replyToId === 'the-same')).toHaveLength(before);
    expect(kinds(connector.taken)).toEqual(['greeting', 'answer']);
  });

  test('a guide is walked by typed numbers', async () => {
    const ann = customer();
    await ann.say('start guide open-account');
    await connector.arrive(2);
    await ann.say('2');
    const replies = await connector.arrive(3);
    expect(replies.at(-1)?.channelData).toMatchObject({ kind: 'guide', guide: 'open-account', step: 'form' });
    expect(replies.at(-1)?.suggestedActions?.actions[0]).toMatchObject({ type: 'imBack', value: 'I got the code' });
  });

  test('messages sent fast are answered in the order they came', async () => {
    const ann = customer();
    await ann.say('hello');
    await connector.arrive(1);
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) await ann.say('what does an account cost', { id });
    const replies = await connector.arrive(6);
    expect(replies.slice(1).map(({ replyToId }) => replyToId)).toEqual(ids);
  });
});

describe('what was not taken', () => {
  test.each([
    [429, { 'Retry-After': '7' }],
    [503, { 'Retry-After': '7' }],
  ])('after %i the replies come when Retry-After is over, and in order', async (status, headers) => {
    const ann = customer();
    const before = server.logged().split(again).length - 1;
    connector.refuse([status, headers]);
    await ann.say('what does an account cost');
    await logged(again, before + 1);
    await ann.say('hello', { id: 'later' });
    expect(connector.requests).toHaveLength(1);
    expect(await server.storage.takeDue((connector.requests[0]?.at ?? 0) + 6_999, Date.now() + 10_000_000, 9)).toEqual(
      [],
    );
    server.pass(8_000);
    const replies = await connector.arrive(3);
    expect(kinds(replies).slice(0, 2)).toEqual(['greeting', 'answer']);
    expect(replies[2]?.replyToId).toBe('later');
    await settled(ann.conversationId, 'sent');
  });

  test.each([500, 408, 412, 0])('after %i the reply is sent again a little later', async (status) => {
    const ann = customer();
    connector.refuse([status], [status]);
    await ann.say('what does an account cost');
    await connector.asked(1);
    const waiting = setInterval(() => server.pass(1_000), 20);
    const replies = await connector.arrive(2).finally(() => clearInterval(waiting));
    expect(kinds(replies)).toEqual(['greeting', 'answer']);
    expect(connector.requests).toHaveLength(4);
  });

  test('what is refused for good is marked and logged with the conversation, and the next reply goes out', async () => {
    const ann = customer();
    connector.refuse([403]);
    await ann.say('what does an account cost');
    expect(kinds(await connector.arrive(1))).toEqual(['answer']);
    while ((await deliveries(ann.conversationId)).includes('pending')) await new Promise((next) => setImmediate(next));
    expect(await deliveries(ann.conversationId)).toEqual([null, 'failed', 'sent']);
    const line = server
      .logged()
      .split('\n')
      .find((one) => one.includes('given up') && one.includes(ann.conversationId));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 50, conversation: ann.conversationId, status: 403 });
  });

  test('replies that wait go out after a restart', async () => {
    const first = await start();
    const ann = channelCustomer(first, connector);
    connector.refuse([503, { 'Retry-After': '60' }]);
    await ann.say('what does an account cost');
    await logged(again, 1, first);
    await first.stop();
    expect(connector.taken).toEqual([]);
    const second = await start({ dataDir: first.dataDir });
    second.pass(70_000);
    expect(kinds(await connector.arrive(2))).toEqual(['greeting', 'answer']);
    await settled(ann.conversationId, 'sent', second);
  });

  test('what one server holds and does not deliver is delivered by another', async () => {
    const first = await start();
    const ann = channelCustomer(first, connector);
    connector.refuse(['silence']);
    await ann.say('what does an account cost');
    await connector.asked(1);
    const second = await start({ dataDir: first.dataDir });
    second.pass(31_000);
    expect(kinds(await connector.arrive(2))).toEqual(['greeting', 'answer']);
    await settled(ann.conversationId, 'sent', second);
  });

  test('who held the outbox for too long does not go on when another has taken it over', async () => {
    const first = await start();
    const ann = channelCustomer(first, connector);
    connector.refuse(['silence'], [201], ['silence']);
    await ann.say('what does an account cost');
    await connector.asked(1);
    const second = await start({ dataDir: first.dataDir });
    second.pass(31_000);
    await connector.asked(3);
    first.pass(31_000);
    connector.release();
    // What it does then, it does before it takes and delivers another message.
    const bob = channelCustomer(first, connector);
    await bob.say('hello');
    await settled(bob.conversationId, 'sent', first);
    connector.release();
    await settled(ann.conversationId, 'sent', second);
    const anns = connector.taken.filter(({ recipient }) => recipient?.id === ann.from.id);
    expect(kinds(anns)).toEqual(['greeting', 'greeting', 'answer']);
  });

  test('a server that stops lets the running reply arrive, and the next server sends the others at once', async () => {
    const first = await start();
    const ann = channelCustomer(first, connector);
    connector.refuse(['silence']);
    await ann.say('what does an account cost');
    await connector.asked(1);
    const stopped = first.stop();
    connector.release();
    await stopped;
    expect(kinds(connector.taken)).toEqual(['greeting']);
    await start({ dataDir: first.dataDir });
    expect(kinds(await connector.arrive(2))).toEqual(['greeting', 'answer']);
  });

  test('nobody takes over from a server that delivers slowly', async () => {
    const own = await start();
    connector.refuse(['silence'], ['silence']);
    await channelCustomer(own, connector).say('what does an account cost');
    await connector.asked(1);
    own.pass(20_000);
    connector.release();
    await connector.asked(2);
    expect(await own.storage.takeDue(Date.now() + 20_000 + 25_000, Date.now(), 9)).toEqual([]);
    connector.release();
  });

  test('an empty outbox leaves nothing to be done later', async () => {
    const own = await start();
    const ann = channelCustomer(own, connector);
    await ann.say('what does an account cost');
    await settled(ann.conversationId, 'sent', own);
    const due = await own.storage.takeDue(Number.MAX_SAFE_INTEGER, Date.now(), 9);
    expect(due.filter(({ kind }) => kind === DELIVER)).toEqual([]);
  });

  test('while one server delivers, a message that comes to another waits its turn', async () => {
    const first = await start();
    const second = await start({ dataDir: first.dataDir });
    const ann = channelCustomer(first, connector);
    connector.refuse([503, { 'Retry-After': '3' }]);
    await ann.say('what does an account cost', { id: 'one' });
    await connector.asked(1);
    await ann.send({ type: 'message', id: 'two', text: 'what does an account cost' }, { to: second });
    second.pass(5_000);
    const replies = await connector.arrive(3);
    expect(replies.map(({ replyToId }) => replyToId)).toEqual(['one', 'one', 'two']);
  });

  test.each(['-5', 'soon', '', '1e3', '9'.repeat(400)])(
    'a time to wait that is none, "%s", holds nothing up',
    async (retryAfter) => {
      const own = await start();
      connector.refuse([503, { 'Retry-After': retryAfter }]);
      const ann = channelCustomer(own, connector);
      await ann.say('hello');
      await logged(again, 1, own);
      own.pass(2_000);
      await connector.arrive(1);
    },
  );

  test('a channel that asks for a year is asked again after a day', async () => {
    const own = await start();
    connector.refuse([503, { 'Retry-After': '31536000' }]);
    const ann = channelCustomer(own, connector);
    await ann.say('hello');
    await logged(again, 1, own);
    // It is noted by now, or before this.
    await own.storage.turn(ann.conversationId, async () => {});
    own.pass(27 * 3_600_000);
    await connector.arrive(1);
  });

  test('a reply that cannot be delivered for a day is given up', async () => {
    const own = await start();
    const ann = channelCustomer(own, connector);
    connector.refuse(...Array.from({ length: 40 }, (): [number] => [503]));
    await ann.say('hello');
    await logged(again, 1, own);
    own.pass(25 * 3_600_000);
    await settled(ann.conversationId, 'failed', own);
  });
});

describe('expectReplies', () => {
  test('the answer to the request holds the replies, also when it comes again, and nothing is delivered', async () => {
    const ann = customer();
    const message = { id: 'expecting', deliveryMode: 'expectReplies' };
    const { status, body } = await ann.say('what does an account cost', message);
    expect(status).toBe(200);
    expect(kinds(body.activities)).toEqual(['greeting', 'answer']);
    expect(body.activities[1]).toMatchObject({ from: ann.bot, recipient: ann.from, replyToId: 'expecting' });
    expect((await ann.say('what does an account cost', message)).body).toEqual(body);
    expect(await deliveries(ann.conversationId)).toEqual([null, null, null]);
    expect(connector.requests).toEqual([]);
  });
});

describe('what a channel sends', () => {
  test('the bot is no reason to greet, a new member is', async () => {
    const ann = customer();
    const joined = (...membersAdded: object[]) => ann.send({ type: 'conversationUpdate', membersAdded });
    expect((await joined(ann.bot)).status).toBe(200);
    expect(await server.storage.conversation(ann.conversationId)).toBeUndefined();
    await joined(ann.bot, ann.from);
    expect(kinds(await connector.arrive(1))).toEqual(['greeting']);
    expect(connector.taken[0]).toMatchObject({ recipient: ann.from });
    expect(connector.taken[0]?.replyToId).toBeUndefined();
  });

  test('mentions of the bot are no part of what was said, those of others are', async () => {
    const ann = customer();
    const mention = (text: string, id: string) => ({ type: 'mention', text, mentioned: { id } });
    const entities = [mention('<at>Desk</at>', 'bot'), mention('<at>Bo</at>', 'bo'), { type: 'clientInfo' }];
    await ann.say('<at>Desk</at> hello <at>Bo</at> <at>Desk</at>', { entities });
    const [said] = await server.storage.activitiesAfter(ann.conversationId, 0, 1);
    expect(said?.activity.text).toBe('hello <at>Bo</at>');
  });

  test('only known fields of a message are kept', async () => {
    const ann = customer();
    await ann.say('hello', { channelData: { kind: 'answer' }, from: { ...ann.from, role: 'bot' }, locale: 'en-GB' });
    const [said] = await server.storage.activitiesAfter(ann.conversationId, 0, 1);
    expect(said?.activity).toEqual({
      type: 'message',
      id: expect.any(String),
      channelId: 'bot-framework/test',
      conversation: { id: ann.conversationId },
      timestamp: expect.any(String),
      from: { ...ann.from, role: 'user' },
      text: 'hello',
      locale: 'en-GB',
    });
  });

  test('typing, reactions and the like are acknowledged and change nothing', async () => {
    const ann = customer();
    for (const type of ['typing', 'messageReaction', 'installationUpdate', 'event', 'endOfConversation'])
      expect((await ann.send({ type })).status).toBe(200);
    expect((await ann.send({ type: 'invoke', name: 'x' })).status).toBe(501);
    expect(await server.storage.conversation(ann.conversationId)).toBeUndefined();
  });

  test.each([
    ['no object', []],
    ['no conversation', { conversation: undefined }],
    ['no type', { type: undefined }],
    ['no sender', { from: undefined }],
    ['no channel', { channelId: undefined }],
    ['a service address of another kind', { serviceUrl: 'file:///etc/passwd' }],
    ['no service address', { serviceUrl: undefined }],
  ])('with %s the answer is 400', async (_what, wrong) => {
    const body = Array.isArray(wrong) ? wrong : { type: 'message', text: 'hello', id: 'x', ...wrong };
    const { status } = Array.isArray(body)
      ? await request(`${server.url}/api/messages`, 'POST', { body })
      : await customer().send(body);
    expect(status).toBe(400);
  });

  test('a channel cannot speak in a conversation of Direct Line', async () => {
    const other = await startCustomer(server.url);
    const ann = customer('directline');
    await ann.say('hello', { conversation: { id: other.conversationId } });
    await connector.arrive(1);
    expect((await other.poll()).activities).toHaveLength(1);
  });
});

describe('who may send', () => {
  const account = {
    MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555',
    MICROSOFT_APP_PASSWORD: 'secret',
    MICROSOFT_APP_TENANT_ID: '66666666-7777-8888-9999-000000000000',
  };

  test.each([
    ['no token', undefined],
    ['a token that is none', 'nonsense'],
    ['a token of nobody', `${btoa('{"alg":"none"}')}.${btoa('{"iss":"https://api.botframework.com"}')}.`],
  ])('with an app id %s is answered 401', async (_what, token) => {
    const own = await start({ env: account });
    const ann = channelCustomer(own, connector);
    const { status, body } = await ann.send({ type: 'message', text: 'hello', id: 'x' }, { token });
    expect([status, body.error.code]).toEqual([401, 'BadArgument']);
    expect(await own.storage.conversation(ann.conversationId)).toBeUndefined();
  });

  test.each([
    ['a page of this server', () => ({ Origin: server.url })],
    ['somebody behind a proxy', () => ({ 'X-Forwarded-For': '203.0.113.9' })],
  ])('without an app id %s is refused', async (_who, headers) => {
    const ann = customer();
    const body = {
      type: 'message',
      text: 'hello',
      channelId: 'test',
      serviceUrl: connector.url,
      from: ann.from,
      conversation: ann.conversation,
    };
    expect((await request(`${server.url}/api/messages`, 'POST', { body, headers: headers() })).status).toBe(401);
  });

  test('without an app id a program on another machine is refused', async () => {
    const own = await start();
    const account = {
      appId: null,
      appPassword: null,
      appCertificate: null,
      appType: 'SingleTenant',
      appTenantId: null,
    };
    const { receive } = createBotFramework({
      ...own,
      account,
      entra: null,
      log: pino({ level: 'silent' }),
      now: Date.now,
    });
    const call = { request: { headers: {}, socket: { remoteAddress: '192.0.2.7' } }, body: {} } as unknown as Call;
    await expect(async () => receive(call)).rejects.toMatchObject({ status: 401 });
  });

  test('replies carry the token of the bot', async () => {
    const signRequest = async (outgoing: { headers: { set(name: string, value: string): void } }) => {
      outgoing.headers.set('authorization', 'Bearer of-the-bot');
      return outgoing;
    };
    const credentials = {
      isValidAppId: async () => true,
      isAuthenticationDisabled: async () => true,
      createCredentials: async () => ({ signRequest }),
    } as never;
    const own = await start({ botAuthentication: { credentials } });
    await channelCustomer(own, connector).say('hello');
    await connector.arrive(1);
    expect(connector.requests[0]?.authorization).toBe('Bearer of-the-bot');
  });

  test('with BOT_MESSAGES=off there is nothing at /api/messages', async () => {
    const own = await start({ env: { BOT_MESSAGES: 'off' } });
    expect((await channelCustomer(own, connector).say('hello')).status).toBe(404);
  });
});
