// The way back to the conversation is kept by the website: through reloads, tabs, and browsers that give a frame no storage.
import type { BrowserContext, Page } from 'playwright-core';
import { type Desk, hear, openDesk, say } from './chat-page.ts';
import {
  chatIn,
  frameOf,
  launcher,
  openChat,
  openTaggedWebsite,
  saidIn,
  type TaggedWebsite,
} from './tagged-website.ts';

let desk: Desk;
let website: TaggedWebsite;
let device: BrowserContext;

beforeAll(async () => {
  website = await openTaggedWebsite(() => desk.url(), 'localhost');
  desk = await openDesk('test/fixtures/content', { ALLOWED_ORIGINS: website.origin });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  website.stop();
});

beforeEach(async () => {
  device = await desk.browser.newContext();
  device.setDefaultTimeout(30_000);
});
afterEach(() => device.close());

jest.setTimeout(120_000);

/** As browsers do where site data are blocked: for the chat in the frame, for the website around it, or for both. */
async function block(...origins: string[]): Promise<void> {
  await device.addInitScript((blocked) => {
    if (!blocked.includes(location.origin)) return;
    const refuse = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, { get: refuse });
    navigator.locks.request = () => Promise.reject(new DOMException('blocked', 'SecurityError'));
  }, origins);
}

const kept = (page: Page) => page.evaluate(() => localStorage.getItem('ace-refund-desk:kept'));
const conversationOf = async (page: Page) => JSON.parse((await kept(page)) ?? '{}')['']?.conversationId;

async function talk(page: Page, words = 'is the account free', answer = 'An account costs nothing'): Promise<void> {
  const chat = await openChat(page);
  await say(chat, words);
  await hear(chat, answer);
}

test('the website keeps the secret, and no token', async () => {
  const page = await website.open(device);
  await talk(page);
  const { resume, token } = JSON.parse((await kept(page)) ?? '{}')[''];
  expect([typeof resume, token]).toEqual(['string', '']);
  expect(await frameOf(page).evaluate(() => localStorage.getItem('ace-refund-desk:access'))).toBeNull();
});

test.each([
  ['may keep nothing', () => block(desk.url())],
  [
    'has lost what it kept',
    () => device.addInitScript((chat) => location.origin === chat && localStorage.clear(), desk.url()),
  ],
])('a reload brings the conversation back where the frame %s', async (_what, prepare) => {
  await prepare();
  const page = await website.open(device);
  await talk(page);
  for (let time = 0; time < 3; time++) {
    await page.reload();
    await hear(chatIn(page), 'An account costs nothing');
    expect(await saidIn(chatIn(page))).toEqual(['is the account free']);
  }
});

test('a reload brings it back where the website may keep nothing', async () => {
  await block(website.origin);
  const page = await website.open(device);
  await talk(page);
  await page.reload();
  await launcher(page).click();
  await hear(chatIn(page), 'An account costs nothing');
});

test('where neither may keep anything the customer still chats', async () => {
  await block(website.origin, desk.url());
  const page = await website.open(device);
  await talk(page);
  await say(chatIn(page), 'zebra');
  await chatIn(page).locator('.own').nth(1).waitFor();
});

test.each([
  ['with storage of their own', async () => {}],
  ['without', () => block(desk.url())],
  [
    'that cannot wait for one another, as without https',
    () => device.addInitScript('delete Navigator.prototype.locks'),
  ],
])('many tabs that open at once, frames %s, are in one conversation, all of them live', async (_what, prepare) => {
  await prepare();
  const first = await website.open(device);
  await talk(first);
  const conversation = await conversationOf(first);
  const tabs = await Promise.all([1, 2, 3].map(() => website.open(device)));
  await Promise.all(tabs.map((tab) => openChat(tab)));
  const all = [first, ...tabs];
  for (const [index, tab] of all.entries()) {
    await say(chatIn(tab), `zebra ${index}`);
    for (const other of all)
      await chatIn(other)
        .locator('.own')
        .filter({ hasText: `zebra ${index}` })
        .waitFor();
  }
  await Promise.all(tabs.map((tab) => tab.reload()));
  for (const tab of tabs) expect(await hear(chatIn(tab), 'An account costs nothing')).toBeTruthy();
  expect(await conversationOf(first)).toBe(conversation);
  for (const tab of all) await chatIn(tab).locator('.own').nth(4).waitFor();
});

test('"End and forget" clears both, and every tab hears of it although no frame may keep anything', async () => {
  await block(desk.url());
  const page = await website.open(device);
  await talk(page);
  const other = await website.open(device);
  await hear(await openChat(other), 'An account costs nothing');
  await chatIn(page).getByRole('button', { name: 'Menu' }).click();
  await chatIn(page).getByRole('menuitem', { name: 'End and forget' }).click();
  await chatIn(page).getByRole('button', { name: 'End and forget' }).click();
  for (const tab of [page, other])
    await chatIn(tab).getByRole('heading', { name: 'This device has forgotten the conversation.' }).waitFor();
  expect(await kept(page)).toBeNull();
  await chatIn(page).getByRole('button', { name: 'Begin a new conversation' }).click();
  await chatIn(page).locator('.greeting').waitFor();
  expect(await saidIn(chatIn(page))).toEqual([]);
});

test('whatever stands in the storage of the website, the chat begins', async () => {
  const page = await website.open(device);
  for (const text of [
    'no JSON',
    '17',
    '{"":{"resume":7}}',
    '{"":{"resume":"a.b","conversationId":"a","userId":"u"}}',
  ]) {
    await page.evaluate((value) => localStorage.setItem('ace-refund-desk:kept', value), text);
    await page.reload();
    if (!(await page.locator('iframe').isVisible())) await launcher(page).click();
    await chatIn(page).locator('.greeting').waitFor();
  }
});

test('the whole page keeps a conversation of its own', async () => {
  await talk(await website.open(device));
  const page = await device.newPage();
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').waitFor();
  expect(await page.locator('.own').count()).toBe(0);
});
