// Sensitive numbers end to end: sent to a real server in 500 spellings and in pieces, then looked for in all that it keeps, logs and sends.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { channelCustomer, openConnector } from './connector.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer as TestDatabases } from './databases.ts';
import { openStream, request, startCustomer } from './direct-line-client.ts';
import { caughtTexts, harmlessTexts } from './sensitive-corpus.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

jest.setTimeout(120_000);
const CUSTOMERS = 25;
afterAll(removeFolders);

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let databases: TestDatabases;
  let database: TestDatabase;
  let server: TestServer;
  /** What a test opened, to be closed also where it fails. */
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    databases = await startDatabases(kind);
  }, 60_000);
  beforeEach(async () => {
    const ready = await databases.ready();
    database = ready.database;
    server = await startTestServer({ storage: ready.storage });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await server.stop();
  });
  afterAll(() => databases.stop());

  /** Every byte that the database keeps. */
  async function kept(): Promise<string> {
    if (kind === 'SQLite') {
      const folder = dirname(database.location);
      return readdirSync(folder)
        .map((file) => readFileSync(join(folder, file)).toString())
        .join('\n');
    }
    const tables = ['conversations', 'activities', 'due', 'files', 'cases'];
    const rows = await Promise.all(tables.map((table) => database.sql(`select * from ${table}`)));
    return JSON.stringify(rows);
  }

  /** Which of these are found in the text, in whatever script they were written. */
  function found(texts: string[], wanted: string[]): string[] {
    const all = texts.join('\n');
    return wanted.filter((one) => all.includes(one));
  }

  test('500 spellings leave nothing behind, and 500 harmless texts stay as they are', async () => {
    const caught = caughtTexts(1, 500);
    const harmless = harmlessTexts(1, 500);
    const connector = await openConnector();
    closing.push(() => connector.close());
    const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => startCustomer(server.url)));
    const streams = await Promise.all(customers.map(({ streamUrl }) => openStream(streamUrl)));
    closing.push(() => streams.map(({ socket }) => socket.close()));
    const members = customers.map(() => channelCustomer(server, connector));
    const mine = <T>(texts: T[], index: number) => texts.filter((_, place) => place % CUSTOMERS === index);
    await Promise.all(
      customers.map(async (customer, index) => {
        // By turns over Direct Line and over a Bot Framework channel; what came before must not matter.
        for (const [place, { text }] of mine(caught, index).entries()) {
          const sent = place % 3 === 2 ? await members[index]?.say(text) : await customer.say(text);
          expect(sent?.status).toBe(200);
        }
        for (const text of mine(harmless, index)) expect((await customer.say(text)).status).toBe(200);
      }),
    );
    const polled = await Promise.all(customers.map(pollAll));
    await Promise.all(streams.map((stream, index) => stream.arrive((polled[index] ?? []).length)));
    const sent = [server.logged(), JSON.stringify(polled), JSON.stringify(streams.map((stream) => stream.sets))];
    const everything = [...sent, JSON.stringify(connector.taken), await kept()];
    const spellings = caught.flatMap(({ text, digits }) => [digits, text, JSON.stringify(text).slice(1, -1)]);
    expect(found(everything, spellings)).toEqual([]);
    const texts = new Set(polled.flat().map(({ text }) => text));
    expect(harmless.filter((text) => !texts.has(text))).toEqual([]);
    // Looked for rightly: what was harmless is found.
    expect(found(everything, harmless)).toHaveLength(500);
  });

  test.each([
    ['a routing number', ['my routing is 0213', '00077'], ['my routing is 0213', '"00077"']],
    ['a social security number', ['my ssn is', '2198', '77', '654'], ['"2198"', '"77"', '"654"']],
    ['a card', ['card', '4012', '8888', '8888', '1881'], ['"4012"', '"8888"', '"1881"']],
    ['an account number', ['our account number is', '5566', '778899'], ['"5566"', '778899']],
    [
      'a number that gets its name with the next message',
      ['000987654321', 'that is my account number'],
      ['000987654321'],
    ],
    ['a number that the next message names and no more', ['7733445566', 'Account number:'], ['7733445566']],
  ])('%s in pieces is redacted in all pieces', async (_what, pieces, gone) => {
    const customer = await startCustomer(server.url);
    const stream = await openStream(customer.streamUrl);
    closing.push(() => stream.socket.close());
    for (const piece of pieces) await customer.say(piece);
    const all = await pollAll(customer);
    expect(found([JSON.stringify(all.map(({ text }) => text)), await kept()], gone)).toEqual([]);
    expect(all.filter(({ channelData }) => channelData?.kind === 'warning')).not.toEqual([]);
    // An open page hears of each piece that it has, under the id that it knows.
    const arrived = await stream.arrive(all.length);
    const updates = arrived.filter(({ type }) => type === 'messageUpdate');
    expect(updates.length).toBeGreaterThan(0);
    for (const { id, text } of updates) {
      expect(arrived.some((one) => one.type === 'message' && one.id === id)).toBe(true);
      expect(text).toContain('removed]');
    }
  });

  test('numbers in every field that a client can fill are taken out', async () => {
    const customer = await startCustomer(server.url);
    const number = '026009593';
    const activity = {
      type: 'message',
      text: 'hello',
      from: { id: 'x', name: `Ann ${number}` },
      value: { routingNumber: Number(number), [`ssn ${'219-09-9999'}`]: ['my routing', number] },
      attachments: [
        { contentType: 'image/png', contentUrl: `https://example.com/${number}.png`, name: `check ${number}.png` },
      ],
      channelData: { clientActivityID: number, action: `say:${number}` },
      locale: 'en-219-09-9999',
    };
    expect((await customer.post(activity)).status).toBe(200);
    expect((await customer.post({ type: 'event', name: `routing ${number}`, value: { aba: number } })).status).toBe(
      200,
    );
    const form = new FormData();
    form.append('file', new Blob(['hello']), `routing-${number}.txt`);
    const { token, conversation } = customer;
    expect((await request(`${conversation}/upload?userId=x`, 'POST', { token, body: form })).status).toBe(200);
    const everything = [JSON.stringify(await pollAll(customer)), server.logged(), await kept()];
    expect(found(everything, [number, '26009593', '219-09-9999'])).toEqual([]);
    const replies = (await pollAll(customer)).map(({ text }) => text ?? '');
    expect(replies.some((text) => text.includes('never send bank details in one'))).toBe(true);
  });

  test('a bank number that is called one is taken out where the bot waits for a phone number', async () => {
    const customer = await startCustomer(server.url);
    for (const text of ['leave a message', 'please call me', 'account 7899001122']) await customer.say(text);
    expect(found([JSON.stringify(await pollAll(customer)), await kept()], ['7899001122'])).toEqual([]);
    await customer.say('973 555 0112');
    expect(JSON.stringify(await pollAll(customer))).toContain('973 555 0112');
  });

  test('a turn that fails keeps the masked message, says what was taken out, and still watches the next piece', async () => {
    const customer = await startCustomer(server.url);
    const { matcher } = server.content();
    const { match } = matcher;
    matcher.match = () => {
      throw new Error('the matcher is broken');
    };
    try {
      await customer.say('why is my routing 026009593 refused by the bank');
      await customer.say('and my routing is 0213');
      await customer.say('00077');
    } finally {
      matcher.match = match;
    }
    const all = await pollAll(customer);
    expect(all.map(({ channelData }) => channelData?.kind)).toEqual(expect.arrayContaining(['warning', 'error']));
    expect(found([JSON.stringify(all), server.logged(), await kept()], ['026009593', 'is 0213', '"00077'])).toEqual([]);
  });

  test('what was watched is forgotten after some messages, and after some minutes', async () => {
    const one = await startCustomer(server.url);
    for (const text of ['my routing is 0213', 'hello', 'what is this', 'is it free', '00077']) await one.say(text);
    expect((await server.storage.conversation(one.conversationId))?.state?.fragments).toMatchObject({
      parts: [{ isNamed: false }],
    });
    const other = await startCustomer(server.url);
    await other.say('my routing is 0213');
    server.pass(11 * 60_000);
    await other.say('00077');
    expect((await pollAll(other)).map(({ text }) => text)).toContain('my routing is 0213');
    await other.say('hello');
    await other.say('hello');
    await other.say('hello');
    expect((await server.storage.conversation(other.conversationId))?.state?.fragments).toBeNull();
  });

  test('an account number is taken out once more where it comes again alone', async () => {
    const customer = await startCustomer(server.url);
    for (const text of ['my acct 4471882093 is wrong', '4471882093']) await customer.say(text);
    expect(JSON.stringify(await pollAll(customer))).not.toContain('4471882093');
    expect(found([await kept()], ['4471882093'])).toEqual([]);
  });

  test('a ZIP code that the bot asked for is no account number', async () => {
    const customer = await startCustomer(server.url);
    await customer.say('person');
    await customer.say('my account');
    await customer.say('07102');
    expect((await pollAll(customer)).map(({ text }) => text)).toContain('07102');
  });
});

/** The whole conversation, page by page. */
async function pollAll(customer: Pick<Awaited<ReturnType<typeof startCustomer>>, 'poll'>) {
  const all = [];
  for (let watermark = ''; ; ) {
    const page = await customer.poll(watermark);
    all.push(...page.activities);
    if (page.activities.length === 0) return all;
    watermark = page.watermark;
  }
}
