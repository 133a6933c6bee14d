// The customer's side of a conversation with staff on the chat page: the queue, who is there, the end, the rating.
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { StaffAction } from '../src/handoff/staff-actions.ts';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { choose, hear, said, say, visit } from './chat-page.ts';
import { openLive, seedWaits } from './staff.ts';
import { type Person, signIn } from './staff-client.ts';
import { launcher, openChat, openTaggedWebsite, type TaggedWebsite } from './tagged-website.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let browser: Browser;
let website: TaggedWebsite;
let dana: Person;
let found: string[] = [];
const devices: BrowserContext[] = [];

beforeAll(async () => {
  website = await openTaggedWebsite(() => server.url);
  server = await startTestServer({ pagesDir: 'dist/pages', env: { ALLOWED_ORIGINS: website.origin } });
  dana = await signIn(server.url, server.storage, 'Dana');
  await dana.post('me', { available: true });
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  website.stop();
  await server.stop();
  removeFolders();
});

// Whoever is seen is on duty.
beforeEach(() => dana.get('me'));
// Every test here also shows: no console error, and no violation of the policy.
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()));
  expect(found.splice(0)).toEqual([]);
});

jest.setTimeout(120_000);

async function device(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ timezoneId: 'America/New_York', ...options });
  context.setDefaultTimeout(30_000);
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(message.text());
  });
  context.on('weberror', (error) => found.push(error.error().message));
  devices.push(context);
  return context;
}

const strip = (page: Page) => page.getByRole('region', { name: 'Our staff' });
const act = (number: number, action: StaffAction) =>
  server.conversations.staffAct(number, { ...dana, office: null, role: 'staff' }, action);
const write = (number: number, text: string) => act(number, { kind: 'message', text });
const statusOf = async (number: number) => (await server.storage.case(number))?.status;
const idOf = async (page: Page): Promise<string> =>
  JSON.parse((await page.evaluate(() => localStorage.getItem('ace-refund-desk:access'))) ?? '{}').conversationId;

/** A customer who waits in the queue. */
async function wait(options?: BrowserContextOptions): Promise<{ page: Page; number: number; context: BrowserContext }> {
  const context = await device(options);
  const page = await visit(context, server.url);
  const number = await openLive(server.conversations, await idOf(page));
  await strip(page).getByText('in the queue').waitFor();
  return { page, number, context };
}

/** A customer who speaks with Dana. */
async function talk(options?: BrowserContextOptions): Promise<{ page: Page; number: number; context: BrowserContext }> {
  const waiting = await wait(options);
  await act(waiting.number, { kind: 'claim' });
  await strip(waiting.page).getByText('You are talking to Dana').waitFor();
  return waiting;
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('the place in the queue stands above the log, is kept true, and is left by a button', async () => {
  const first = await wait();
  const second = await wait();
  expect(await strip(second.page).innerText()).toMatch(
    /^You are 2nd in the queue · we can't say yet how long\s+Leave the queue$/,
  );
  // The assistant still reads, and still offers questions.
  expect(await second.page.getByLabel('Your message').getAttribute('placeholder')).toBe('Type your question');
  await strip(first.page).getByRole('button', { name: 'Leave the queue' }).dblclick();
  await strip(first.page).waitFor({ state: 'detached' });
  expect(await statusOf(first.number)).toBe('closed');
  expect((await said(first.page)).filter((text) => text === 'Leave the queue')).toHaveLength(1);
  server.pass(61_000);
  await strip(second.page).getByText('You are 1st in the queue').waitFor();
  await second.page.reload();
  await strip(second.page).getByText('You are 1st in the queue').waitFor();
});

test('the wait is told once enough others have waited at this hour', async () => {
  const minutes = [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 9, 20];
  // The server's clock may be ahead by now, and its next hour may begin before the customer comes.
  for (const hours of [0, 1, 2]) await seedWaits(server.storage, 'newark', minutes, Date.now() + hours * 3_600_000);
  const { page } = await wait();
  // Who still waits from above counts too, and may move the second figure.
  const told = strip(page).getByText(/usually 3 to [79] minutes/);
  await told.waitFor();
  await page.reload();
  await told.waitFor();
});

test('who claims is named, reads what is written, and stands beside the assistant by name, for screen readers too', async () => {
  const { page, number } = await talk();
  const box = page.getByLabel('Your message');
  expect(await box.getAttribute('placeholder')).toBe('Write to Dana');
  await page.getByText('Dana reads this.').waitFor();
  await write(number, 'Good morning. Do you see **Accounts**?');
  const message = page.locator('.staff');
  await message.waitFor();
  expect(await message.innerText()).toMatch(/^Dana, our staff\s*:\s+Good morning\. Do you see Accounts\?/);
  // A message is added to the log once, and nothing else that is read aloud says the same.
  expect(await page.getByRole('log').getByText('Good morning').count()).toBe(1);
  expect((await page.locator('[role=status]').allInnerTexts()).join('').trim()).toBe('');

  await box.pressSequentially('is the account free');
  expect(await page.getByRole('listbox').count()).toBe(0);
  await box.press('Enter');
  await page.locator('.own').filter({ hasText: 'is the account free' }).waitFor();
  for (const text of ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven']) await write(number, `${text}.\n\nNext.`);
  await page.getByText('Seven.').waitFor();
  const isInView = () =>
    page
      .locator('.staff')
      .last()
      .evaluate((last) => {
        const { bottom } = last.getBoundingClientRect();
        return bottom <= (document.querySelector('main')?.getBoundingClientRect().bottom ?? 0);
      });
  expect(await isInView()).toBe(true);
  expect(await page.locator('.bot').filter({ hasText: 'An account costs nothing' }).count()).toBe(0);
});

test('typing is shown both ways, without a word of what is typed', async () => {
  const { page, number } = await talk();
  const status = page.getByRole('status').filter({ hasText: 'Dana is typing…' });
  await dana.post(`handoffs/${number}/typing`, {});
  await status.waitFor();
  await write(number, 'Here it is.');
  await page.locator('.staff').waitFor();
  expect(await status.count()).toBe(0);

  const sent: string[] = [];
  const heard = page.waitForRequest((request) => (request.postData() ?? '').includes('"typing"'));
  page.on('request', (request) => {
    const body = request.postData() ?? '';
    if (body.includes('"typing"')) sent.push(body);
  });
  await page.getByLabel('Your message').pressSequentially('my secret plan');
  await heard;
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toContain('secret');
});

test('typing of staff is gone when they stop', async () => {
  const { page, number } = await talk();
  const status = page.getByText('Dana is typing…');
  await page.clock.install();
  await dana.post(`handoffs/${number}/typing`, {});
  await status.waitFor();
  await page.clock.runFor(6_100);
  await status.waitFor({ state: 'detached' });
});

test('a customer ends it with a question before, once, after a reload and with a second tab, and rates it by keyboard', async () => {
  const { page, number, context } = await talk();
  const tab = await visit(context, server.url);
  await strip(tab).getByText('You are talking to Dana').waitFor();
  await page.reload();
  await strip(page).getByRole('button', { name: 'End this conversation' }).dblclick();
  const question = page.getByRole('dialog', { name: 'End the conversation with Dana?' });
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await strip(page).getByRole('button', { name: 'End this conversation' }).click();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Go on talking');
  expect(await statusOf(number)).toBe('claimed');
  await strip(tab).getByRole('button', { name: 'End this conversation' }).click();
  // Whoever is first takes the other's question away, so nothing may wait for a button to stay.
  const end = await Promise.all([page, tab].map((one) => one.getByRole('button', { name: 'End it' }).elementHandle()));
  await Promise.all(end.map((button) => button?.evaluate((one) => [1, 2].map(() => (one as HTMLElement).click()))));
  for (const one of [page, tab]) {
    await hear(one, 'You have ended this conversation');
    await strip(one).waitFor({ state: 'detached' });
    expect(await one.getByRole('dialog').count()).toBe(0);
    expect((await said(one)).filter((text) => text === 'End this conversation')).toHaveLength(1);
  }
  expect(await statusOf(number)).toBe('closed');

  const stars = page.getByRole('group', { name: 'How was it? 1 to 5 stars' });
  expect(await stars.getByRole('button').evaluateAll((all) => all.map((one) => one.ariaLabel))).toEqual([
    '1 of 5',
    '2 of 5',
    '3 of 5',
    '4 of 5',
    '5 of 5',
  ]);
  await stars.getByRole('button', { name: '1 of 5' }).focus();
  for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await hear(page, 'Would you add a word');
  expect(await page.getByLabel('Your message').getAttribute('placeholder')).toBe('A word for our staff, or a question');
  await say(page, 'Quick and kind');
  await hear(page, 'I pass it on');
  const kept = await server.storage.case(number);
  expect([kept?.stars, kept?.words]).toEqual([4, 'Quick and kind']);
});

test('a rating is skipped, and a question instead of it is answered', async () => {
  const first = await talk();
  await act(first.number, { kind: 'close' });
  await hear(first.page, 'How was it?');
  await choose(first.page, 'Skip');
  await hear(first.page, 'All right.');
  const second = await talk();
  await act(second.number, { kind: 'close' });
  await hear(second.page, 'How was it?');
  await say(second.page, 'is the account free?');
  await hear(second.page, 'An account costs nothing');
  expect(await second.page.getByRole('button', { name: '1 of 5' }).count()).toBe(0);
});

test('files go both ways', async () => {
  const { page, number } = await talk();
  const file = { name: 'notice.txt', mimeType: 'text/plain', buffer: Buffer.from('Reject code R03') };
  await page.locator('input[type=file]').setInputFiles([file]);
  await page.getByRole('button', { name: 'Send' }).click();
  await page
    .locator('.own')
    .getByRole('link', { name: /notice\.txt/ })
    .waitFor();
  const form = new FormData();
  form.append('file', new Blob(['How to'], { type: 'text/plain' }), 'steps.txt');
  const sent = await fetch(`${server.url}/api/staff/handoffs/${number}/upload`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${dana.token}` },
    body: form,
  });
  expect(sent.status).toBe(200);
  const link = page.locator('.staff').getByRole('link', { name: /steps\.txt/ });
  const address = (await link.getAttribute('href')) ?? '';
  expect(await (await fetch(new URL(address, server.url))).text()).toBe('How to');
});

test('the title of a page that nobody looks at tells of new messages of staff, and not of old ones', async () => {
  const { page, number } = await talk();
  await write(number, 'Seen.');
  await page.locator('.staff').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await write(number, 'Not seen.');
  await page.waitForFunction(() => document.title === '(1) Dana wrote - Chat with Sample Customs Brokers, Inc.');
  await page.evaluate(() => {
    Reflect.deleteProperty(document, 'visibilityState');
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForFunction(() => document.title === 'Chat with Sample Customs Brokers, Inc.');
});

test('a closed chat on a website tells on its button of new messages of staff', async () => {
  const page = await website.open(await device());
  const chat = await openChat(page);
  const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  const [, conversationId] = /conversationId\W+([\w-]+)/.exec(await kept()) ?? [];
  const number = await openLive(server.conversations, conversationId ?? '');
  await act(number, { kind: 'claim' });
  await write(number, 'Seen.');
  await chat.locator('.staff').waitFor();
  await launcher(page).click();
  expect(await launcher(page).getAttribute('aria-label')).toBe('Chat with us');
  await write(number, 'Not seen.');
  const told = page.getByRole('button', { name: 'Chat with us 1 new', exact: true });
  await told.waitFor();
  expect(await told.innerText()).toMatch(/Chat with us\s*1 new/);
  await page.getByRole('status').filter({ hasText: 'Our staff wrote: 1 new in the chat' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await told.click();
  await chat.getByText('Not seen.').waitFor();
  expect(await launcher(page).innerText()).toBe('Chat with us');
});

test('the downloaded conversation names staff', async () => {
  const { page, number } = await talk();
  await write(number, 'It is on its way.');
  await page.locator('.staff').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), fromMenu(page, 'Download this conversation')]);
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/<h2>Dana, our staff, [^<]+<\/h2>.*It is on its way/);
});

test.each([
  ['talks with staff', talk, 'Your conversation with Dana is ended first, and case'],
  ['waits', wait, 'You leave the queue first, and case'],
] as const)('who forgets while the customer %s is told what happens, and it happens', async (_how, open, words) => {
  const { page, number } = await open();
  await fromMenu(page, 'End and forget on this device');
  await page.getByRole('dialog').getByText(`${words} ${number} is closed.`).waitFor();
  expect(await statusOf(number)).not.toBe('closed');
  await page.getByRole('button', { name: 'End and forget' }).click();
  await page.getByRole('heading', { name: 'has forgotten' }).waitFor();
  const kept = await server.storage.case(number);
  expect([kept?.status, kept?.closedBy]).toEqual(['closed', 'customer']);
  expect(await page.getByText('There was no connection').count()).toBe(0);
});

test('who forgets without a connection reads that staff were not told', async () => {
  const { page } = await talk();
  await page.route('**/activities', (route) => route.abort());
  await fromMenu(page, 'End and forget on this device');
  await page.getByRole('button', { name: 'End and forget' }).click();
  await page.getByText('There was no connection to tell our staff').waitFor();
  found = [];
});

test.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const)('axe finds nothing in any state, and nothing sticks out of a phone: %s', async (how, options) => {
  const { page, number } = await wait({ ...options, viewport: { width: 360, height: 740 } });
  const states: [what: string, enter: () => Promise<unknown>][] = [
    ['in the queue', async () => {}],
    ['with staff', () => act(number, { kind: 'claim' }).then(() => write(number, 'Good morning.'))],
    ['staff type', () => dana.post(`handoffs/${number}/typing`, {}).then(() => page.getByText('is typing').waitFor())],
    ['the question before the end', () => strip(page).getByRole('button').click()],
    [
      'the rating',
      async () => {
        await page.getByRole('button', { name: 'End it' }).click();
        await page.getByRole('button', { name: '3 of 5' }).focus();
      },
    ],
  ];
  for (const [what, enter] of states) {
    await enter();
    if (what === 'with staff') await page.locator('.staff').waitFor();
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${how}-${what}.png` });
    expect([what, await violations(page)]).toEqual([what, []]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  }
});
