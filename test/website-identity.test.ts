// Who is logged in to the website: verified by its signature, and one person's conversation is never another's.
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import type { RefundDesk } from '../src/pages/widget/launcher.ts';
import { type Desk, openDesk, say } from './chat-page.ts';
import { SECRET, signIdentity } from './identity.ts';
import { chatIn, frameOf, launcher, openTaggedWebsite, saidIn, type TaggedWebsite } from './tagged-website.ts';

let desk: Desk;
let website: TaggedWebsite;
let device: BrowserContext;
let warnings: string[];

beforeAll(async () => {
  website = await openTaggedWebsite(() => desk.url(), 'localhost');
  desk = await openDesk('test/fixtures/content', {
    ALLOWED_ORIGINS: website.origin,
    IDENTITY_SECRETS: `website:${SECRET}`,
  });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  website.stop();
});

beforeEach(async () => {
  device = await desk.browser.newContext();
  device.setDefaultTimeout(30_000);
  warnings = [];
  device.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
});
afterEach(() => device.close());

jest.setTimeout(120_000);

const loggedIn = async (sub: string) => `data-identity="${await signIdentity({ sub, name: `Customer ${sub}` })}"`;

/** Visits a page of the website, says something, and leaves. */
async function visitAndSay(tag: string, text: string): Promise<void> {
  const page = await website.open(device, { tag });
  await sayIn(await opened(page), text);
  await page.close();
}

async function sayIn(chat: FrameLocator, text: string): Promise<void> {
  const answers = await chat.locator('.bot').count();
  await say(chat, text);
  await chat.locator('.bot').nth(answers).waitFor();
}

async function opened(page: Page): Promise<FrameLocator> {
  // It may have been open on the page before.
  if (!(await page.locator('iframe').isVisible())) await launcher(page).click();
  const chat = chatIn(page);
  await chat.locator('.greeting').first().waitFor();
  return chat;
}

async function saidOnNextPage(tag: string): Promise<string[]> {
  const page = await website.open(device, { tag });
  const said = await saidIn(await opened(page));
  await page.close();
  return said;
}

test('a logged-in customer comes back to the same conversation with a new token each time', async () => {
  await visitAndSay(await loggedIn('1'), 'first of one');
  await visitAndSay(await loggedIn('1'), 'second of one');
  expect(await saidOnNextPage(await loggedIn('1'))).toEqual(['first of one', 'second of one']);
  expect(warnings).toEqual([]);
});

test('before the log-in, as one customer, as another and after the log-out there are different conversations', async () => {
  await visitAndSay('', 'said by nobody in particular');
  await visitAndSay(await loggedIn('1'), 'said by one');
  expect(await saidOnNextPage('')).toEqual(['said by nobody in particular']);
  expect(await saidOnNextPage(await loggedIn('1'))).toEqual(['said by one']);
  expect(await saidOnNextPage(await loggedIn('2'))).toEqual([]);
  // The way back is kept for one person at a time.
  expect(await saidOnNextPage(await loggedIn('1'))).toEqual([]);
  expect(await saidOnNextPage('')).toEqual(['said by nobody in particular']);
});

test('a log-in and a log-out on an open page change the conversation at once, a renewed token does not', async () => {
  const page = await website.open(device);
  const chat = await opened(page);
  await sayIn(chat, 'said by nobody');
  const identify = (token: string | null) =>
    page.evaluate((given) => (window.aceRefundDesk as RefundDesk).identify(given), token);
  const isNew = () => chat.locator('.own').waitFor({ state: 'detached' });
  await identify(await signIdentity({ sub: '1' }));
  await isNew();
  await chat.locator('.greeting').waitFor();
  await sayIn(chat, 'said by one');
  let loads = 0;
  page.on('framenavigated', () => {
    loads++;
  });
  await identify(await signIdentity({ sub: '1', name: 'Another Name' }));
  await sayIn(chat, 'still the same');
  expect(loads).toBe(0);
  expect(await saidIn(chat)).toEqual(['said by one', 'still the same']);
  await identify(null);
  await chat.locator('.own').filter({ hasText: 'said by nobody' }).waitFor();
  expect(await saidIn(chat)).toEqual(['said by nobody']);
});

test('what one customer could not send waits for that customer alone', async () => {
  const page = await website.open(device, { tag: await loggedIn('1') });
  const chat = await opened(page);
  await page.route('**/activities', (route) => route.abort());
  await say(chat, 'unsent words of one');
  await chat.getByText('No connection').waitFor();
  await page.close();
  await visitAndSay('', 'said by nobody');
  expect(await saidOnNextPage('')).toEqual(['said by nobody']);
  const back = await website.open(device, { tag: await loggedIn('1') });
  await (await opened(back)).locator('.own.sent').filter({ hasText: 'unsent words of one' }).waitFor();
});

test('nothing in the storage of the website or of the chat opens a conversation of somebody who was logged in', async () => {
  await visitAndSay(await loggedIn('1'), 'said by one');
  const page = await website.open(device);
  await opened(page);
  const kept = await page.evaluate(() => localStorage.getItem('ace-refund-desk:kept') ?? '');
  const ofChat = await frameOf(page).evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept + ofChat).not.toMatch(/eyJ/);
  const secrets = Object.entries(JSON.parse(kept) as Record<string, { resume: string }>).filter(([who]) => who !== '');
  expect(secrets).toHaveLength(1);
  for (const [who, { resume }] of secrets) {
    expect(who).toMatch(/^p\w+$/);
    const answer = await fetch(`${desk.url()}/chat/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ resume }),
    });
    expect(answer.status).toBe(403);
  }
  await page.close();
});

test.each([
  ['an expired token', () => signIdentity({ exp: 1_700_000_000 }), 'It has expired.'],
  ['a token of another secret', () => signIdentity({}, { secret: 'x'.repeat(40) }), 'Its signature does not fit.'],
  ['a token for somebody else', () => signIdentity({ aud: 'shop' }), 'Its "aud" is not "ace-refund-desk".'],
  ['words that are no token', () => 'customer-17', 'It is not a signed token'],
])('with %s the console says why, and the customer chats as nobody in particular', async (_what, make, why) => {
  await visitAndSay('', 'said by nobody');
  const page = await website.open(device, { tag: `data-identity="${await make()}"` });
  const chat = await opened(page);
  await chat.locator('.own').filter({ hasText: 'said by nobody' }).waitFor();
  await sayIn(chat, 'is the account free');
  expect(warnings.filter((text) => text.includes(why))).toHaveLength(1);
});

test('a forged token opens nothing of the person that it names', async () => {
  await visitAndSay(await loggedIn('1'), 'said by one');
  const forged = await signIdentity({ sub: '1' }, { secret: 'x'.repeat(40) });
  expect(await saidOnNextPage(`data-identity="${forged}"`)).toEqual([]);
});

test('where the log-in ran out while the device slept, the customer reads so, and goes on with the next token', async () => {
  const page = await website.open(device, { tag: await loggedIn('1') });
  const chat = await opened(page);
  await sayIn(chat, 'said by one');
  await page.evaluate(() => {
    window.addEventListener('ace-refund-desk:identity-needed', () => document.body.setAttribute('needed', ''));
  });
  await page.evaluate(
    (token) => (window.aceRefundDesk as RefundDesk).identify(token),
    await signIdentity({ sub: '1', exp: 1_700_000_000 }),
  );
  // As after a night: the server takes the old token no more.
  await page.route('**/v3/directline/**', (route) => route.fulfill({ status: 403, body: '{}' }));
  await say(chat, 'is the account free');
  await chat.getByText('Your log-in to this website has run out.').waitFor();
  await page.locator('body[needed]').waitFor();
  expect((await saidIn(chat))[0]).toBe('said by one');
  await page.unroute('**/v3/directline/**');
  await page.evaluate(
    (token) => (window.aceRefundDesk as RefundDesk).identify(token),
    await signIdentity({ sub: '1' }),
  );
  await chat.locator('.bot').filter({ hasText: 'An account costs nothing' }).waitFor();
  await chat.getByText('Your log-in to this website has run out.').waitFor({ state: 'detached' });
  expect(await saidIn(chat)).toEqual(['said by one', 'is the account free']);
});
