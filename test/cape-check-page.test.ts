// The page that checks a file for CAPE, in a real browser: nothing leaves it, everybody can use it, and it gives back what CAPE takes.
import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { type Desk, openDesk } from './chat-page.ts';

jest.setTimeout(60_000);

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk('test/fixtures/content');
}, 60_000);
afterAll(() => desk.stop());
afterEach(() => expect(desk.problems()).toEqual([]));

const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
const faulty = 'Entry Number\r\nABC-1234567-6\r\nABC-1234567-5\r\nabc 1234567 6\r\n1.23E+10\r\n12345679\r\n';

async function visit(options?: BrowserContextOptions): Promise<Page> {
  const device = await desk.device(options);
  const page = await device.newPage();
  await page.goto(`${desk.url()}/chat/cape-check`);
  return page;
}

const result = (page: Page) => page.getByRole('status', { name: 'Result' });
const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });

async function download(page: Page, name: string): Promise<string> {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  expect(saved.suggestedFilename()).toBe(name);
  return readFile(await saved.path(), 'latin1');
}

test('a file is checked without a byte of it leaving the page, and comes back as CAPE takes it', async () => {
  const page = await visit();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await page.evaluate(() => fetch('/chat/page.json'));
  await choose(page, 'my list.csv', Buffer.from(`\ufeff${faulty}`, 'utf16le'));
  await result(page).getByText('The file is not ready for CAPE yet.').waitFor();
  expect(await page.getByRole('listitem').filter({ hasText: 'Row 3' }).innerText()).toContain(
    'With the other ten right',
  );
  expect(await page.getByRole('listitem').filter({ hasText: 'UTF-16' }).count()).toBe(1);
  expect(await download(page, 'my list-corrected.csv')).toBe('Entry Number\r\nABC12345676\r\n');
  expect(await download(page, 'my list-problems.csv')).toMatch(/^"Row",.*\r\n"3","ABC-1234567-5",/);
  // Its settings are asked for now and then; nothing else, and nothing with a body.
  expect([...new Set(sent)]).toEqual(['GET /chat/page.json']);
  await page.context().close();
});

test('what is pasted is checked by the keyboard alone, and each result is told', async () => {
  const page = await visit();
  const box = page.getByLabel('Or paste entry numbers, one a line');
  await box.focus();
  await page.keyboard.insertText('Entry Number\nABC-1234567-6\nSP7-0000001-4');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await result(page).getByText('The file is ready for CAPE. It has 2 entry numbers').waitFor();
  await box.fill('nothing here');
  await page.getByRole('button', { name: 'Check what I pasted' }).press('Enter');
  await result(page).getByText('I found nothing in the file that looks like an entry number').waitFor();
  expect(await page.getByRole('link', { name: /corrected/ }).count()).toBe(0);
  await page.context().close();
});

test('a workbook is refused with what to do, and files may be dropped anywhere, one at a time', async () => {
  const page = await visit();
  await choose(page, 'list.xlsx', Buffer.from('PK\u0003\u0004 and so on'));
  await result(page).getByText('In Excel choose File, Save As, "CSV (Comma delimited) (*.csv)"').waitFor();
  const drop = (count: number) =>
    page.evaluate((many) => {
      const dataTransfer = new DataTransfer();
      for (let index = 0; index < many; index++)
        dataTransfer.items.add(new File(['Entry Number\nABC-1234567-6\n'], `dropped ${index}.csv`));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }, count);
  await drop(2);
  await page.getByRole('alert').getByText('Please choose one file at a time.').waitFor();
  expect(await result(page).innerText()).toBe('');
  await drop(1);
  await result(page).getByText('The file is ready for CAPE.').waitFor();
  await page.context().close();
});

test.each([
  ['light, on a small phone', { colorScheme: 'light', ...phone }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const)('axe finds nothing, and nothing sticks out, %s', async (_how, options) => {
  const page = await visit(options);
  expect(await violations(page)).toEqual([]);
  const numbers = Array.from({ length: 150 }, () => 'ABC-1234567-5').join('\n');
  await choose(
    page,
    'a list with a very long name that nobody would ever type by hand.csv',
    Buffer.from(faulty + numbers),
  );
  await page.getByRole('heading', { name: 'The rows' }).waitFor();
  await page.getByText('And 54 more, in the list of problems above.').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await page.context().close();
});

test('without JavaScript it says what CAPE takes, and that the check needs JavaScript', async () => {
  const page = await visit({ javaScriptEnabled: false });
  // What stands in it is found by no text: it is code, for browsers that run scripts.
  expect(await page.locator('noscript').innerText()).toContain(
    'This check needs JavaScript, which is off in your browser.',
  );
  await page.getByText('at most 9,999 in one declaration').waitFor();
  await page.locator('noscript a').click();
  expect(new URL(page.url()).pathname).toBe('/chat');
  await page.context().close();
});

test('it is under the same strict policy as the chat', async () => {
  const [chat, check] = await Promise.all(
    ['/chat', '/chat/cape-check'].map(async (path) => (await fetch(desk.url() + path)).headers),
  );
  expect(check?.get('content-security-policy')).toBe(chat?.get('content-security-policy'));
  expect(check?.get('content-security-policy')).toContain("script-src 'self'");
});
