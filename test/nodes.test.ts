// Two servers on one PostgreSQL behave as one.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgres } from '../src/storage/postgres.ts';
import { type Connector, channelCustomer, openConnector } from './connector.ts';
import { copySample, removeCopies } from './content-folder.ts';
import { type ActivitySet, openStream, request, startCustomer } from './direct-line-client.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { signIn } from './staff-client.ts';

let postgres: TestPostgres;
let connector: Connector;
const running: ServerProcess[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
beforeEach(async () => {
  connector = await openConnector();
});
afterEach(async () => {
  await connector.close();
  await Promise.all(running.splice(0).map((server) => server.stop()));
}, 30_000);
afterAll(async () => {
  await postgres?.stop();
  removeCopies();
}, 30_000);

/** In the server's process: its clock is ahead, and half a minute more after each SIGUSR2. */
const clockAhead = (milliseconds: number) =>
  `data:text/javascript,const now = Date.now; let ahead = ${milliseconds}; Date.now = () => now() + ahead;` +
  "process.on('SIGUSR2', () => { ahead += 31_000; })";

/** Starts servers at once on one database; `ahead` are their clocks' milliseconds. */
async function startNodes(env: Record<string, string> = {}, ahead = [0, 0]): Promise<ServerProcess[]> {
  const databaseUrl = await postgres.newDatabase();
  const nodes = await Promise.all(ahead.map((milliseconds) => startNode(databaseUrl, env, milliseconds)));
  return nodes;
}

async function startNode(databaseUrl: string, env: Record<string, string> = {}, ahead = 0): Promise<ServerProcess> {
  const node = await startServer(['--import', clockAhead(ahead), 'src/main.ts'], {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    CONTENT_DIR: 'test/fixtures/content',
    ...env,
  });
  running.push(node);
  return node;
}

/** The same address on another node. */
function on({ url }: ServerProcess, address: string): string {
  const { host } = new URL(url);
  return Object.assign(new URL(address), { host }).href;
}

/** Sends a message to that node, as often as it takes. */
async function say(node: ServerProcess, customer: { conversation: string; token: string }, text: string, id: string) {
  const body = { type: 'message', text, channelData: { clientActivityID: id } };
  return request(`${on(node, customer.conversation)}/activities`, 'POST', { token: customer.token, body });
}

async function transcript(node: ServerProcess, { conversation, token }: { conversation: string; token: string }) {
  const { body } = await request(`${on(node, conversation)}/activities`, 'GET', { token });
  return (body as ActivitySet).activities;
}

describe('a socket at one and a sender at the other', () => {
  test.each([
    ['as they are told', {}, 10, 1_000],
    ['where nobody tells, by looking', { DATABASE_LISTEN_URL: 'postgres://nobody@127.0.0.1:1/nothing' }, 3, 4_000],
  ])(
    'everything comes once and in order: %s',
    async (_how, env, questions, mostMs) => {
      const [one, other] = await startNodes(env);
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

  test('senders at both are seen by sockets at both, everything once and in order', async () => {
    const nodes = await startNodes();
    const customer = await startCustomer(nodes[0].url);
    const streams = await Promise.all(nodes.map((node) => openStream(on(node, customer.streamUrl))));
    const numbers = Array.from({ length: 30 }, (_, number) => number);
    await Promise.all(numbers.map((number) => say(nodes[number % 2], customer, 'is the account free', `${number}`)));
    const all = await transcript(nodes[0], customer);
    expect(all).toHaveLength(61);
    for (const stream of streams) {
      await stream.arrive(all.length);
      expect(stream.activities()).toEqual(all);
      stream.socket.close();
    }
  }, 60_000);

  test('when its server is killed, a socket goes on at the other where it was', async () => {
    const [one, other] = await startNodes();
    const customer = await startCustomer(one.url);
    const first = await openStream(customer.streamUrl);
    await say(other, customer, 'is the account free', 'a');
    await first.arrive(3);
    await one.stop('SIGKILL');
    await first.closed;
    await say(other, customer, 'is the account free', 'b');
    const url = `${on(other, customer.conversation)}?watermark=${first.sets.at(-1)?.watermark}`;
    const { body } = await request(url, 'GET', { token: customer.token });
    const second = await openStream(body.streamUrl);
    await second.arrive(2);
    const seen = [...first.activities(), ...second.activities()];
    expect(seen).toEqual(await transcript(other, customer));
    second.socket.close();
  }, 60_000);
});

describe('a customer at both', () => {
  test('the same message sent to both at once is processed once', async () => {
    const nodes = await startNodes();
    const customer = await startCustomer(nodes[0].url);
    for (let number = 0; number < 10; number++) {
      const both = nodes.map((node) => say(node, customer, 'is the account free', `message ${number}`));
      const [one, other] = await Promise.all(both);
      expect([one.status, other.status]).toEqual([200, 200]);
      expect(one.body.id).toBe(other.body.id);
    }
    const all = await transcript(nodes[1], customer);
    expect(all).toHaveLength(21);
    expect(all.filter(({ from }) => from?.role === 'user').map(({ channelData }) => channelData)).toEqual(
      Array.from({ length: 10 }, (_, number) => ({ clientActivityID: `message ${number}` })),
    );
  }, 60_000);

  test('a token of one opens the other, and what is uploaded to one is read from the other', async () => {
    const [one, other] = await startNodes();
    const customer = await startCustomer(one.url);
    const { token } = customer;
    const refreshed = await request(`${other.url}/v3/directline/tokens/refresh`, 'POST', { token });
    expect(refreshed.status).toBe(200);
    const headers = { 'Content-Type': 'text/plain', 'Content-Disposition': 'attachment; filename="note.txt"' };
    const upload = { token: refreshed.body.token, headers, body: Buffer.from('what stands in the note') };
    expect((await request(`${customer.conversation}/upload?userId=me`, 'POST', upload)).status).toBe(200);
    const message = (await transcript(other, customer)).find(({ attachments }) => attachments?.length);
    const link = String(message?.attachments?.[0]?.contentUrl);
    expect(link).toContain(other.url);
    expect((await request(link)).body).toBe('what stands in the note');
  }, 60_000);

  test('who comes back to both at once is not locked out, whichever answer arrives', async () => {
    const nodes = await startNodes();
    let { resume, conversationId } = await startCustomer(nodes[0].url);
    const comeBack = (node: ServerProcess, attempt: string) =>
      request(`${node.url}/chat/token`, 'POST', { body: { resume, attempt } });
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(nodes.map((node) => comeBack(node, `attempt ${round}`)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers[round % 2].body.conversationId).toBe(conversationId);
      ({ resume, conversationId } = answers[round % 2].body);
    }
  }, 60_000);
});

describe('the outbox', () => {
  const numbers = Array.from({ length: 12 }, (_, number) => number);

  test('where nobody dies, each reply arrives once and in order, also with clocks that differ', async () => {
    const nodes = await startNodes({}, [0, 5_000]);
    const customers = numbers.map(() => channelCustomer(nodes[0], connector));
    for (let round = 0; round < 4; round++)
      await Promise.all(
        customers.map((one, number) =>
          one.send(
            { type: 'message', id: `${number}/${round}`, text: 'is the account free' },
            { to: nodes[(number + round) % 2] },
          ),
        ),
      );
    await connector.arrive(customers.length * 5);
    await nothingPending(nodes[0]);
    for (const [number, { from }] of customers.entries()) {
      const replies = connector.taken.filter(({ recipient }) => recipient?.id === from.id);
      const inOrder = [0, 0, 1, 2, 3].map((round) => `${number}/${round}`);
      expect(replies.map(({ replyToId }) => replyToId)).toEqual(inOrder);
    }
  }, 60_000);

  test('what a killed server held is delivered by the other, in order', async () => {
    const [one, other] = await startNodes();
    const customers = numbers.map(() => channelCustomer(one, connector));
    // The greetings hang at the connector when their server dies.
    connector.refuse(...numbers.map((): ['silence'] => ['silence']));
    await Promise.all(customers.map((customer) => customer.say('is the account free', { id: 'one' })));
    await connector.asked(customers.length);
    await one.stop('SIGKILL');
    const later = { type: 'message', id: 'two', text: 'is the account free' };
    for (const customer of customers) expect((await customer.send(later, { to: other })).status).toBe(200);
    other.process.kill('SIGUSR2');
    await connector.arrive(customers.length * 3);
    await nothingPending(other);
    for (const { from } of customers) {
      const replies = connector.taken.filter(({ recipient }) => recipient?.id === from.id);
      expect(replies.map(({ replyToId, channelData }) => [replyToId, channelData?.kind])).toEqual([
        ['one', 'greeting'],
        ['one', 'answer'],
        ['two', 'answer'],
      ]);
    }
  }, 60_000);

  async function nothingPending({ url }: ServerProcess): Promise<void> {
    while (!/^outbox_pending 0$/m.test((await request(`${url}/metrics`)).body))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

describe('the start', () => {
  test('a server that is older than the database says so and ends; those that run go on', async () => {
    const databaseUrl = await postgres.newDatabase();
    const newer = await startNode(databaseUrl);
    await postgres.sql(databaseUrl, 'update schema_version set version = 99');
    await expect(startNode(databaseUrl)).rejects.toThrow(
      /its tables have version 99.*Start the program that is at least as new as the database/s,
    );
    expect((await (await startCustomer(newer.url)).say('hello')).status).toBe(200);
  }, 60_000);

  test('a clock that differs from the database is reported', async () => {
    const [right, late] = await startNodes({}, [0, 60_000]);
    while (!late.output().includes('clock differs')) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(right.output()).not.toContain('clock differs');
  }, 60_000);
});

test('what one of the staff proposes and another approves is live on every node, until it is rolled back; broken content never is', async () => {
  const folder = copySample();
  const databaseUrl = await postgres.newDatabase();
  const [one, two] = await Promise.all([0, 0].map((ahead) => startNode(databaseUrl, { CONTENT_DIR: folder }, ahead)));
  if (!one || !two) throw new Error('no nodes');
  const storage = openPostgres(databaseUrl);
  const [dana, luis] = [await signIn(one.url, storage, 'Dana'), await signIn(two.url, storage, 'Luis')];
  await storage.close();
  const versions = () =>
    Promise.all([one, two].map(async ({ url }) => (await request(`${url}/readyz`, 'GET', {})).body.content as string));
  const both = async (isRight: (version: string) => boolean) => {
    const late = Date.now() + 5_000;
    for (;;) {
      const now = await versions();
      if (now.every(isRight)) return now[0] ?? '';
      if (Date.now() > late) throw new Error(`after five seconds: ${now.join(' and ')}`);
    }
  };
  const [files = ''] = await versions();

  const phrasing = {
    kind: 'phrasing',
    entry: 'bank-page-missing',
    phrasing: 'zebra crossing',
    test: 'the zebra crossing',
  };
  const made = await dana.post('content', phrasing);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    ...phrasing,
    status: 'proposed',
    proposed: { by: { name: 'Dana' } },
    decided: null,
  });
  const path = `content/${made.body.id}`;
  expect((await dana.post(`${path}/approve`)).body.error.code).toBe('own-proposal');
  expect(await versions()).toEqual([files, files]);
  expect((await luis.post(`${path}/approve`)).body).toMatchObject({
    status: 'live',
    decided: { by: { name: 'Luis' } },
  });
  expect((await luis.post(`${path}/approve`)).body.error.code).toBe('decided-already');
  const live = await both((version) => version !== files);
  for (const node of [one, two]) {
    const customer = await startCustomer(node.url);
    await say(node, customer, 'where is the zebra crossing', 'z');
    const answer = async () =>
      (await transcript(node, customer)).some(({ text }) => String(text).includes('Only the owner'));
    while (!(await answer()));
  }

  const wrong = [
    [{ ...phrasing, phrasing: 'is the account free' }, /is a phrasing of "account-cost" too/],
    [{ ...phrasing, phrasing: 'violin', test: 'how many giraffes' }, /"how many giraffes" finds/],
    [{ ...phrasing, entry: 'bank-page' }, /There is no answer "bank-page"/],
    [phrasing, /would change nothing/],
    [{ kind: 'entry', topic: 'bank', yaml: 'id: new-one\nquestion: "What' }, /not closed/],
    [{ kind: 'entry', topic: 'bank', yaml: 'id: new-one\nquestion: What is it' }, /"answer" is missing/],
    [{ kind: 'entry', topic: 'banks', yaml: 'id: new-one' }, /There is no topic "banks"/],
  ] as const;
  for (const [body, said] of wrong) {
    const refused = await dana.post('content', body);
    expect({ body, status: refused.status }).toEqual({ body, status: 422 });
    expect(refused.body.error.reasons.join(' ')).toMatch(said);
  }

  const entry = `id: giraffe-import
question: May I import a giraffe?
phrasings: [import a giraffe, giraffe at the border, tall animal, giraffe duty, long neck import, zoo import, giraffe papers, animal with a long neck]
answer: Ask the office before you ship a giraffe. It needs papers of its own.
as_of: "2026-06-16"
review_by: "2027-06-30"
certainty: single
sources: [own]
must_match: [how do I import my giraffe]`;
  const added = await luis.post('content', { kind: 'entry', topic: 'bank', yaml: entry });
  expect(added.body).toMatchObject({ kind: 'entry', entry: 'giraffe-import', status: 'proposed' });
  expect((await dana.post(`content/${added.body.id}/approve`)).status).toBe(200);
  await both((version) => version !== live);

  const node = join(__dirname, '..', 'node_modules', '.bin', 'node');
  const env = { ...process.env, CONTENT_DIR: folder, DATABASE_URL: databaseUrl, NODE_ENV: '' };
  const written = spawnSync(node, ['src/cli/content.ts', 'export'], { env, encoding: 'utf8' });
  expect(written.stdout).toMatch(/^Written: knowledge\/bank\.yaml\./);
  const text = readFileSync(join(folder, 'knowledge/bank.yaml'), 'utf8');
  expect(text).toContain('      - which page takes the bank account\n      - zebra crossing\n');
  expect(text).toContain('\n  - id: giraffe-import\n    question: May I import a giraffe?\n');
  const again = spawnSync(node, ['src/cli/content.ts', 'export'], { env, encoding: 'utf8' });
  expect(again.stdout).toBe('The files hold all that is live already.\n');

  expect((await dana.post(`${path}/roll-back`)).body).toMatchObject({
    status: 'rolled-back',
    rolledBack: { by: { name: 'Dana' } },
  });
  expect((await dana.get('content')).body.map(({ status }: { status: string }) => status)).toEqual([
    'live',
    'rolled-back',
  ]);
}, 60_000);
