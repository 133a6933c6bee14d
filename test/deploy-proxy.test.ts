// Two servers behind a real proxy without sticky connections: sockets, streams, and a restart of both under load.
import { openPostgres } from '../src/storage/postgres.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type ActivitySet, openStream, request, startCustomer } from './direct-line-client.ts';
import { type LoyalCustomer, loyalCustomer } from './loyal-customer.ts';
import { freePort, startPostgres, type TestPostgres } from './postgres.ts';
import { type Front, startProxy } from './proxy.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { openEvents, signIn } from './staff-client.ts';

let postgres: TestPostgres;
let storage: Storage;
let proxy: Front;
let ports: number[];
let nodes: ServerProcess[];

const start = (port: number) =>
  startServer(['src/main.ts'], {
    NODE_ENV: 'test',
    PORT: String(port),
    DATABASE_URL: postgres.url,
    CONTENT_DIR: 'test/fixtures/content',
    TRUST_PROXY: '1',
  });

beforeAll(async () => {
  postgres = await startPostgres();
  ports = [await freePort(), await freePort()];
  nodes = await Promise.all(ports.map(start));
  proxy = await startProxy(ports);
  storage = openPostgres(postgres.url);
}, 120_000);
afterAll(async () => {
  await storage?.close();
  await proxy?.stop();
  await Promise.all((nodes ?? []).map((node) => node.stop()));
  await postgres?.stop();
}, 60_000);

async function transcript({ conversationId, token }: LoyalCustomer): Promise<ActivitySet['activities']> {
  const all: ActivitySet['activities'] = [];
  for (let watermark = ''; ; watermark = String(all.length)) {
    const url = `${proxy.url}/v3/directline/conversations/${conversationId}/activities?watermark=${watermark}`;
    const { body } = await request(url, 'GET', { token });
    if (body.activities.length === 0) return all;
    all.push(...body.activities);
  }
}

/** A client's socket that connects again where it was, as often as it is closed; gives what came. */
function follow({ conversationId, token }: LoyalCustomer) {
  const came: string[] = [];
  let watermark = '';
  let connections = 0;
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      const url = `${proxy.url}/v3/directline/conversations/${conversationId}?watermark=${watermark}`;
      const { status, body } = await request(url, 'GET', { token }).catch(() => ({ status: 0, body: null }));
      const stream = status === 200 ? await openStream(body.streamUrl).catch(() => null) : null;
      if (!stream) continue;
      connections++;
      stream.socket.on('message', () => {
        watermark = stream.sets.at(-1)?.watermark ?? watermark;
        if (stopped) stream.socket.close();
      });
      await stream.closed;
      came.push(...stream.activities().map(({ id }) => String(id)));
    }
  })();
  return {
    watermark: () => Number(watermark),
    connections: () => connections,
    async stop() {
      stopped = true;
      await running;
      return came;
    },
  };
}

test('the event stream of staff is not held back', async () => {
  const dana = await signIn(proxy.url, storage, 'Dana', { office: 'newark' });
  const stream = await openEvents(proxy.url, dana.token);
  expect(stream.status).toBe(200);
  // Before any customer comes: who is on duty is read once a second, and this must not depend on an office's hours.
  await stream.until('people', (people) =>
    people.some(({ id, onDuty }: { id: string; onDuty: boolean }) => id === dana.id && onDuty),
  );
  const customer = await startCustomer(proxy.url);
  // On a busy machine the proxy may take both servers for gone: who is refused sends the same again.
  for (const [text, action] of [
    ['Chat with our staff', 'handoff:start'],
    ['where is my refund'],
    ['Skip', 'message:skip'],
  ])
    while (
      (await customer.post({ type: 'message', text, channelData: { action, clientActivityID: text } })).status !== 200
    );
  const { data } = await stream.until('case', ({ status }) => status === 'waiting');
  expect(data).toMatchObject({ number: 1001 });
  stream.close();
}, 60_000);

test('a socket opened through the proxy gets what is sent through it, whichever server takes it', async () => {
  const customer = await startCustomer(proxy.url);
  expect(new URL(customer.streamUrl).host).toBe(new URL(proxy.url).host);
  const stream = await openStream(customer.streamUrl);
  for (let number = 1; number <= 6; number++) expect((await customer.say('is the account free')).status).toBe(200);
  expect(await stream.arrive(13)).toEqual((await customer.poll()).activities);
  stream.socket.close();
}, 60_000);

test('while both restart one after the other under load, nothing acknowledged is lost or doubled, and sockets go on', async () => {
  const customers = await Promise.all(Array.from({ length: 8 }, () => loyalCustomer(async () => proxy.url)));
  const followed = follow(customers[0]);
  let restarted = false;
  const talk = customers.map(async (customer) => {
    for (let number = 1; !restarted || number <= 10; number++) await customer.say(`message ${number}`);
  });
  const restarts = (async () => {
    for (const [index, port] of ports.entries()) {
      expect(await nodes[index].stop()).toMatchObject({ code: 0, signal: null });
      nodes[index] = await start(port);
      while ((await fetch(`${nodes[index].url}/readyz`)).status !== 200);
    }
    restarted = true;
  })();
  await Promise.all([restarts, ...talk]);
  for (const customer of customers) {
    const kept = await transcript(customer);
    const messages = kept.filter(({ from }) => from?.role === 'user');
    expect(messages.map(({ id, text }) => ({ id, text }))).toEqual(customer.sent.map(({ id, text }) => ({ id, text })));
    expect(kept).toHaveLength(1 + 2 * messages.length);
  }
  await customers[0].say('last');
  const all = await transcript(customers[0]);
  while (followed.watermark() < all.length - 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const stopping = followed.stop();
  await customers[0].say('and out');
  const came = await stopping;
  expect(came.slice(0, all.length)).toEqual(all.map(({ id }) => id));
  expect(followed.connections()).toBeGreaterThan(1);
}, 120_000);
