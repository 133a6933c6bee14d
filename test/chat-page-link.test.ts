// The link in an e-mail, on another device: opens the conversation when the customer presses the button, once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { createMailLinks } from '../src/channels/mail/links.ts';
import { sqliteFile } from '../src/storage/open.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import { violations } from './axe.ts';
import { type Desk, hear, openDesk, said, say, visit } from './chat-page.ts';

const secret = '0123456789abcdef0123456789abcdef';
let dataDir: string;
let desk: Desk;
let computer: BrowserContext;
let phone: BrowserContext;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'ace-refund-desk-link-'));
  desk = await openDesk('test/fixtures/content', { DATA_DIR: dataDir, TOKEN_SECRETS: `one:${secret}` });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  rmSync(dataDir, { recursive: true });
});

beforeEach(async () => {
  computer = await desk.device();
  phone = await desk.device({ viewport: { width: 360, height: 640 } });
});
afterEach(async () => {
  await Promise.all([computer.close(), phone.close()]);
});

jest.setTimeout(60_000);

const conversationOf = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('ace-refund-desk:access') ?? '{}').conversationId as string);

/** The link in a mail to the customer of this conversation, as the mailer writes it. */
async function linkTo(conversationId: string): Promise<string> {
  const storage = openSqlite(sqliteFile(dataDir));
  const mail = await storage.turn(conversationId, (turn) =>
    turn.mails.add({
      kind: 'reply',
      address: 'dana@example.org',
      addressKey: 'key',
      case: null,
      code: null,
      office: null,
      madeAt: Date.now(),
    }),
  );
  await storage.close();
  return `${desk.url()}/chat#code=${createMailLinks([{ secret }]).code(mail)}`;
}

async function follow(link: string, device: BrowserContext): Promise<Page> {
  const page = await device.newPage();
  await page.goto(link);
  return page;
}

const open = (page: Page) => page.getByRole('button', { name: 'Open the conversation' });

test('the link opens the conversation on another device, where it goes on, and stays after a reload', async () => {
  const first = await visit(computer, desk.url());
  await say(first, 'is the account free');
  await hear(first, 'An account costs nothing');
  const page = await follow(await linkTo(await conversationOf(first)), phone);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Your conversation with our office');
  expect(await violations(page)).toEqual([]);
  await open(page).click();
  await hear(page, 'An account costs nothing');
  expect(await said(page)).toEqual(['is the account free']);
  expect(page.url()).toBe(`${desk.url()}/chat`);
  await say(page, 'my login is locked');
  // Both devices see what either says.
  await first.getByText('my login is locked').waitFor();
  await page.reload();
  await hear(page, 'An account costs nothing');
  await first.reload();
  await hear(first, 'An account costs nothing');
  expect(await conversationOf(page)).toBe(await conversationOf(first));
  expect(desk.problems()).toEqual([]);
});

test('whoever only loads the page uses nothing up, and a second use is told of', async () => {
  const first = await visit(computer, desk.url());
  const link = await linkTo(await conversationOf(first));
  for (let times = 0; times < 3; times++) {
    const scanner = await follow(link, await desk.device());
    await open(scanner).waitFor();
    await scanner.context().close();
  }
  const page = await follow(link, phone);
  await open(page).click();
  await page.locator('.greeting').waitFor();
  expect(desk.problems()).toEqual([]);
  const other = await desk.device();
  const late = await follow(link, other);
  await open(late).click();
  await late.getByText('This link was used before, is older than seven days, or is not whole.').waitFor();
  expect(await violations(late)).toEqual([]);
  await late.getByRole('button', { name: 'Open the chat' }).click();
  await late.locator('.greeting').waitFor();
  expect(await conversationOf(late)).not.toBe(await conversationOf(page));
  // The refusal of the used link.
  expect(desk.problems()).toEqual([expect.stringContaining('403')]);
  await other.close();
});

test('on the device where the conversation began the link is not used up', async () => {
  const first = await visit(computer, desk.url());
  const link = await linkTo(await conversationOf(first));
  const again = await follow(link, computer);
  await open(again).click();
  await again.locator('.greeting').waitFor();
  const page = await follow(link, phone);
  await open(page).click();
  await page.locator('.greeting').waitFor();
  expect(await conversationOf(page)).toBe(await conversationOf(first));
  expect(desk.problems()).toEqual([]);
});

test('an answer that is lost on the way is asked for again', async () => {
  const first = await visit(computer, desk.url());
  const page = await follow(await linkTo(await conversationOf(first)), phone);
  let lost = 0;
  await page.route('**/chat/token', async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await open(page).click();
  await page.getByText('The link could not be opened. Please try again in a moment.').waitFor();
  await open(page).click();
  await page.locator('.greeting').waitFor();
  expect(await conversationOf(page)).toBe(await conversationOf(first));
  desk.problems();
});
