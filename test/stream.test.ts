// The WebSocket stream of Direct Line: complete, in order, for as many places as are allowed.
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { createStreams, type Socket } from '../src/channels/direct-line-stream.ts';
import { createFileLinks } from '../src/channels/file-links.ts';
import { createFollowing } from '../src/channels/following.ts';
import { openStream, request, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const withWatermark = (url: string, watermark: string | null) => {
  const changed = new URL(url);
  if (watermark === null) changed.searchParams.delete('watermark');
  else changed.searchParams.set('watermark', watermark);
  return changed.href;
};
const kept = (count: number) =>
  Array.from({ length: count }, () => ({
    activity: (sequence: number) => ({ type: 'message', id: String(sequence) }),
  }));

/** The status with which a stream is refused. */
function refusal(url: string): Promise<number | undefined> {
  const socket = new WebSocket(url);
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('open', () => resolve(101));
  });
}

test('the stream brings the greeting, the echo with its client id, and the answer', async () => {
  const customer = await startCustomer(server.url);
  const stream = await openStream(customer.streamUrl);
  const { body } = await customer.say('is the account free', 'one');
  const [greeting, echo, answer] = await stream.arrive(3);
  expect(greeting?.channelData?.kind).toBe('greeting');
  expect(echo).toMatchObject({ id: body.id, channelData: { clientActivityID: 'one' } });
  expect(answer).toMatchObject({ replyToId: body.id });
  expect(stream.sets.at(-1)?.watermark).toBe('3');
  stream.socket.close();
});

test.each([
  ['-', 3],
  ['', 3],
  [null, 3],
  ['1', 2],
  ['2', 1],
  ['99', 3],
])('a stream from watermark %p brings what came after it', async (watermark, number) => {
  const customer = await startCustomer(server.url);
  await customer.say('is the account free');
  const stream = await openStream(withWatermark(customer.streamUrl, watermark));
  await stream.arrive(number);
  await customer.say('hello');
  const ids = (await stream.arrive(number + 2)).map((activity) => activity.id);
  expect(ids).toEqual((await customer.poll(String(3 - number))).activities.map((activity) => activity.id));
  stream.socket.close();
});

test('streams that open while messages come in miss and repeat nothing', async () => {
  const customer = await startCustomer(server.url);
  await server.storage.turn(customer.conversationId, (turn) => turn.append(kept(700)));
  const saying = (async () => {
    for (let number = 0; number < 60; number += 1) await customer.say(`message ${number}`);
  })();
  const streams = [];
  for (let number = 0; number < 5; number += 1) streams.push(await openStream(customer.streamUrl));
  await saying;
  const all = (await server.storage.conversation(customer.conversationId))?.sequence ?? 0;
  for (const stream of streams) {
    const sequences = (await stream.arrive(all)).map((activity) => Number(activity.id?.split('|').at(-1)));
    expect(sequences).toEqual(Array.from({ length: all }, (_, index) => index + 1));
    stream.socket.close();
  }
});

test('with a sixth stream the oldest is closed', async () => {
  const customer = await startCustomer(server.url);
  const streams = [];
  for (let number = 0; number < 6; number += 1) streams.push(await openStream(customer.streamUrl));
  expect(await streams[0]?.closed).toBe(1008);
  await customer.say('hello');
  for (const stream of streams.slice(1)) {
    await stream.arrive(3);
    stream.socket.close();
  }
});

test('an empty message of a client is ignored', async () => {
  const customer = await startCustomer(server.url);
  const stream = await openStream(customer.streamUrl);
  stream.socket.send('');
  await customer.say('hello');
  await stream.arrive(3);
  stream.socket.close();
});

test('a stream without a valid token for the conversation is refused', async () => {
  const [one, other] = [await startCustomer(server.url), await startCustomer(server.url)];
  const url = new URL(one.streamUrl);
  url.searchParams.set('t', other.token);
  expect(await refusal(url.href)).toBe(403);
  url.searchParams.set('t', 'nothing');
  expect(await refusal(url.href)).toBe(403);
  url.searchParams.delete('t');
  expect(await refusal(url.href)).toBe(401);
  expect(await refusal(server.url.replace('http', 'ws'))).toBe(404);
});

test('the stream of a conversation that is gone is refused with 404', async () => {
  const customer = await startCustomer(server.url);
  await server.storage.turn(customer.conversationId, (turn) => turn.forget());
  expect(await refusal(customer.streamUrl)).toBe(404);
});

test('when a token expires open streams live on, and new ones are refused', async () => {
  const own = await startTestServer();
  const customer = await startCustomer(own.url);
  const stream = await openStream(customer.streamUrl);
  own.pass(31 * 60_000);
  expect(await refusal(customer.streamUrl)).toBe(403);
  const late = await request(`${customer.conversation}/activities`, 'GET', { token: customer.token });
  expect([late.status, late.body.error.code]).toEqual([403, 'TokenExpired']);
  const activity = { type: 'message', text: 'from elsewhere' };
  await own.conversations.receive({ conversationId: customer.conversationId, activity });
  expect((await stream.arrive(3))[1]?.text).toBe('from elsewhere');
  await own.stop();
});

test('a server that stops closes its streams with 1001', async () => {
  const own = await startTestServer();
  const customer = await startCustomer(own.url);
  const stream = await openStream(customer.streamUrl);
  await own.stop();
  expect(await stream.closed).toBe(1001);
});

test('a client that says no goodbye does not hold up a server that stops', async () => {
  const own = await startTestServer();
  const { streamUrl } = await startCustomer(own.url);
  const { hostname, port, pathname, search } = new URL(streamUrl);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(socket, 'data');
  const stopping = performance.now();
  await own.stop();
  expect(performance.now() - stopping).toBeLessThan(4_000);
});

/** A peer whose network takes what it is sent when the test says so. */
function standInSocket(bufferedAmount: number) {
  const sent: { data: string; done: () => void }[] = [];
  const socket: Socket = {
    bufferedAmount,
    send: (data, done) => void sent.push({ data, done }),
    ping() {},
    close() {},
    terminate() {},
    on: () => undefined,
  };
  return { socket, sent };
}
const idsIn = (data: string): string[] => JSON.parse(data).activities.map((activity: { id: string }) => activity.id);
const links = createFileLinks([{ kid: 'a', secret: 'b' }], Date.now);
const here = () => {};
const failed = (error: unknown) => expect(error).toBeUndefined();
const storedIds = async (id: string) =>
  (await server.storage.activitiesAfter(id, 0, 1_000)).map((row) => row.activity.id);

test('a slow client gets what it misses later, in order, and is not queued for in memory', async () => {
  const { conversationId } = await startCustomer(server.url);
  const { storage, conversations } = server;
  const following = createFollowing({ storage, conversations });
  const streams = createStreams({ following, links, here, failed });
  const { socket, sent } = standInSocket(1_000_000);
  streams.open(conversationId, socket, 0, server.url);
  const ids: string[] = [];
  const takeNext = async () => {
    const next = sent.shift();
    if (next) ids.push(...idsIn(next.data));
    next?.done();
    await new Promise(setImmediate);
  };
  while (ids.length < 1) await takeNext();
  let most = 0;
  for (let number = 0; number < 100; number += 1) {
    await conversations.receive({ conversationId, activity: { type: 'message', text: `message ${number}` } });
    most = Math.max(most, sent.length);
  }
  const all = await storedIds(conversationId);
  while (ids.length < all.length) await takeNext();
  expect(ids).toEqual(all);
  expect(most).toBe(1);
  streams.close();
  following.close();
});

test.each([
  ['read before', true],
  ['read after', false],
])('what is committed while a stream reads its past comes once, and after it: %s', async (_when, early) => {
  const { conversationId } = await startCustomer(server.url);
  const { storage, conversations } = server;
  // A read takes its time, before or after the database has looked.
  let tell = () => {};
  const told = new Promise<void>((resolve) => (tell = resolve));
  const slowStorage = {
    ...storage,
    async activitiesAfter(id: string, sequence: number, limit: number) {
      const before = early ? await storage.activitiesAfter(id, sequence, limit) : undefined;
      await told;
      return before ?? storage.activitiesAfter(id, sequence, limit);
    },
  };
  const following = createFollowing({ storage: slowStorage, conversations });
  const streams = createStreams({ following, links, here, failed });
  const { socket, sent } = standInSocket(0);
  streams.open(conversationId, socket, 1, server.url);
  await new Promise(setImmediate);
  for (const text of ['one', 'two'])
    await conversations.receive({ conversationId, activity: { type: 'message', text } });
  expect(sent).toEqual([]);
  tell();
  const ids: string[] = [];
  const all = (await storedIds(conversationId)).slice(1);
  while (ids.length < all.length || sent.length) {
    const next = sent.shift();
    if (next) ids.push(...idsIn(next.data));
    next?.done();
    await new Promise(setImmediate);
  }
  expect(ids).toEqual(all);
  streams.close();
  following.close();
});

test('what another node committed in between is not skipped', async () => {
  const customer = await startCustomer(server.url);
  const stream = await openStream(customer.streamUrl);
  await stream.arrive(1);
  await server.storage.turn(customer.conversationId, (turn) => turn.append(kept(3)));
  await customer.say('hello');
  const ids = (await stream.arrive(6)).map((activity) => activity.id);
  expect(ids).toEqual(await storedIds(customer.conversationId));
  stream.socket.close();
});
