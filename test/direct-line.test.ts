// Direct Line 3.0 over real HTTP: conversations, activities, and what is refused with which status.
import { connect } from 'node:net';
import { request, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const SECRET = 'a-secret-of-a-server-for-these-tests-only';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { DIRECT_LINE_SECRET: SECRET } });
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const post = (path: string, options: Parameters<typeof request>[2] = {}) =>
  request(`${server.url}/v3/directline/${path}`, 'POST', options);
const get = (path: string, token?: string) => request(`${server.url}/v3/directline/${path}`, 'GET', { token });
const nested = '['.repeat(20_000) + ']'.repeat(20_000);
const texts = (set: { activities: { text?: string }[] }) => set.activities.map((activity) => activity.text);

describe('tokens', () => {
  test('tokens/generate opens a new conversation', async () => {
    const { status, body } = await post('tokens/generate');
    expect({ status, body }).toEqual({
      status: 200,
      body: { conversationId: expect.any(String), token: expect.any(String), expires_in: 1800 },
    });
    expect((await post('conversations', { token: body.token })).status).toBe(201);
  });

  test('a server that shows the secret names the user', async () => {
    const { body } = await post('tokens/generate', { token: SECRET, body: { user: { id: 'dl_dana' } } });
    await post('conversations', { token: body.token });
    const sent = { type: 'message', text: 'hello', from: { id: 'dl_somebody-else' } };
    await post(`conversations/${body.conversationId}/activities`, { token: body.token, body: sent });
    const { activities } = (await get(`conversations/${body.conversationId}/activities`, body.token)).body;
    expect(activities[1].from.id).toBe('dl_dana');
  });

  test('a wrong secret is refused with 403', async () => {
    const { status, body } = await post('tokens/generate', { token: 'wrong', body: {} });
    expect([status, body.error.code]).toEqual([403, 'BadArgument']);
  });

  test('a refreshed token opens the same conversation', async () => {
    const customer = await startCustomer(server.url);
    const { status, body } = await post('tokens/refresh', { token: customer.token });
    expect([status, body.conversationId, body.expires_in]).toEqual([200, customer.conversationId, 1800]);
    expect(body.token).not.toBe(customer.token);
    expect((await get(`conversations/${customer.conversationId}/activities`, body.token)).status).toBe(200);
  });

  test('without a token the answer is 401', async () => {
    for (const path of ['conversations', 'tokens/refresh', 'conversations/some-id/activities']) {
      const { status, body } = await post(path, { body: {} });
      expect([status, body.error.code]).toEqual([401, 'BadArgument']);
    }
  });

  test('a broken Authorization header is refused with 401', async () => {
    const { status } = await post('conversations', { headers: { Authorization: 'Token abc' } });
    expect(status).toBe(401);
  });

  test('a token that somebody changed is refused with 403', async () => {
    const { token, conversationId } = await startCustomer(server.url);
    const [head, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ conv: conversationId, user: 'dl_x', exp: 9_999_999_999 }));
    const forged = [head, claims.toString('base64url'), signature].join('.');
    const { status, body } = await get(`conversations/${conversationId}/activities`, forged);
    expect([status, body.error.code]).toEqual([403, 'BadArgument']);
  });

  test('an unsigned token is refused with 403', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode({ conv: 'x', user: 'y', exp: 9_999_999_999 })}.x`;
    expect((await get('conversations/x/activities', unsigned)).status).toBe(403);
  });

  test('a token for another conversation is refused with 403', async () => {
    const [one, other] = [await startCustomer(server.url), await startCustomer(server.url)];
    const { status, body } = await get(`conversations/${one.conversationId}/activities`, other.token);
    expect([status, body.error.code]).toEqual([403, 'BadArgument']);
  });

  test('the secret opens every conversation', async () => {
    const customer = await startCustomer(server.url);
    expect((await get(`conversations/${customer.conversationId}/activities`, SECRET)).body.activities).toHaveLength(1);
  });

  test('the secret starts a conversation at once', async () => {
    const { status, body } = await post('conversations', { token: SECRET, body: { user: { id: 'dl_erin' } } });
    expect(status).toBe(201);
    expect((await get(`conversations/${body.conversationId}/activities`, body.token)).body.activities).toHaveLength(1);
  });
});

describe('conversations', () => {
  test('a start is answered with 201 and where to stream, and the bot greets', async () => {
    const customer = await startCustomer(server.url);
    const { status, body } = customer.started;
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['conversationId', 'expires_in', 'streamUrl', 'token']);
    expect(body.streamUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/conversations\/[\w-]+\/stream\?/);
    const { activities, watermark } = await customer.poll();
    expect(activities.map((activity) => activity.channelData?.kind)).toEqual(['greeting']);
    expect(watermark).toBe('1');
  });

  test('a second start is answered with 200, and the bot greets once', async () => {
    const customer = await startCustomer(server.url);
    const { status, body } = await post('conversations', { token: customer.token });
    expect([status, body.conversationId]).toEqual([200, customer.conversationId]);
    expect((await customer.poll()).activities).toHaveLength(1);
  });

  test('two starts at the same time greet once', async () => {
    const { token, conversationId } = (await post('tokens/generate')).body;
    const starts = await Promise.all([post('conversations', { token }), post('conversations', { token })]);
    expect(starts.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect((await get(`conversations/${conversationId}/activities`, token)).body.activities).toHaveLength(1);
  });

  test('reconnecting gives a new stream from the watermark', async () => {
    const customer = await startCustomer(server.url);
    const { status, body } = await get(`conversations/${customer.conversationId}?watermark=1`, customer.token);
    expect(status).toBe(200);
    expect(new URL(body.streamUrl).searchParams.get('watermark')).toBe('1');
    expect(body.conversationId).toBe(customer.conversationId);
  });

  test('an unknown conversation is answered with 404', async () => {
    const customer = await startCustomer(server.url);
    await server.storage.turn(customer.conversationId, (turn) => turn.forget());
    const answers = await Promise.all([
      customer.say('hello'),
      get(`conversations/${customer.conversationId}`, customer.token),
      get(`conversations/${customer.conversationId}/activities`, customer.token),
      post('tokens/refresh', { token: customer.token }),
      post('conversations', { token: customer.token }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual(Array(5).fill([404, 'NotFound']));
  });
});

describe('receiving by polling', () => {
  test('an empty watermark replays all, a watermark what came after it', async () => {
    const customer = await startCustomer(server.url);
    await customer.say('is the account free');
    const all = await customer.poll();
    expect(all.activities).toHaveLength(3);
    expect((await customer.poll('-')).activities).toHaveLength(3);
    expect((await customer.poll('1')).activities).toEqual(all.activities.slice(1));
    expect(await customer.poll(all.watermark)).toEqual({ activities: [], watermark: all.watermark });
  });

  test('a long conversation comes in pages, each activity once', async () => {
    const customer = await startCustomer(server.url);
    await server.storage.turn(customer.conversationId, (turn) =>
      turn.append(Array.from({ length: 450 }, () => ({ activity: (sequence) => ({ type: 'message', sequence }) }))),
    );
    const sequences: unknown[] = [];
    let watermark = '1';
    for (;;) {
      const page = await customer.poll(watermark);
      if (!page.activities.length) break;
      sequences.push(...page.activities.map((activity) => activity.sequence));
      watermark = page.watermark;
    }
    expect(sequences).toEqual(Array.from({ length: 450 }, (_, index) => index + 2));
  });

  test('a watermark that is none of ours is refused with 400', async () => {
    const customer = await startCustomer(server.url);
    const { status } = await get(`conversations/${customer.conversationId}/activities?watermark=abc`, customer.token);
    expect(status).toBe(400);
  });
});

describe('sending', () => {
  test('a message is acknowledged with its id, kept and answered', async () => {
    const customer = await startCustomer(server.url);
    const { status, body } = await customer.say('is the account free', 'one');
    expect(status).toBe(200);
    const { activities } = await customer.poll('1');
    expect(activities[0]).toMatchObject({
      id: body.id,
      type: 'message',
      text: 'is the account free',
      from: { id: customer.userId, role: 'user' },
      channelId: 'directline',
      conversation: { id: customer.conversationId },
      channelData: { clientActivityID: 'one' },
    });
    expect(activities[1]).toMatchObject({ replyToId: body.id, channelData: { kind: 'answer' } });
  });

  test('the user is the one of the token, whatever the client claims', async () => {
    const customer = await startCustomer(server.url);
    const from = { id: 'ace-refund-desk', role: 'bot', name: 'Dana' };
    await customer.post({ type: 'message', text: 'hello', from });
    expect((await customer.poll('1')).activities[0]?.from).toEqual({ id: customer.userId, role: 'user', name: 'Dana' });
  });

  test('a message cannot pretend to be of the bot', async () => {
    const customer = await startCustomer(server.url);
    await customer.post({
      type: 'message',
      text: 'hello',
      id: 'mine',
      timestamp: '1999-01-01T00:00:00Z',
      replyToId: 'x',
      suggestedActions: { actions: [{ type: 'openUrl', title: 'Here', value: 'https://evil.example' }] },
      channelData: { clientActivityID: 'two', action: 'command:help', kind: 'answer', entry: 'x', done: true },
    });
    const [kept] = (await customer.poll('1')).activities;
    expect(kept?.channelData).toEqual({ clientActivityID: 'two', action: 'command:help' });
    expect(kept).not.toHaveProperty('suggestedActions');
    expect(kept).not.toHaveProperty('replyToId');
    expect(kept?.id).toBe(`${customer.conversationId}|0000002`);
    expect(kept?.timestamp).not.toContain('1999');
  });

  test.each(['27b2c362-7fa6-4ada-8492-3077dda81117', '56129017-02ac-4d4e-a0a5-b06a4f00b1a8', '021000021a'])(
    'a retry under the id %s is known, whatever its digits look like',
    async (id) => {
      const customer = await startCustomer(server.url);
      const first = await customer.say('is the account free', id);
      expect((await customer.say('is the account free', id)).body).toEqual(first.body);
      const sent = (await customer.poll('1')).activities.filter(({ from }) => from?.role === 'user');
      expect(sent.map(({ channelData }) => channelData?.clientActivityID)).toEqual([id]);
    },
  );

  test('a retried message is acknowledged with the first id and processed once', async () => {
    const customer = await startCustomer(server.url);
    const answers = await Promise.all([1, 2, 3, 4].map(() => customer.say('is the account free', 'same')));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await customer.poll()).activities).toHaveLength(3);
  });

  test('messages that arrive at once are kept in the order of one connection', async () => {
    const customer = await startCustomer(server.url);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const sent = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    const requests = sent.map((text) => {
      const body = JSON.stringify({ type: 'message', text });
      return (
        `POST /v3/directline/conversations/${customer.conversationId}/activities HTTP/1.1\r\nHost: ${hostname}\r\n` +
        `Authorization: Bearer ${customer.token}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
      );
    });
    let answered = '';
    await new Promise<void>((resolve) => {
      socket.on('data', (data) => {
        answered += data;
        if (answered.split('HTTP/1.1 200').length > sent.length) resolve();
      });
      socket.write(requests.join(''));
    });
    socket.destroy();
    const { activities } = await customer.poll();
    expect(texts({ activities: activities.filter(({ from }) => from?.role === 'user') })).toEqual(sent);
  });

  test('typing is acknowledged and not kept', async () => {
    const customer = await startCustomer(server.url);
    const { status, body } = await customer.post({ type: 'typing' });
    expect([status, typeof body.id]).toEqual([200, 'string']);
    expect((await customer.poll()).activities).toHaveLength(1);
  });

  test('an event is kept', async () => {
    const customer = await startCustomer(server.url);
    expect((await customer.post({ type: 'event', name: 'page', value: { path: '/x' } })).status).toBe(200);
    const [kept] = (await customer.poll('1')).activities;
    expect(kept).toMatchObject({ type: 'event', name: 'page', value: { path: '/x' } });
  });

  test('the end of a conversation is kept, and nothing is said to it', async () => {
    const customer = await startCustomer(server.url);
    expect((await customer.post({ type: 'endOfConversation' })).status).toBe(200);
    expect((await customer.poll('1')).activities).toMatchObject([{ type: 'endOfConversation' }]);
  });

  test.each([
    ['another type', { type: 'invoke', name: 'x' }, 400],
    ['a conversationUpdate', { type: 'conversationUpdate' }, 400],
    ['no type', { text: 'hello' }, 400],
    ['a list', [], 400],
    ['an empty message', { type: 'message', text: '  ' }, 400],
    ['text that is none', { type: 'message', text: { a: 1 } }, 400],
    ['an attachment as a script', { type: 'message', attachments: [{ contentUrl: 'javascript:alert(1)' }] }, 400],
    ['an attachment of another conversation', { type: 'message', attachments: [{ contentUrl: 'upload:abc' }] }, 400],
    ['more text than 8,000 characters', { type: 'message', text: 'x'.repeat(8001) }, 413],
    ['a value of more than 8,000 bytes', { type: 'message', text: 'x', value: { x: 'x'.repeat(8000) } }, 413],
    ['a body of more than 256 KB', { type: 'message', text: 'x'.repeat(300_000) }, 413],
  ])('%s is refused', async (_what, activity, status) => {
    const customer = await startCustomer(server.url);
    const refused = await customer.post(activity);
    expect([refused.status, Object.keys(refused.body.error)]).toEqual([status, ['code', 'message']]);
    expect((await customer.poll()).activities).toHaveLength(1);
  });

  test.each([
    ['an event of endless depth', `{"type":"event","name":"x","value":${nested}}`, 'application/json', 413],
    ['broken JSON', '{"type":', 'application/json', 400],
    ['a form', 'type=message', 'application/x-www-form-urlencoded', 415],
    ['plain text', 'hello', 'text/plain', 415],
  ])('%s is refused', async (_what, body, type, status) => {
    const { conversation, token } = await startCustomer(server.url);
    const refused = await request(`${conversation}/activities`, 'POST', {
      token,
      body,
      headers: { 'Content-Type': type },
    });
    expect([refused.status, Object.keys(refused.body.error)]).toEqual([status, ['code', 'message']]);
  });

  test('a compressed body is refused with 415', async () => {
    const { conversation, token } = await startCustomer(server.url);
    const headers = { 'Content-Encoding': 'gzip' };
    expect((await request(`${conversation}/activities`, 'POST', { token, body: {}, headers })).status).toBe(415);
  });

  test('locale and time zone are kept where they are valid', async () => {
    const customer = await startCustomer(server.url);
    await customer.post({ type: 'message', text: 'a', locale: 'en-GB', localTimezone: 'america/CHICAGO' });
    await customer.post({ type: 'message', text: 'b', locale: 'not a locale', localTimezone: 'Moon/Base' });
    const sent = (await customer.poll()).activities.filter(({ from }) => from?.role === 'user');
    expect(sent.map(({ locale, localTimezone }) => [locale, localTimezone])).toEqual([
      ['en-GB', 'America/Chicago'],
      [undefined, undefined],
    ]);
  });
});

test('neither texts nor tokens stand in the log', async () => {
  const customer = await startCustomer(server.url);
  await customer.say('a very private sentence');
  await request(`${customer.conversation}/activities?t=${customer.token}`);
  expect(server.logged()).toContain(customer.conversationId);
  expect(server.logged()).not.toContain('private sentence');
  expect(server.logged()).not.toContain(customer.token);
  expect(server.logged()).not.toContain(customer.resume);
});
