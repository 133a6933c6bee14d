// Questions offered while the customer types: in the browser alone, by key, touch and ear, and never in the way of Enter.
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { choose, type Desk, hear, openDesk, said, say, visit } from './chat-page.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk('.');
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

const box = (page: Page) => page.getByLabel('Your message');
const list = (page: Page) => page.getByRole('listbox', { name: 'Questions that fit' });
const locked = 'My ACE login is locked. How do I get it back?';

/** Types as people do, letter by letter, and waits for the list. */
async function type(page: Page, text: string): Promise<void> {
  await box(page).pressSequentially(text);
  await list(page).waitFor();
}

test('nothing is loaded before the first letter, and no letter leaves the page', async () => {
  const page = await visit(device, desk.url());
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await type(page, 'verification');
  expect(requests.map((one) => one.replace(/-\w+\.js$/, '.js')).sort()).toEqual([
    'GET /assets/title-list.js',
    'GET /chat/titles.json',
  ]);
  await box(page).pressSequentially(' code, which I');
  expect(requests).toHaveLength(2);
});

test('Enter sends what was typed, also while questions are offered', async () => {
  const page = await visit(device, desk.url());
  await type(page, 'login locked');
  await box(page).press('Enter');
  await page.locator('.answer, .clarify').first().waitFor();
  expect(await said(page)).toEqual(['login locked']);
  expect(await list(page).count()).toBe(0);
});

test('the arrow keys choose, Enter asks the chosen question, and exactly its answer comes', async () => {
  const page = await visit(device, desk.url());
  await type(page, 'login locked');
  await page.keyboard.press('ArrowDown');
  const option = page.getByRole('option', { name: locked });
  expect(await option.getAttribute('aria-selected')).toBe('true');
  expect(await box(page).getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
  expect(await box(page).getAttribute('aria-controls')).toBe(await list(page).getAttribute('id'));
  await page.keyboard.press('Enter');
  await page.locator('.answer').waitFor();
  expect(await said(page)).toEqual([locked]);
  expect(await box(page).inputValue()).toBe('');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('message');
});

test('the arrow keys lead back into the box, and Enter sends what stands there', async () => {
  const page = await visit(device, desk.url());
  await type(page, 'login locked');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  expect(await box(page).getAttribute('aria-activedescendant')).toBeNull();
  await page.keyboard.press('Enter');
  await page.locator('.own').waitFor();
  expect(await said(page)).toEqual(['login locked']);
});

test('Escape closes the list and keeps the text; the next letter offers again', async () => {
  const page = await device.newPage();
  await page.goto(desk.url());
  await page.getByRole('button', { name: 'Chat with us' }).click();
  const chat = page.frameLocator('iframe');
  await chat.locator('.greeting').waitFor();
  const words = chat.getByLabel('Your message');
  await words.pressSequentially('login lock');
  await chat.getByRole('listbox').waitFor();
  await page.keyboard.press('Escape');
  await chat.getByRole('listbox').waitFor({ state: 'detached' });
  expect(await words.inputValue()).toBe('login lock');
  // The chat itself stays open.
  expect(await page.locator('iframe').isVisible()).toBe(true);
  await page.keyboard.type('e');
  await chat.getByRole('listbox').waitFor();
});

test('a touch asks the question', async () => {
  const phone = await desk.device({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await visit(phone, desk.url());
  await type(page, 'login locked');
  const option = page.getByRole('option', { name: locked });
  expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await option.tap();
  await page.locator('.answer').waitFor();
  expect(await said(page)).toEqual([locked]);
  await phone.close();
});

test('a screen reader hears how many questions fit, once', async () => {
  const page = await visit(device, desk.url());
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver(() => {
      const said = document.querySelector('.composer > [role=status]')?.textContent ?? '';
      if (said && said !== heard.at(-1)) heard.push(said);
    }).observe(document.querySelector('.composer') as Element, { childList: true, characterData: true, subtree: true });
  });
  await type(page, 'login locked');
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard.at(-1))).toBe(
    '1 question fits. Arrow keys choose, Enter without them sends what you typed.',
  );
});

test('nothing is offered where the bot has asked for words of the customer, and again afterwards', async () => {
  const page = await visit(device, desk.url());
  await type(page, 'login locked');
  await box(page).fill('');
  await say(page, 'person');
  await choose(page, 'Leave a message');
  await hear(page, 'What shall our office know?');
  await box(page).pressSequentially('login locked');
  expect(await list(page).count()).toBe(0);
  await box(page).fill('');
  await choose(page, 'Cancel');
  await hear(page, 'nothing was sent');
  await type(page, 'login locked');
});

test('nothing is offered where a step of a guide asks for a day', async () => {
  const page = await visit(device, desk.url());
  await type(page, 'login locked');
  await box(page).fill('');
  await choose(page, 'File a CAPE Declaration');
  await choose(page, 'We file the claim ourselves');
  await choose(page, 'Nothing, I have all three');
  await hear(page, 'When did this group liquidate?');
  await box(page).pressSequentially('login locked');
  expect(await list(page).count()).toBe(0);
});

test('the titles are revalidated, and come from the content', async () => {
  const ask = (headers: Record<string, string> = {}) => fetch(`${desk.url()}/chat/titles.json`, { headers });
  const first = await ask();
  expect(Object.values(await first.json())).toContain(locked);
  const again = await ask({ 'If-None-Match': first.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('all that the chat loads is at most 60 KB, packed, the questions that it offers among it', async () => {
  const page = await device.newPage();
  const network = await device.newCDPSession(page);
  await network.send('Network.enable');
  const names = new Map<string, string>();
  const sizes: Record<string, number> = {};
  network.on('Network.responseReceived', ({ requestId, response }) => {
    if (!/\/v3\/|\/chat\/token/.test(response.url)) names.set(requestId, new URL(response.url).pathname);
  });
  network.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId);
    if (name) sizes[name] = (sizes[name] ?? 0) + encodedDataLength;
  });
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').waitFor();
  await type(page, 'login locked');
  await page.waitForLoadState('networkidle');
  expect(Object.keys(sizes).filter((name) => name.includes('title'))).toHaveLength(2);
  expect(Object.keys(sizes).length).toBeGreaterThanOrEqual(6);
  const sum = Object.values(sizes).reduce((all, one) => all + one, 0);
  // The document itself is not told.
  const html = gzipSync(await (await fetch(`${desk.url()}/chat`)).bytes(), { level: 9 }).length;
  expect(sum + html).toBeLessThanOrEqual(60 * 1024);
});
