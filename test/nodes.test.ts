// Two servers on one PostgreSQL behave as one.
import { openStream, startCustomer } from './direct-line-client.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { type ServerProcess, startServer } from './server-process.ts';

let postgres: TestPostgres;
const running: ServerProcess[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(async () => {
  await postgres?.stop();
});

/** Starts so many servers at once on one new database. */
async function startNodes(count: number, env: Record<string, string> = {}): Promise<ServerProcess[]> {
  const databaseUrl = await postgres.newDatabase();
  const nodes = await Promise.all(
    Array.from({ length: count }, () =>
      startServer(['src/main.ts'], {
        NODE_ENV: 'test',
        DATABASE_URL: databaseUrl,
        CONTENT_DIR: 'test/fixtures/content',
        ...env,
      }),
    ),
  );
  running.push(...nodes);
  return nodes;
}

/** The same address on another node. */
function on({ url }: ServerProcess, address: string): string {
  const { host } = new URL(url);
  return Object.assign(new URL(address), { host }).href;
}

test.each([
  ['as they are told', {}, 10, 1_000],
  ['where nobody tells, by looking', { DATABASE_LISTEN_URL: 'postgres://nobody@127.0.0.1:1/nothing' }, 3, 4_000],
])(
  'what is sent to one node comes to the socket at the other, once and in order: %s',
  async (_how, env, questions, mostMs) => {
    const [one, other] = await startNodes(2, env);
    const customer = await startCustomer(one.url);
    const stream = await openStream(on(other, customer.streamUrl));
    await stream.arrive(1);
    const lags: number[] = [];
    for (let number = 1; number <= questions; number++) {
      await customer.say('is the account free');
      const acknowledged = performance.now();
      await stream.arrive(1 + 2 * number);
      lags.push(performance.now() - acknowledged);
    }
    expect(Math.max(...lags)).toBeLessThan(mostMs);
    expect(stream.activities()).toEqual((await customer.poll()).activities);
    stream.socket.close();
  },
  60_000,
);
