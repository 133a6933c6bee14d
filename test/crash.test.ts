// Kills and stops servers under load, one alone or one of two: nothing acknowledged is lost, doubled or out of order.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { startConversation } from './bench/direct-line-customer.ts';
import { open } from './bench/post.ts';
import { type LoyalCustomer, loyalCustomer } from './loyal-customer.ts';
import { startPostgres } from './postgres.ts';
import { type ServerProcess, startServer } from './server-process.ts';

interface Kept {
  id: string;
  type: string;
  text?: string;
  replyToId?: string;
  from: { role: string };
}

const customersAtOnce = 16;

interface Node {
  running: Promise<ServerProcess>;
  up: boolean;
}

describe.each([
  ['one server on SQLite', 1, 'SQLite'],
  ['one server on PostgreSQL', 1, 'PostgreSQL'],
  ['two servers on one PostgreSQL', 2, 'PostgreSQL'],
])('%s:', (_name, count, database) => {
  let folder: string;
  let databaseUrl: string | undefined;
  let nodes: Node[];
  let restarts = 0;
  let dropDatabase: () => Promise<void> = async () => {};

  /** Any server that is up; where none is, the one that comes next. */
  async function url(): Promise<string> {
    const up = nodes.filter((node) => node.up);
    const node = up[Math.floor(Math.random() * up.length)] ?? nodes[0];
    return (await node.running).url;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ace-refund-desk-'));
    if (database === 'PostgreSQL') {
      const postgres = await startPostgres();
      databaseUrl = postgres.url;
      dropDatabase = postgres.stop;
    }
    nodes = Array.from({ length: count }, () => ({ running: start(), up: true }));
    await Promise.all(nodes.map(({ running }) => running));
  }, 120_000);

  afterAll(async () => {
    for (const { running } of nodes) await (await running).stop();
    await dropDatabase();
    rmSync(folder, { recursive: true });
  }, 30_000);

  function start(): Promise<ServerProcess> {
    const env = { NODE_ENV: 'test', DATA_DIR: folder, DATABASE_URL: databaseUrl, CONTENT_DIR: 'test/fixtures/content' };
    return startServer(['src/main.ts'], env);
  }

  /** Ends the servers by turns with this signal and starts them again; who has no other one waits that long. */
  async function restart(signal: NodeJS.Signals) {
    const node = nodes[restarts++ % nodes.length];
    const before = await node.running;
    node.up = false;
    const ended = before.stop(signal);
    node.running = ended.then(start);
    await node.running;
    node.up = true;
    return ended;
  }

  async function transcript(customer: LoyalCustomer): Promise<Kept[]> {
    const all: Kept[] = [];
    for (let watermark = ''; ; ) {
      const path = `/v3/directline/conversations/${customer.conversationId}/activities?watermark=${watermark}`;
      const answer = await fetch((await url()) + path, { headers: { authorization: `Bearer ${customer.token}` } });
      const set = (await answer.json()) as { activities: Kept[]; watermark: string };
      if (set.activities.length === 0) return all;
      all.push(...set.activities);
      expect(set.watermark).toBe(String(all.length));
      watermark = set.watermark;
    }
  }

  /** Every message once, under the id it was acknowledged with, its reply right after it, the numbers without a gap. */
  async function expectWhole(customer: LoyalCustomer, inOrder = true) {
    const kept = await transcript(customer);
    expect(kept.map(({ id }) => Number(id.split('|')[1]))).toEqual(kept.map((_, index) => index + 1));
    const messages = kept.filter(({ from }) => from.role === 'user').map(({ id, text }) => ({ id, text }));
    const sent = customer.sent.map(({ id, text }) => ({ id, text }));
    if (!inOrder) sent.sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(messages).toEqual(sent);
    kept.forEach(({ id, from }, index) => {
      if (from.role === 'user') expect(kept[index + 1]).toMatchObject({ type: 'message', replyToId: id });
    });
  }

  /** Each customer says so many things, one after another; `interrupt` is called after so many acknowledgements. */
  async function converse(
    customers: LoyalCustomer[],
    each: number,
    interrupts: { after: number; interrupt: () => Promise<void> }[],
  ) {
    let acknowledged = 0;
    let interrupted = Promise.resolve();
    await Promise.all(
      customers.map(async (customer) => {
        for (let number = 1; number <= each; number++) {
          await customer.say(`question ${number} about the ACE account`);
          acknowledged++;
          const next = interrupts.find(({ after }) => after === acknowledged);
          if (next) interrupted = interrupted.then(next.interrupt);
        }
      }),
    );
    await interrupted;
  }

  test('what was acknowledged before kill -9 stands once, in order, answered, and keeps its id when it is sent again', async () => {
    const customers = await Promise.all(Array.from({ length: customersAtOnce }, () => loyalCustomer(url)));
    const hasty = await loyalCustomer(url);
    const kill = async () => {
      await restart('SIGKILL');
    };
    const burst = async () => {
      const all = Promise.all(Array.from({ length: 20 }, (_, number) => hasty.say(`all at once ${number + 1}`)));
      await kill();
      await all;
    };
    await converse(customers, 40, [
      { after: 37, interrupt: kill },
      { after: 141, interrupt: kill },
      { after: 260, interrupt: burst },
      { after: 377, interrupt: kill },
      { after: 500, interrupt: kill },
    ]);
    for (const customer of [...customers, hasty]) {
      const again = await Promise.all(customer.sent.map((message) => customer.repeat(message)));
      expect(again).toEqual(customer.sent.map(({ id }) => id));
      await expectWhole(customer, customer !== hasty);
    }
  }, 120_000);

  test('messages of one conversation that come to one server at once over separate connections are processed in that order', async () => {
    const address = await url();
    const connections = await Promise.all(Array.from({ length: 20 }, () => open(address)));
    const { conversationId, token } = await startConversation(connections[0], address);
    const headers = `authorization: Bearer ${token}\r\n`;
    const path = `/v3/directline/conversations/${conversationId}/activities`;
    const texts = connections.map((_, number) => `message ${number + 1}`);
    const say = (text: string, index: number) => {
      const body = { type: 'message', text, channelData: { clientActivityID: randomUUID() } };
      return connections[index].post(path, body, headers) as Promise<{ id: string }>;
    };
    const answers = await Promise.all(texts.map(say));
    const ids = answers.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(texts.length);
  });

  test('SIGTERM under load ends the running turns, closes the sockets with 1001, exits with 0 and loses nothing', async () => {
    const customers = await Promise.all(Array.from({ length: customersAtOnce }, () => loyalCustomer(url)));
    const { host } = new URL((await nodes[restarts % nodes.length].running).url);
    const streamUrls = customers.map(({ streamUrl }) => Object.assign(new URL(streamUrl), { host }).href);
    const closed = await Promise.all(streamUrls.map(closeCode));
    let ended: Awaited<ReturnType<typeof restart>> | undefined;
    const stop = async () => {
      ended = await restart('SIGTERM');
    };
    await converse(customers, 20, [{ after: 100, interrupt: stop }]);
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended?.milliseconds).toBeLessThan(10_000);
    expect(await Promise.all(closed.map(({ code }) => code))).toEqual(customers.map(() => 1001));
    for (const customer of customers) await expectWhole(customer);
  }, 120_000);
});

/** Opens a socket; `code` resolves with what it is closed with. */
async function closeCode(streamUrl: string): Promise<{ code: Promise<number> }> {
  const socket = new WebSocket(streamUrl);
  const code = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { code };
}
