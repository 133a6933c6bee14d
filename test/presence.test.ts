// When customers' clients were last there: by their calls, their sockets' signs of life, and their goodbyes.
import { EventEmitter, once } from 'node:events';
import { createStreams, type Socket } from '../src/channels/direct-line-stream.ts';
import { createFileLinks } from '../src/channels/file-links.ts';
import { createFollowing } from '../src/channels/following.ts';
import { createPresence } from '../src/channels/presence.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import { openStream, startCustomer } from './direct-line-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

const seenAt = (id: string) => server.storage.turn(id, (turn) => turn.mails.seenAt());

/** When the client was there, once that is kept and not before `from`. */
async function seenAfter(id: string, from: number): Promise<number> {
  for (;;) {
    const at = await seenAt(id);
    if (at !== null && at >= from) return at;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a client that polls, and one that opens a socket, were there at that time', async () => {
  const [polling, streaming] = [await startCustomer(server.url), await startCustomer(server.url)];
  const from = Date.now();
  await polling.poll();
  const stream = await openStream(streaming.streamUrl);
  const until = Date.now();
  for (const { conversationId } of [polling, streaming])
    expect(await seenAfter(conversationId, from)).toBeLessThanOrEqual(until);
  stream.socket.close();
  await once(stream.socket, 'close');
});

test('a socket gives signs of life until it says goodbye; a cut line is none, and a page that nobody can see gives none', async () => {
  const storage = openSqlite(':memory:');
  await storage.migrate();
  const told: string[] = [];
  const following = createFollowing({ storage, conversations: server.conversations });
  const streams = createStreams({
    following,
    links: createFileLinks([{ kid: 'a', secret: 'b' }], Date.now),
    here: (id) => void told.push(id),
    failed: () => {},
  });
  const open = (id: string) => {
    const emitter = new EventEmitter();
    const socket = Object.assign(emitter, { bufferedAmount: 0, send() {}, ping() {}, close() {}, terminate() {} });
    streams.open(id, socket as Socket, 0, server.url);
    return emitter;
  };
  const good = open('good');
  const cut = open('cut');
  expect(told.splice(0)).toEqual(['good', 'cut']);
  good.emit('pong');
  cut.emit('message');
  expect(told.splice(0)).toEqual(['good', 'cut']);
  good.emit('message', 'hidden');
  expect(told.splice(0)).toEqual(['good']);
  good.emit('pong');
  expect(told.splice(0)).toEqual([]);
  good.emit('message', 'shown');
  expect(told.splice(0)).toEqual(['good']);
  good.emit('close', 1001);
  cut.emit('close', 1006);
  expect(told.splice(0)).toEqual(['good']);
  streams.close();
  following.close();
  await storage.close();
});

test('what is not kept when a server stops is kept then, with its own time', async () => {
  let now = 1000;
  const presence = createPresence({ storage: server.storage, now: () => now });
  presence.here('gone-early');
  now = 2000;
  presence.here('gone-late');
  now = 3000;
  await presence.stop();
  expect([await seenAt('gone-early'), await seenAt('gone-late')]).toEqual([1000, 2000]);
});
