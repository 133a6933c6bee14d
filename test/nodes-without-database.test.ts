// Servers whose PostgreSQL goes away: they say so, live on, hear of each other again, and lose and double nothing.
import { type AddressInfo, createServer } from 'node:net';
import { openPostgres } from '../src/storage/postgres.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Connector, channelCustomer, openConnector } from './connector.ts';
import { openStream, request, startCustomer } from './direct-line-client.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { type ServerProcess, startServer } from './server-process.ts';

let postgres: TestPostgres;
let connector: Connector;

beforeAll(async () => {
  postgres = await startPostgres();
  connector = await openConnector();
}, 60_000);
afterAll(async () => {
  await connector?.close();
  await postgres?.stop();
}, 30_000);

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('two servers', () => {
  let nodes: ServerProcess[];

  beforeAll(async () => {
    const env = { NODE_ENV: 'test', DATABASE_URL: postgres.url, CONTENT_DIR: 'test/fixtures/content' };
    nodes = await Promise.all([1, 2].map(() => startServer(['src/main.ts'], env)));
  }, 60_000);
  afterAll(() => Promise.all(nodes.map((node) => node.stop())), 30_000);

  test('without their database they answer 503 and when to come again, and afterwards take the same message once', async () => {
    const [one, other] = nodes;
    const customer = await startCustomer(one.url);
    const address = customer.streamUrl.replace(new URL(one.url).host, new URL(other.url).host);
    const stream = await openStream(address);
    await stream.arrive(1);
    await postgres.crash();
    for (const answer of [await customer.say('is the account free', 'a'), await customer.say('hello', 'b')]) {
      expect([answer.status, answer.body.error.code]).toEqual([503, 'ServiceUnavailable']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await channelCustomer(one, connector).say('hello')).status).toBe(503);
    expect((await request(`${one.url}/chat/token`, 'POST', { body: {} })).status).toBe(503);
    expect((await request(`${one.url}/readyz`)).status).toBe(503);
    expect((await request(`${one.url}/healthz`)).status).toBe(200);
    expect((await request(`${one.url}/metrics`)).body).toContain('outbox_pending Nan');
    await postgres.start();
    await until(async () => (await request(`${one.url}/readyz`)).status === 200);
    const first = await customer.say('is the account free', 'a');
    expect(first.status).toBe(200);
    expect((await customer.say('is the account free', 'a')).body).toEqual(first.body);
    // A line on which something could not be read is closed, and its client comes again.
    const again = stream.closed.then(async () => {
      const next = await openStream(address);
      return next.arrive(3).finally(() => next.socket.close());
    });
    const seen = await Promise.race([stream.arrive(3), again]);
    stream.socket.removeAllListeners('close');
    expect(seen.map(({ channelData }) => channelData?.kind)).toEqual(['greeting', undefined, 'answer']);
    expect(seen).toEqual((await customer.poll()).activities);
    expect(nodes.map(({ process }) => process.exitCode)).toEqual([null, null]);
    expect(one.output()).not.toContain('A turn failed');
    stream.socket.close();
  }, 60_000);

  test('what was sent when the database went away is noted when it is back, and not sent again', async () => {
    const ann = channelCustomer(nodes[0], connector);
    const before = connector.taken.length;
    connector.refuse(['silence']);
    await ann.say('is the account free');
    await connector.asked(1);
    await postgres.crash();
    connector.release();
    await connector.arrive(before + 1);
    await postgres.start();
    await until(async () => /^outbox_pending 0$/m.test((await request(`${nodes[0].url}/metrics`)).body));
    const kinds = connector.taken.slice(before).map(({ channelData }) => channelData?.kind);
    expect(kinds).toEqual(['greeting', 'answer']);
  }, 60_000);
});

describe('what nodes tell each other', () => {
  const opened: Storage[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((storage) => storage.close())));

  /** A node that has begun to listen, and everything it heard. */
  async function listeningNode(url: string, announceTo = url) {
    const storage = openPostgres(url, announceTo);
    opened.push(storage);
    const heard: (string | null)[] = [];
    storage.listen((ids) => heard.push(...(ids ?? [null])));
    await until(() => heard.includes(null));
    return { storage, heard };
  }
  const append = (storage: Storage, id: string) =>
    storage.turn(id, async (turn) => {
      if (!(await turn.conversation())) await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
      await turn.append([{ activity: () => ({}) }]);
    });

  test('hundreds of conversations with long names reach the other node, each once a moment, and not the own', async () => {
    const url = await postgres.newDatabase();
    const [one, other] = [await listeningNode(url), await listeningNode(url)];
    await one.storage.migrate();
    const ids = Array.from({ length: 300 }, (_, number) => `${number} ${'è☃"\n'.repeat(30)}`);
    await Promise.all(ids.map((id) => append(one.storage, id)));
    await until(() => new Set(other.heard).size === ids.length + 1);
    expect(new Set(other.heard)).toEqual(new Set([null, ...ids]));
    expect(one.heard).toEqual([null]);
    const sequences = await other.storage.sequences([...ids.slice(0, 3), 'nobody']);
    expect(sequences).toEqual(new Map(ids.slice(0, 3).map((id) => [id, 1])));
  }, 60_000);

  test('a node that cannot listen says why, once', async () => {
    let tries = 0;
    const nothing = createServer((socket) => {
      tries += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => nothing.listen(0, '127.0.0.1', resolve));
    const { port } = nothing.address() as AddressInfo;
    const storage = openPostgres(await postgres.newDatabase(), `postgres://nobody@127.0.0.1:${port}/nowhere`);
    opened.push(storage);
    const reasons: unknown[] = [];
    storage.listen(
      () => {},
      (reason) => reasons.push(reason),
    );
    await until(() => tries === 3);
    expect(reasons).toEqual([expect.any(Error)]);
    nothing.close();
  });

  test('a turn that is rolled back is not told, and who closes tells first what waits', async () => {
    const url = await postgres.newDatabase();
    const [one, other] = [await listeningNode(url), await listeningNode(url)];
    await one.storage.migrate();
    const broken = one.storage.turn('broken', async (turn) => {
      await turn.create({ channel: 'directline', userId: 'u', createdAt: 1 });
      await turn.append([{ activity: () => ({}) }]);
      throw new Error('not this one');
    });
    await expect(broken).rejects.toThrow('not this one');
    await append(one.storage, 'last words');
    await one.storage.close();
    await until(() => other.heard.length > 1);
    expect(other.heard).toEqual([null, 'last words']);
  }, 60_000);

  test('after the database was away a node is told to look itself, and hears again', async () => {
    const url = await postgres.newDatabase();
    const [one, other] = [await listeningNode(url), await listeningNode(url)];
    await one.storage.migrate();
    await postgres.crash();
    await postgres.start();
    const isBack = ({ heard }: { heard: (string | null)[] }) => heard.filter((id) => id === null).length > 1;
    await until(() => isBack(one) && isBack(other));
    await append(one.storage, 'again');
    await until(() => other.heard.includes('again'));
  }, 60_000);
});
