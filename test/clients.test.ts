// The published clients, BotFramework-WebChat and botframework-directlinejs, in a real browser on another website.
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';
import { startWebsite } from './website.ts';

jest.setTimeout(120_000);

const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let website: Awaited<ReturnType<typeof startWebsite>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let server: TestServer;

beforeAll(async () => {
  website = await startWebsite();
  browser = await launchBrowser();
});
beforeEach(async () => {
  server = await startTestServer({ pagesDir: 'dist/pages', env: { ALLOWED_ORIGINS: website.origin } });
  context = await browser.newContext();
  page = await context.newPage();
  await page.clock.install();
  await page.goto(website.origin);
});
afterEach(async () => {
  await context.close();
  await server.stop();
});
afterAll(async () => {
  await browser?.close();
  website.stop();
  removeFolders();
});

interface Grant {
  token: string;
  conversationId: string;
  userId: string;
  resume: string;
}

/** What the website's own script does before it shows a client. */
function fetchGrant(body: object = {}): Promise<Grant> {
  return page.evaluate(
    async ({ url, body }) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`${url}/chat/token`, { method: 'POST', headers, body: JSON.stringify(body) });
      return response.json();
    },
    { url: server.url, body },
  );
}

/** Starts the next server on the same folder and port. */
async function restart(): Promise<void> {
  const { dataDir, port } = server;
  await server.stop();
  server = await startTestServer({ dataDir, port, env: { ALLOWED_ORIGINS: website.origin } });
}

const GREETING = 'I am the assistant of Sample Brokers';
const COST = 'what does a portal account cost';
const FREE = 'An account costs nothing';

/** How often a text stands in these messages. */
const count = (texts: string[], text: string) => texts.filter((one) => one.includes(text)).length;

/** Waits for the answer to a poll, so that a restart falls between two of them: the clients give up at a refused one. */
async function restartBetweenPolls(): Promise<void> {
  const polled = (response: Response) =>
    response.url().includes('/activities?watermark=') && response.request().method() === 'GET';
  await page.waitForResponse(polled);
  await restart();
}

/** The clients wait for up to 15 seconds before they connect again: their clock goes fast. */
async function passTimeUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await page.clock.runFor(500);
}

/** What a client asks of the server for its conversation, in order, with what it brings along. */
async function recordProtocol(): Promise<{ asked: string[]; breakLine: () => Promise<void> }> {
  const asked: string[] = [];
  let breakLine = async () => {};
  const nameless = (path: string) =>
    path.replace(/.*\/conversations(\/[^/]+)?/, (_all, id) => `/conversations${id ? '/ID' : ''}`);
  page.on('request', (one) => {
    if (!one.url().includes('/v3/directline/conversations') || one.method() === 'OPTIONS') return;
    const { authorization = '' } = one.headers();
    const { text, type, from } = (one.postDataJSON() ?? {}) as Record<string, unknown>;
    const watermark = new URL(one.url()).searchParams.get('watermark');
    asked.push(
      [
        one.method(),
        nameless(new URL(one.url()).pathname),
        watermark === null ? '' : `after ${watermark}`,
        /^Bearer ey/.test(authorization) ? 'with the token' : authorization,
        type ? `${type} "${text}" of ${typeof (from as { id: string }).id}` : '',
      ]
        .filter(Boolean)
        .join(' '),
    );
  });
  await page.routeWebSocket(/\/stream/, (socket) => {
    socket.connectToServer();
    const { pathname, searchParams } = new URL(socket.url());
    asked.push(`socket ${nameless(pathname)} with ${[...searchParams.keys()].sort()}`);
    breakLine = () => socket.close();
  });
  return { asked, breakLine: () => breakLine() };
}

describe('BotFramework-WebChat', () => {
  async function show(grant: Grant, options: object = {}): Promise<void> {
    await page.evaluate(
      ({ url, grant, options }) => {
        const { WebChat } = window as unknown as { WebChat: Record<string, (...given: unknown[]) => unknown> };
        const domain = `${url}/v3/directline`;
        const directLine = WebChat.createDirectLine?.({ domain, token: grant.token, ...options });
        WebChat.renderWebChat?.({ directLine, userID: grant.userId }, document.getElementById('chat'));
      },
      { url: server.url, grant, options },
    );
  }

  async function say(text: string): Promise<void> {
    const box = page.locator('[data-id="webchat-sendbox-input"]');
    await box.fill(text);
    await box.press('Enter');
  }

  const bubbles = () => page.locator('.webchat__bubble__content').allInnerTexts();
  const shows = (text: string) => page.locator('.webchat__bubble__content', { hasText: text }).first().waitFor();

  test('greets, answers, and takes a tap on a suggested action', async () => {
    await show(await fetchGrant());
    await shows(GREETING);
    await say(COST);
    await shows(FREE);
    await page.getByRole('button', { name: 'Person' }).first().click();
    await shows('Portal Support Desk');
    const texts = await bubbles();
    expect([GREETING, COST, FREE].map((text) => count(texts, text))).toEqual([1, 1, 1]);
  });

  test('shows the whole conversation to a customer who comes back by the resume secret', async () => {
    const first = await fetchGrant();
    await show(first);
    await say(COST);
    await shows(FREE);
    await page.reload();
    const next = await fetchGrant({ resume: first.resume });
    expect(next.conversationId).toBe(first.conversationId);
    await show(next, { conversationId: next.conversationId });
    await shows(FREE);
    const texts = await bubbles();
    expect([GREETING, COST, FREE].map((text) => count(texts, text))).toEqual([1, 1, 1]);
  });

  test.each([
    ['a socket', {}, restart],
    ['polling', { webSocket: false, pollingInterval: 3_000 }, restartBetweenPolls],
  ])('goes on by %s after the server was restarted, and nothing is lost or doubled', async (_way, options, again) => {
    await show(await fetchGrant(), options);
    await say(COST);
    await shows(FREE);
    await again();
    await say('how long does it take to get an account');
    await shows('how long does it take');
    await passTimeUntil(async () => (await bubbles()).length >= 5);
    const texts = await bubbles();
    expect(texts).toHaveLength(5);
    expect([GREETING, COST, FREE, 'how long does it take'].map((text) => count(texts, text))).toEqual([1, 1, 1, 1]);
  });

  test('shows a number no longer that was redacted with the next message', async () => {
    await show(await fetchGrant());
    await shows(GREETING);
    await say('my routing is 0260');
    await shows('my routing is 0260');
    await say('09593');
    await shows('I took out a bank routing number');
    await page.waitForFunction(() => !/0260|09593/.test(document.getElementById('chat')?.textContent ?? ''));
    // It goes on as before.
    await say(COST);
    await shows(FREE);
  });

  test('sends a picture, and links it for the customer', async () => {
    await show(await fetchGrant());
    await shows(GREETING);
    await page.locator('input[type=file]').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot });
    const link = page.locator('a[href*="/v3/directline/files/"]', { hasText: 'dot.png' });
    // Until the picture is read, the button does nothing.
    do await page.getByRole('button', { name: 'Send' }).click();
    while (
      !(await link.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      ))
    );
    const response = await fetch((await link.getAttribute('href')) ?? '');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(dot);
  });
});

describe('botframework-directlinejs', () => {
  /** Connects in the page and keeps what arrives in `window.arrived`. */
  async function connect(grant: Grant, options: object = {}): Promise<void> {
    await page.evaluate(
      ({ url, grant, options }) => {
        const { DirectLine } = window as unknown as { DirectLine: { DirectLine: new (options: object) => Client } };
        interface Client {
          activity$: { subscribe: (next: (activity: object) => void) => void };
        }
        const domain = `${url}/v3/directline`;
        const client = new DirectLine.DirectLine({ domain, token: grant.token, timeout: 1_000, ...options });
        const arrived: object[] = [];
        client.activity$.subscribe((activity) => void arrived.push(activity));
        Object.assign(window, { client, arrived });
      },
      { url: server.url, grant, options },
    );
  }

  /** Sends a message and resolves with the id it was acknowledged with. */
  function say(text: string, id: string): Promise<string> {
    return page.evaluate(
      ({ text, id }) =>
        new Promise<string>((resolve, reject) => {
          const { client } = window as unknown as { client: Poster };
          interface Poster {
            postActivity: (activity: object) => { subscribe: (next: unknown, error: unknown) => void };
          }
          const activity = { type: 'message', text, from: { id: 'x' }, channelData: { clientActivityID: id } };
          client.postActivity(activity).subscribe(resolve, reject);
        }),
      { text, id },
    );
  }

  const arrived = () =>
    page.evaluate(() => (window as unknown as { arrived: { id: string; text?: string }[] }).arrived);
  const arrives = (number: number) => passTimeUntil(async () => (await arrived()).length >= number);

  test.each([
    ['a socket', {}, restart],
    ['polling', { webSocket: false, pollingInterval: 1_000 }, restartBetweenPolls],
  ])('goes on by %s after the server was restarted, and nothing is lost or doubled', async (_way, options, again) => {
    const grant = await fetchGrant();
    await connect(grant, options);
    const first = await say(COST, 'one');
    await arrives(3);
    await again();
    const second = await say('how long does it take to get an account', 'two');
    await arrives(5);
    const ids = (await arrived()).map((activity) => activity.id);
    expect(ids).toEqual([1, 2, 3, 4, 5].map((number) => `${grant.conversationId}|000000${number}`));
    expect([first, second]).toEqual([ids[1], ids[3]]);
  });

  test('hands on what was redacted under the id of the message it updates', async () => {
    await connect(await fetchGrant());
    const first = await say('my routing is 0260', 'one');
    await say('09593', 'two');
    await page.waitForFunction(() =>
      (window as unknown as { arrived: { type: string }[] }).arrived.some(({ type }) => type === 'messageUpdate'),
    );
    const updates = (await arrived()).filter(({ text = '' }) => text === 'my routing is [bank routing number removed]');
    expect(updates.map(({ id }) => id)).toEqual([first]);
    await say(COST, 'three');
    await page.waitForFunction(() =>
      JSON.stringify((window as unknown as { arrived: object[] }).arrived).includes('account costs nothing'),
    );
  });

  test('a message sent twice under one id is acknowledged with the first id', async () => {
    await connect(await fetchGrant());
    const first = await say(COST, 'same');
    expect(await say(COST, 'same')).toBe(first);
    await arrives(3);
    expect(
      count(
        (await arrived()).map((activity) => activity.text ?? ''),
        COST,
      ),
    ).toBe(1);
  });

  test('our own client asks for the same, in the same order, as botframework-directlinejs: start, send, and after the watermark again', async () => {
    const theirs = await recordProtocol();
    await page.goto(website.origin);
    await connect(await fetchGrant());
    await arrives(1);
    await say(COST, 'one');
    await arrives(3);
    await theirs.breakLine();
    await passTimeUntil(async () => theirs.asked.length >= 5);
    await say('how long does it take to get an account', 'two');
    await arrives(5);
    await theirs.breakLine();
    await passTimeUntil(async () => theirs.asked.length >= 8);
    await page.close();

    page = await context.newPage();
    const ours = await recordProtocol();
    await page.goto(`${server.url}/chat`);
    await page.locator('.greeting').waitFor();
    for (const [words, answer, asked] of [
      [COST, FREE, 5],
      ['how long does it take to get an account', 'few business days', 8],
    ] as const) {
      await page.getByLabel('Your message').fill(words);
      await page.getByLabel('Your message').press('Enter');
      await page.locator('.bot', { hasText: answer }).waitFor();
      await page.locator('.own.sent').last().waitFor();
      await ours.breakLine();
      while (ours.asked.length < asked) await page.waitForEvent('request', { timeout: 1_000 }).catch(() => {});
    }
    expect(ours.asked).toEqual(theirs.asked);
    expect(ours.asked).toEqual([
      'POST /conversations with the token',
      'socket /conversations/ID/stream with t,watermark',
      `POST /conversations/ID/activities with the token message "${COST}" of string`,
      'GET /conversations/ID after 3 with the token',
      'socket /conversations/ID/stream with t,watermark',
      'POST /conversations/ID/activities with the token message "how long does it take to get an account" of string',
      'GET /conversations/ID after 5 with the token',
      'socket /conversations/ID/stream with t,watermark',
    ]);
  });
});
