// Claims out of a long queue, and how long words take between customers and staff, beside the bot's own answer.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { HANDOFF } from '../../src/conversation/handoff-clock.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openStorage } from '../databases.ts';
import { request } from '../direct-line-client.ts';
import { startPostgres } from '../postgres.ts';
import { newCase } from '../staff.ts';
import { openEvents, type Person, personWith, signIn } from '../staff-client.ts';
import { ratio } from './ratio.ts';
import { startOurs, withFolder } from './servers.ts';

/** What has not arrived by then is lost. */
const MOST_MS = 60_000;

interface HandoffPlan {
  /** Cases that wait. */
  queue: number;
  claims: number;
  /** Handoffs in which both sides write. */
  live: number;
  staff: number;
  /** Messages a second of all together. */
  rate: number;
  seconds: number;
}

interface Latency {
  name: string;
  count: number;
  p50: number;
  p99: number;
  max: number;
}

interface Customer {
  number: number;
  conversation: string;
  token: string;
  owner: Person;
}

/** Runs it on a server of its own, on SQLite or on a PostgreSQL that it starts, and prints the table. */
export function benchHandoffs(quick: boolean, onPostgres: boolean): Promise<Latency[]> {
  const plan = quick
    ? { queue: 500, claims: 100, live: 50, staff: 10, rate: 50, seconds: 3 }
    : { queue: 5_000, claims: 1_000, live: 200, staff: 20, rate: 100, seconds: 20 };
  return withFolder(async (folder) => {
    const postgres = onPostgres ? await startPostgres() : undefined;
    const storage = openStorage(postgres?.url ?? join(folder, 'ace-refund-desk.sqlite'));
    await storage.migrate();
    const filled = await fillQueue(storage, plan);
    await storage.close();
    const server = await startOurs(folder, postgres?.url);
    try {
      const table = await measureHandoffs(server.url, filled, plan);
      const bot = table.at(-1) as Latency;
      console.table(
        table.map(({ name, count, p50, p99 }) => ({
          name,
          count,
          'p50 ms': Number(p50.toFixed(1)),
          'p99 ms': Number(p99.toFixed(1)),
          'p50 ratio': ratio(p50, bot.p50),
          'p99 ratio': ratio(p99, bot.p99),
        })),
      );
      return table;
    } finally {
      await server.stop();
      await postgres?.stop();
    }
  });
}

/** Fills the queue and invites staff, before the server starts; gives the numbers of the cases. */
async function fillQueue(storage: Storage, { queue, staff }: HandoffPlan) {
  const numbers: number[] = [];
  for (let done = 0; done < queue; done += 500)
    numbers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(500, queue - done) }, (_, index) =>
          storage.turn(`waits-${done + index}`, async (turn) => {
            await turn.create({ channel: 'directline', userId: `dl_${done + index}`, createdAt: Date.now() });
            const openedAt = Date.now() - 600_000;
            const { number } = await turn.openCase(newCase({ office: index % 2 ? 'newark' : null, openedAt }));
            // As after the first minutes of waiting: each is looked after once a minute.
            for (const what of ['opened', 'offered-else'])
              await turn.addCaseEvent(number, { actor: 'system', what, at: openedAt });
            await turn.schedule({ kind: HANDOFF, at: Date.now() + ((done + index) * 60_000) / queue });
            return number;
          }),
        ),
      )),
    );
  const people: Person[] = [];
  for (let index = 0; index < staff; index++) people.push(await signIn('', storage, `Staff ${index}`));
  return { numbers: numbers.sort((one, other) => one - other), people };
}

/** Every figure in milliseconds, as the one who waits for it sees it. */
async function measureHandoffs(
  url: string,
  { numbers, people }: Awaited<ReturnType<typeof fillQueue>>,
  plan: HandoffPlan,
): Promise<Latency[]> {
  const staff = people.map((one) => personWith(url, one));
  const first = staff[0] as Person;
  /** Who waits for what, by the words that it ends with. */
  const waiting = new Map<string, (at: number) => void>();
  const arrive = (text: unknown) => {
    const done = waiting.get(String(text));
    waiting.delete(String(text));
    done?.(performance.now());
  };
  const stream = await openEvents(url, first.token, undefined, ({ event, data }) => {
    if (event === 'activity' && data.activity.from?.role === 'user') arrive(data.activity.text);
  });
  let isOver = false;
  void stream.ended.then(() => {
    // What it was to bring would be waited for without end.
    if (!isOver) throw new Error('The stream of staff ended.');
  });
  const colleagues = await Promise.all(staff.slice(1).map((person) => drain(url, person)));
  const queue = await times(20, async () => {
    await ok(first.get('handoffs?status=waiting,claimed'));
  });
  // As many at once as there are staff, each the next one of the queue.
  const taken = numbers.slice(0, plan.claims);
  const claims: number[] = [];
  await Promise.all(
    staff.map(async (person) => {
      for (let next = taken.shift(); next !== undefined; next = taken.shift()) {
        const path = `handoffs/${next}`;
        claims.push(...(await times(1, () => ok(person.post(`${path}/claim`)))));
        await ok(person.post(`${path}/close`));
      }
    }),
  );
  const customers = await Promise.all(
    Array.from({ length: plan.live }, (_, index) => openHandoff(url, staff[index % staff.length] as Person, arrive)),
  );
  const others = await Promise.all(Array.from({ length: plan.live }, () => openCustomer(url, arrive)));
  const say = (customer: Pick<Customer, 'conversation' | 'token'>, text: string) =>
    request(`${customer.conversation}/activities`, 'POST', { token: customer.token, body: { type: 'message', text } });
  const relay = async (name: string, send: (index: number, text: string) => Promise<unknown>) =>
    summary(name, await atRate(plan, send, waiting));
  const table = [
    summary('list of the newest 200 in a queue', queue),
    summary('claim', claims),
    await relay('customer to staff', (index, text) => say(customers[index] as Customer, text)),
    await relay('staff to customer', (index, text) => {
      const { owner, number } = customers[index] as Customer;
      return ok(owner.post(`handoffs/${number}/messages`, { text }));
    }),
    await relay('customer to the bot and back', (index, text) => say(others[index] as Customer, text)),
  ];
  isOver = true;
  stream.close();
  for (const end of colleagues) end();
  return table;
}

/** Sends so many a second, one of the customers after the other, and waits for the arrival of each. */
async function atRate(
  { rate, seconds, live }: HandoffPlan,
  send: (index: number, text: string) => Promise<unknown>,
  waiting: Map<string, (at: number) => void>,
): Promise<number[]> {
  const began = performance.now();
  const round = Math.round(began);
  const running = Array.from({ length: rate * seconds }, async (_, count) => {
    const planned = began + (count * 1000) / rate;
    await wait(Math.max(0, planned - performance.now()));
    const text = `hello ${inLetters(round)} ${inLetters(count)}`;
    const arrived = new Promise<number>((resolve, reject) => {
      waiting.set(text, resolve);
      setTimeout(() => reject(new Error(`"${text}" did not arrive.`)), MOST_MS).unref();
    });
    // Whoever is kept waiting waits since the planned time.
    const [at] = await Promise.all([arrived, send(count % live, text)]);
    return at - planned;
  });
  return Promise.all(running);
}

/** A customer whose socket hears staff, and the bot by the words that it answers. */
async function openCustomer(url: string, arrive: (text: unknown) => void) {
  const { token, conversationId } = (await request(`${url}/chat/token`, 'POST', { body: {} })).body;
  const { streamUrl } = (await request(`${url}/v3/directline/conversations`, 'POST', { token })).body;
  const asked = new Map<string, string>();
  const socket = new WebSocket(streamUrl);
  socket.on('message', (data) => {
    for (const activity of String(data) ? JSON.parse(String(data)).activities : []) {
      if (activity.from.role === 'user') asked.set(activity.id, activity.text);
      else if (activity.channelData?.staff) arrive(activity.text);
      else if (activity.replyToId) arrive(asked.get(activity.replyToId));
    }
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return { token, conversation: `${url}/v3/directline/conversations/${conversationId}` };
}

async function openHandoff(url: string, owner: Person, arrive: (text: unknown) => void): Promise<Customer> {
  const customer = await openCustomer(url, arrive);
  const post = (text: string, action?: string) =>
    request(`${customer.conversation}/activities`, 'POST', {
      token: customer.token,
      body: { type: 'message', text, ...(action && { channelData: { action } }) },
    });
  await post('Chat with our staff', 'handoff:start');
  await post('Where is my refund?');
  // The office, and the name.
  for (const text of ['Any office', 'Skip']) await post(text, 'message:skip');
  const { activities } = (await request(`${customer.conversation}/activities`, 'GET', { token: customer.token })).body;
  // biome-ignore lint/suspicious/noExplicitAny: an activity of the wire.
  const told = activities.findLast((one: any) => one.channelData?.handoff);
  if (!told) throw new Error(`No handoff was opened: ${activities.at(-1)?.text}`);
  const { number } = told.channelData.handoff;
  await ok(owner.post(`handoffs/${number}/claim`));
  return { ...customer, number, owner };
}

/** A stream whose events nobody looks at. */
async function drain(url: string, { token }: Person): Promise<() => void> {
  const closing = new AbortController();
  const headers = { Authorization: `Bearer ${token}` };
  const { body } = await fetch(`${url}/api/staff/stream`, { headers, signal: closing.signal });
  void body?.pipeTo(new WritableStream()).catch(() => {});
  return () => closing.abort();
}

/** Digits may be a bank number by chance, and would be taken out. */
const inLetters = (number: number) => String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index++) {
    const from = performance.now();
    await work();
    all.push(performance.now() - from);
  }
  return all;
}

async function ok(answer: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await answer;
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
}

function summary(name: string, all: number[]): Latency {
  all.sort((one, other) => one - other);
  const at = (part: number) => all[Math.min(all.length - 1, Math.floor(all.length * part))] as number;
  return { name, count: all.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
