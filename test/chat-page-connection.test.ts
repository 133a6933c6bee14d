// The chat page loses nothing: reloads, tabs, absences, lost connections, lost answers, a killed server.
import type { BrowserContext, Page, Route } from 'playwright-core';
import { choose, type Desk, hear, openDesk, said, say, transcript, visit } from './chat-page.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk('test/fixtures/content');
}, 60_000);
afterAll(() => desk.stop());

beforeEach(async () => {
  device = await desk.device();
});
afterEach(async () => {
  await device.close();
  desk.problems();
});

jest.setTimeout(60_000);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const customersWords = async (page: Page) =>
  (await transcript(page, desk.url())).filter(({ from }) => from.role === 'user').map(({ text }) => text);

/** Changes what the page keeps about its right to open the conversation. */
const changeAccess = (page: Page, change: Record<string, unknown>) =>
  page.evaluate((change) => {
    const name = 'ace-refund-desk:access';
    localStorage.setItem(name, JSON.stringify({ ...JSON.parse(localStorage.getItem(name) ?? '{}'), ...change }));
  }, change);
const conversationOf = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('ace-refund-desk:access') ?? '{}').conversationId as string);

test('a reload in the middle of a guide keeps everything, and the guide goes on', async () => {
  const page = await visit(device, desk.url());
  await choose(page, 'Open a portal account');
  await choose(page, 'No, not yet');
  const before = await hear(page, 'application form');
  await page.reload();
  const after = await hear(page, 'application form');
  expect(after).toEqual(before);
  await choose(page, 'I got the code');
  await hear(page, 'Sign in with the e-mail');
});

test('a conversation of many messages comes back whole, in order, and at its end', async () => {
  const page = await visit(device, desk.url());
  const { token, conversationId, userId } = await page.evaluate(() =>
    JSON.parse(localStorage.getItem('ace-refund-desk:access') ?? '{}'),
  );
  const words = Array.from({ length: 40 }, (_, at) => `zebra ${at + 1}`);
  for (const text of words)
    await fetch(`${desk.url()}/v3/directline/conversations/${conversationId}/activities`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'message', from: { id: userId }, text }),
    });
  await page.locator('.own').nth(39).waitFor();
  await page.reload();
  await page.locator('.own').nth(39).waitFor();
  expect(await said(page)).toEqual(words);
  await page.locator('[role=log][aria-live=polite]').waitFor();
  const { y = -1, height = 0 } = (await page.locator('.own').last().boundingBox()) ?? {};
  expect([y >= 0, y + height <= (page.viewportSize()?.height ?? 0)]).toEqual([true, true]);
});

test('a second tab shows the same conversation, and both stay live', async () => {
  const first = await visit(device, desk.url());
  await say(first, 'is the account free');
  await hear(first, 'An account costs nothing');
  const second = await visit(device, desk.url());
  expect(await hear(second, 'An account costs nothing')).toEqual(
    await first.locator('.message .bubble').allInnerTexts(),
  );
  await say(second, 'my login is locked');
  await hear(first, 'Write to the portal desk');
  await say(first, 'where is the code sent');
  await hear(second, 'contact e-mail');
  expect(await said(first)).toEqual(await said(second));
});

/** Leaves the page for this long, as a phone does that is put away, and comes back; its lines die without a word. */
async function sleep(page: Page, time: string, meanwhile: () => Promise<void>): Promise<void> {
  const turn = (state: string) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await turn('hidden');
  await meanwhile();
  await page.clock.fastForward(time);
  await turn('visible');
}

test('a page that slept for half a minute shows on waking what came meanwhile, with no word about it', async () => {
  const page = await device.newPage();
  let isAsleep = false;
  await page.routeWebSocket('**/stream**', (socket) => {
    const server = socket.connectToServer();
    const isMine = () => !isAsleep;
    let isDead = false;
    server.onMessage((message) => {
      isDead ||= !isMine();
      if (!isDead) socket.send(message);
    });
  });
  await page.clock.install();
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').waitFor();
  const other = await visit(device, desk.url());
  await sleep(page, '00:31', async () => {
    isAsleep = true;
    for (const [word, answer] of [
      ['is the account free', 'An account costs nothing'],
      ['my login is locked', 'Write to the portal desk'],
    ] as const) {
      await say(other, word);
      await hear(other, answer);
    }
    expect(await said(page)).toEqual([]);
    isAsleep = false;
  });
  await hear(page, 'Write to the portal desk');
  expect(await said(page)).toEqual(['is the account free', 'my login is locked']);
  expect(await page.getByText('No connection').count()).toBe(0);
});

test('after a week the customer comes back to the same conversation by the secret, with the day at each part of it', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  const conversation = await conversationOf(page);
  await page.close();
  const again = await device.newPage();
  await again.clock.install({ time: Date.now() + 7 * 86_400_000 });
  const renewal = again.waitForRequest('**/chat/token');
  await again.goto(`${desk.url()}/chat`);
  expect((await renewal).postDataJSON().resume).toContain(conversation);
  await hear(again, 'An account costs nothing');
  expect(await conversationOf(again)).toBe(conversation);
  expect(await said(again)).toEqual(['is the account free']);
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'America/New_York' }).format(Date.now());
  expect(await again.locator('.day').first().innerText()).toMatch(new RegExp(`^${day}, `));
  await say(again, 'my login is locked');
  await hear(again, 'Write to the portal desk');
});

test('each message is read out once, also after a new connection, the whole conversation anew, and a reload', async () => {
  const page = await device.newPage();
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element);
      for (const one of added.flatMap((node) => [node, ...node.querySelectorAll('.message')]))
        if (one.matches('.message') && one.closest('[role=log]')?.getAttribute('aria-live') === 'polite')
          heard.push(one.querySelector('.text')?.textContent?.slice(0, 24) ?? '');
    }).observe(document, { childList: true, subtree: true });
  });
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await page.clock.install();
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').waitFor();
  await page.locator('input[type=file]').setInputFiles([{ name: 'letter.png', mimeType: 'image/png', buffer: png }]);
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  await page.getByRole('link', { name: 'Photo: letter.png' }).waitFor();
  const before = await heard();
  expect(before.slice(0, 2)).toEqual([expect.stringMatching(/^Hello/), 'is the account free']);
  expect(new Set(before).size).toBe(before.length);
  expect(before).toHaveLength(await page.locator('.message').count());

  const asks = (watermark: RegExp) =>
    page.waitForRequest((one) => watermark.test(one.url().split('/conversations/')[1] ?? '') && one.method() === 'GET');
  let go = () => {};
  const slow = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route(/\?watermark=./, async (route) => {
    await slow;
    return route.continue();
  });
  const connection = asks(/\?watermark=./);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await connection;
  // Links to files run out after a day: then the page asks for everything, even while it asks for the rest.
  const replay = asks(/\?watermark=$/);
  await page.clock.fastForward('24:00:00');
  go();
  await replay;
  await say(page, 'my login is locked');
  await hear(page, 'Write to the portal desk');
  const since = (await heard()).slice(before.length);
  expect(since).toEqual(['my login is locked', expect.stringMatching(/^Write to the portal/)]);

  await page.reload();
  await hear(page, 'Write to the portal desk');
  await page.locator('[role=log][aria-live=polite]').waitFor();
  await say(page, 'where is the code sent');
  await hear(page, 'contact e-mail');
  expect(await heard()).toEqual(['where is the code sent', expect.any(String)]);
});

test('two tabs with an expired token come back to the same conversation, and use the secret once', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  const conversation = await conversationOf(page);
  await changeAccess(page, { token: 'expired', expiresAt: 0 });
  await page.close();
  const tabs = await Promise.all([device.newPage(), device.newPage()]);
  let exchanges = 0;
  let loaded: Promise<unknown> = Promise.resolve();
  await device.route('**/chat/token', async (route) => {
    exchanges += 1;
    // The second tab is on its way before the first has its answer.
    await loaded;
    return route.continue();
  });
  loaded = Promise.all(tabs.map((tab) => tab.goto(`${desk.url()}/chat`)));
  for (const tab of tabs) {
    await hear(tab, 'An account costs nothing');
    expect(await conversationOf(tab)).toBe(conversation);
  }
  expect(exchanges).toBe(1);
});

test('an answer with the new secret that is lost on the way does not lose the conversation', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  const conversation = await conversationOf(page);
  await changeAccess(page, { expiresAt: 0 });
  await page.close();
  let lost = 0;
  await device.route('**/chat/token', async (route) => {
    lost += 1;
    if (lost > 2) return route.continue();
    // The server has answered, and the customer's line breaks.
    await route.fetch();
    return route.abort();
  });
  const again = await device.newPage();
  await again.goto(`${desk.url()}/chat`);
  await hear(again, 'An account costs nothing');
  expect(lost).toBe(3);
  expect(await conversationOf(again)).toBe(conversation);
});

test('a conversation that is no longer kept is followed by a new one, and the page says so', async () => {
  const page = await visit(device, desk.url());
  await changeAccess(page, { token: 'x.y.z', conversationId: 'forgotten', resume: 'forgotten.secret', expiresAt: 0 });
  await page.reload();
  await page.getByText('Your earlier conversation is no longer kept.').waitFor();
  await page.locator('.greeting').waitFor();
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
});

test('messages typed while the server is down arrive once and in order when it is back', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  await desk.kill();
  const words = ['my login is locked', 'where is the code sent', 'how soon can we log in after applying'];
  for (const word of words) await say(page, word);
  await page.getByText('No connection. Your messages are kept here').waitFor();
  expect(await page.getByText('Waiting to be sent').count()).toBe(3);
  await desk.restart();
  await hear(page, 'Usually a few business days');
  await page.getByText('Waiting to be sent').first().waitFor({ state: 'detached' });
  await page.getByText('No connection').waitFor({ state: 'detached' });
  expect(await said(page)).toEqual(['is the account free', ...words]);
  expect(await customersWords(page)).toEqual(['is the account free', ...words]);
});

test('a server that is killed in the middle of a guide is not noticed after it is back', async () => {
  const page = await visit(device, desk.url());
  await choose(page, 'Open a portal account');
  await hear(page, 'Does your company have');
  await desk.kill();
  await choose(page, 'No, not yet');
  await desk.restart();
  await hear(page, 'application form');
  await choose(page, 'I got the code');
  await hear(page, 'Sign in with the e-mail');
  expect(await customersWords(page)).toEqual(['Open a portal account', 'No, not yet', 'I got the code']);
});

test('a message whose acknowledgement is lost is sent again and stands there once', async () => {
  let tries = 0;
  await device.routeWebSocket('**/stream**', (socket) => {
    const server = socket.connectToServer();
    // On a line that breaks, the message does not come back either.
    server.onMessage((message) => {
      if (tries > 1 || !String(message).includes('is the account free')) socket.send(message);
    });
  });
  const page = await visit(device, desk.url());
  await loseAnswers(page, () => {
    tries += 1;
    return tries === 1;
  });
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  await page.getByText('No connection').waitFor({ state: 'detached' });
  expect(tries).toBe(2);
  expect(await said(page)).toEqual(['is the account free']);
  expect(await customersWords(page)).toEqual(['is the account free']);
});

test('a message that comes back although its acknowledgement does not is through, and is not sent again', async () => {
  const page = await visit(device, desk.url());
  let tries = 0;
  await loseAnswers(page, async () => {
    tries += 1;
    await hear(page, 'An account costs nothing');
    return true;
  });
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  await page.getByText('No connection').waitFor({ state: 'detached' });
  await page.unroute('**/activities');
  await say(page, 'my login is locked');
  await hear(page, 'Write to the portal desk');
  expect(tries).toBe(1);
  expect(await customersWords(page)).toEqual(['is the account free', 'my login is locked']);
});

test('a message that could not go out survives the closing of the page', async () => {
  const page = await visit(device, desk.url());
  await page.route('**/activities', (route) => route.abort());
  await say(page, 'is the account free');
  await page.getByText('No connection').waitFor();
  await page.close();
  const again = await visit(device, desk.url());
  await hear(again, 'An account costs nothing');
  expect(await customersWords(again)).toEqual(['is the account free']);
});

test('a message the server refuses says so, and goes out when it is tried again', async () => {
  const page = await visit(device, desk.url());
  await answerOnce(page, { status: 400, body: '{}' });
  await say(page, 'is the account free');
  const log = page.getByRole('log');
  await log.getByText('Not sent. It could not be read.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await hear(page, 'An account costs nothing');
  await log.getByText(/^Sent \d+:\d\d [AP]M$/).waitFor();
  expect(await log.getByText('Not sent').count()).toBe(0);
  expect(await customersWords(page)).toEqual(['is the account free']);
});

test('a refused message does not hold up the next one and can be removed', async () => {
  const page = await visit(device, desk.url());
  await answerOnce(page, { status: 413, body: '{}' });
  await say(page, 'too long');
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  await page.getByText('Not sent. It is too long.').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  expect(await said(page)).toEqual(['is the account free']);
});

test('a customer who is too fast is told, and the message goes out after the wait', async () => {
  const page = await visit(device, desk.url());
  await answerOnce(page, { status: 429, headers: { 'Retry-After': '2' }, body: '{}' });
  await say(page, 'is the account free');
  await page.getByText('go out in 2 seconds').waitFor();
  await hear(page, 'An account costs nothing');
  expect(await page.getByText('go out in 2 seconds').count()).toBe(0);
});

test('a token that the server does not take any more is renewed without a word', async () => {
  const page = await visit(device, desk.url());
  await changeAccess(page, { token: 'a.b.c' });
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  expect(await page.getByText('no longer kept').count()).toBe(0);
});

test('where sockets do not work the page asks for news', async () => {
  await device.routeWebSocket('**/stream**', (socket) => socket.close());
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
});

test('a socket that died without a word is replaced when an answer stays out', async () => {
  let isDead = false;
  await device.routeWebSocket('**/stream**', (socket) => {
    const server = socket.connectToServer();
    const mine = isDead;
    isDead = true;
    // The first socket brings the greeting and then nothing any more.
    server.onMessage((message) => {
      if (mine || String(message).includes('greeting')) socket.send(message);
    });
  });
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
});

/** Lets messages reach the server, and its answer not the page where it is to be lost. */
async function loseAnswers(page: Page, isLost: () => boolean | Promise<boolean>): Promise<void> {
  await page.route('**/activities', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const response = await route.fetch();
    return (await isLost()) ? route.abort() : route.fulfill({ response });
  });
}

/** Answers the next message that is sent in the server's place. */
async function answerOnce(page: Page, answer: Parameters<Route['fulfill']>[0]): Promise<void> {
  let answered = false;
  await page.route('**/activities', (route) => {
    if (answered || route.request().method() !== 'POST') return route.continue();
    answered = true;
    return route.fulfill(answer);
  });
}

test('a line that dies without a word is noticed, and what was said meanwhile arrives', async () => {
  let isDead = false;
  const page = await device.newPage();
  await page.clock.install();
  await page.routeWebSocket(/stream/, (socket) => {
    const server = socket.connectToServer();
    const diesNow = isDead;
    server.onMessage((message) => {
      if (!isDead || diesNow) socket.send(message);
    });
  });
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').first().waitFor();
  isDead = true;
  const other = await visit(device, desk.url());
  await say(other, 'is the account free');
  await hear(other, 'An account costs nothing');
  await page.clock.fastForward(60_000);
  expect(await said(page)).toEqual([]);
  await page.clock.fastForward(16_000);
  await hear(page, 'An account costs nothing');
});

test('what was being written is there after a reload, but no bank number, and nothing once all is forgotten', async () => {
  const page = await visit(device, desk.url());
  const box = page.getByLabel('Your message');
  await box.fill('half a question');
  await page.reload();
  await page.locator('.greeting').first().waitFor();
  expect(await box.inputValue()).toBe('half a question');
  await box.fill('half a question, bank account 123456789012');
  await page.reload();
  await page.locator('.greeting').first().waitFor();
  expect(await box.inputValue()).toBe('');
  await box.fill('another one');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByText('End and forget on this device').click();
  await page.getByRole('button', { name: 'End and forget' }).click();
  await page.getByRole('heading', { name: 'This device has forgotten the conversation.' }).waitFor();
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test('a page whose script does not come shows who can be reached', async () => {
  const page = await device.newPage();
  await page.route('**/assets/chat-*.js', (route) => route.abort());
  await page.goto(`${desk.url()}/chat`);
  const heading = page.getByRole('heading', { name: 'Portal Support Desk' });
  await heading.waitFor({ state: 'attached' });
  await heading.waitFor();
  expect(await page.locator('body').innerText()).not.toContain('JavaScript');
});
