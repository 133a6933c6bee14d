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
  expect(await page.getByText('Sending …').count()).toBe(3);
  await desk.restart();
  await hear(page, 'Usually a few business days');
  await page.getByText('Sending …').first().waitFor({ state: 'detached' });
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
  await page.getByText('Not sent. It could not be read.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await hear(page, 'An account costs nothing');
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
