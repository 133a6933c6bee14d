// The menu of the chat page: start over, the conversation as a file, and forgetting on a shared computer.
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { choose, type Desk, hear, openDesk, said, say, visit } from './chat-page.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk('test/fixtures/content');
}, 60_000);
afterAll(() => desk.stop());

beforeEach(async () => {
  device = await desk.device();
});
// Every test here also shows: no console error, no violation of the policy, no request to another origin.
afterEach(async () => {
  await device.close();
  expect(desk.problems()).toEqual([]);
});

jest.setTimeout(60_000);

const menu = (page: Page) => page.getByRole('button', { name: 'Menu' });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

async function fromMenu(page: Page, item: string): Promise<void> {
  await menu(page).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Whatever this origin keeps in the browser. */
const kept = (page: Page) =>
  page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
  ]);

test('the menu is walked by keyboard, and Escape gives the focus back', async () => {
  const page = await visit(device, desk.url());
  await menu(page).focus();
  await page.keyboard.press('ArrowDown');
  expect(await menu(page).getAttribute('aria-expanded')).toBe('true');
  expect(await focused(page)).toBe('Start over');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toBe('End and forget on this device');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Start over');
  await page.keyboard.press('End');
  await page.keyboard.press('d');
  expect(await focused(page)).toBe('Download this conversation');
  await page.keyboard.press('Escape');
  expect(await focused(page)).toBe('Menu');
  expect(await page.getByRole('menu').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.getByRole('menu').count()).toBe(0);
});

test('in a frame, Escape closes the menu or the question alone, and the chat only after them', async () => {
  const page = await device.newPage();
  await page.goto(desk.url());
  await page.getByRole('button', { name: 'Chat with us' }).click();
  const chat = page.frameLocator('iframe');
  await chat.locator('.greeting').waitFor();
  await chat.getByRole('button', { name: 'Menu' }).click();
  await page.keyboard.press('Escape');
  await chat.getByRole('menu').waitFor({ state: 'detached' });
  await chat.getByRole('button', { name: 'Menu' }).click();
  await chat.getByRole('menuitem', { name: 'End and forget' }).click();
  await page.keyboard.press('Escape');
  await chat.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.locator('iframe').isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  await page.locator('iframe').waitFor({ state: 'hidden' });
});

test('"Start over" begins the guide again', async () => {
  const page = await visit(device, desk.url());
  await choose(page, 'Open a portal account');
  await choose(page, 'No, not yet');
  await hear(page, /Step 2 of \d/);
  await fromMenu(page, 'Start over');
  await page.locator('.guide').filter({ hasText: 'Step 1 of' }).nth(1).waitFor();
  expect((await said(page)).at(-1)).toBe('Start over');
});

test('the conversation comes as a file that says who, when and what, with its links, and runs no script', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  await say(page, 'person');
  await page
    .getByRole('link', { name: /^Call / })
    .first()
    .waitFor();
  await say(page, 'zebra <b>stripes</b>');
  await page.locator('.own').nth(2).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), fromMenu(page, 'Download this conversation')]);
  expect(download.suggestedFilename()).toMatch(/^conversation-\d{4}-\d\d-\d\d\.html$/);
  const html = readFileSync(await download.path(), 'utf8');
  const reader = await device.newPage();
  await reader.setContent(html);
  expect(await reader.title()).toBe('Conversation with Sample Customs Brokers, Inc.');
  const sections = await reader.locator('section').allInnerTexts();
  const year = new Date().getFullYear();
  expect(sections[0]).toMatch(
    new RegExp(`^Assistant, \\w+, \\w+ \\d+, ${year}, \\d+:\\d\\d [AP]M\\n.*automatic assistant`, 's'),
  );
  expect(sections[1]).toMatch(/^You, .*is the account free$/s);
  expect(sections[2]).toMatch(/^Assistant, .*An account costs nothing/s);
  expect(
    await reader
      .getByRole('link', { name: /^Call / })
      .first()
      .getAttribute('href'),
  ).toMatch(/^tel:/);
  expect(await reader.locator('script, [onclick], b').count()).toBe(0);
});

test('after "End and forget" nothing is kept, in no tab, and a new conversation begins when somebody wants it', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free');
  await hear(page, 'An account costs nothing');
  const other = await visit(device, desk.url());
  await fromMenu(page, 'End and forget on this device');
  const question = page.getByRole('dialog', { name: 'End and forget on this device?' });
  await question.getByRole('button', { name: 'Keep it' }).click();
  await question.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('Menu');
  expect(await said(page)).toEqual(['is the account free']);

  await fromMenu(page, 'End and forget on this device');
  const ended = page.waitForRequest((request) => request.postData()?.includes('endOfConversation') ?? false);
  await question.getByRole('button', { name: 'End and forget' }).click();
  await ended;
  for (const tab of [page, other]) {
    await tab.getByRole('heading', { name: 'This device has forgotten the conversation.' }).waitFor();
    expect(await tab.locator('.message').count()).toBe(0);
  }
  expect(await kept(page)).toEqual([]);
  await page.reload();
  await page.getByRole('heading', { name: 'has forgotten' }).waitFor();
  expect(await kept(page)).toEqual([]);
  await page.getByRole('button', { name: 'Begin a new conversation' }).click();
  await page.locator('.greeting').waitFor();
  expect(await page.locator('.message').count()).toBe(1);
});

test('a message that could not go out is forgotten, too, and goes out never', async () => {
  const page = await visit(device, desk.url());
  await page.route('**/activities', (route) => route.abort());
  await say(page, 'is the account free');
  await page.getByText('No connection').waitFor();
  desk.problems();
  await fromMenu(page, 'End and forget on this device');
  await page.getByRole('button', { name: 'End and forget' }).click();
  await page.getByRole('heading', { name: 'has forgotten' }).waitFor();
  expect(await kept(page)).toEqual([]);
  desk.problems();
  await page.unroute('**/activities');
  await page.getByRole('button', { name: 'Begin a new conversation' }).click();
  await page.locator('.greeting').waitFor();
  expect(await said(page)).toEqual([]);
});

test('the screen after forgetting lets the browser drop its cache', async () => {
  const headers = async (path: string) => (await fetch(desk.url() + path)).headers.get('clear-site-data');
  expect(await headers('/chat?forgotten=')).toBe('"cache"');
  expect(await headers('/chat')).toBeNull();
});
