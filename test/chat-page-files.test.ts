// Files and photos on the chat page: chosen, refused, sent once and in order, shown, taken back, kept over a reload.
import type { BrowserContext, Page } from 'playwright-core';
import { type Desk, hear, openDesk, said, say, transcript, visit } from './chat-page.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk('test/fixtures/content');
}, 60_000);
afterAll(() => desk.stop());

beforeEach(async () => {
  device = await desk.device();
});
afterEach(() => device.close());

jest.setTimeout(60_000);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const photo = { name: 'letter.png', mimeType: 'image/png', buffer: png };
const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('entry 1') };

const send = (page: Page) => page.getByRole('button', { name: 'Send' }).click();
const chosen = (page: Page) => page.getByRole('list', { name: 'Files to send' }).getByRole('listitem');
const attach = (page: Page, ...files: (typeof photo)[]) => page.locator('input[type=file]').setInputFiles(files);

/** What the browser tells the page while files (name and size) are dragged over it; false where the page takes them. */
const dragOver = (page: Page, type: string, ...files: [string, number][]) =>
  page.getByRole('log').evaluate(
    (log, { type, files }) => {
      const dataTransfer = new DataTransfer();
      for (const [name, size] of files)
        dataTransfer.items.add(new File([new Uint8Array(size)], name, { type: 'application/pdf' }));
      return log.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { type, files },
  );

interface Sent {
  from: { role: string };
  text: string;
  attachments?: { name: string }[];
}
/** What the server holds of the customer: words and names of files. */
const held = async (page: Page) =>
  ((await transcript(page, desk.url())) as Sent[])
    .filter(({ from }) => from.role === 'user')
    .map(({ text, attachments = [] }) => [text, ...attachments.map(({ name }) => name)]);

/** Lets uploads pass, or breaks them off before the server (or after it has them). */
async function breakUploads(page: Page, how: 'before' | 'after', times: number): Promise<void> {
  let left = times;
  await page.route('**/upload', async (route) => {
    left -= 1;
    if (left < 0) return route.continue();
    if (how === 'after') await route.fetch();
    return route.abort();
  });
}

test('files are shown with name and size before they go, with a warning, and can be taken out', async () => {
  const page = await visit(device, desk.url());
  const [dialog] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Attach files or photos' }).click(),
  ]);
  expect(dialog.isMultiple()).toBe(true);
  expect(await page.locator('input[type=file]').getAttribute('accept')).toMatch(/^image\/\*,/);
  await dialog.setFiles([photo, note]);
  await page.getByText('We cannot see what is in a picture. Never send bank details.').waitFor();
  expect(await chosen(page).allInnerTexts()).toEqual([
    expect.stringMatching(/^letter\.png 70 bytes/),
    expect.stringMatching(/^note\.txt 7 bytes/),
  ]);
  expect(
    await chosen(page)
      .locator('img')
      .evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
  ).toBe(1);
  expect(await page.getByRole('status').filter({ hasText: 'of at most' }).innerText()).toMatch(
    /^2 of at most 10 files, 77 bytes of at most 25 MB\./,
  );
  await page.getByRole('button', { name: 'Remove letter.png' }).press('Enter');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Remove note.txt');
  await send(page);
  await page.getByRole('link', { name: 'note.txt' }).waitFor();
  expect(await held(page)).toEqual([['', 'note.txt']]);
  expect(await chosen(page).count()).toBe(0);
  expect(desk.problems()).toEqual([]);
});

test('a photo goes with its words, stands in the log with its name, and can be downloaded', async () => {
  const page = await visit(device, desk.url());
  await attach(page, photo);
  await say(page, 'this letter came');
  const link = page.getByRole('link', { name: 'Photo: letter.png' });
  await link.waitFor();
  const img = page.getByRole('img', { name: 'Photo: letter.png' });
  expect(await img.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth))).toBe(1);
  expect(await said(page)).toEqual(['this letter came']);
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('letter.png');
  expect(await held(page)).toEqual([['this letter came', 'letter.png']]);
  expect(desk.problems()).toEqual([]);
});

test('files are pasted and dropped', async () => {
  const page = await visit(device, desk.url());
  await page.getByLabel('Your message').evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['x'], 'pasted.png', { type: 'image/png' }));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await chosen(page).filter({ hasText: 'pasted.png' }).waitFor();
  const drag = (type: string) => dragOver(page, type, ['dropped.pdf', 1]);
  expect(await drag('dragover')).toBe(false);
  await page.getByText('Drop files here').waitFor();
  expect(await drag('drop')).toBe(false);
  await chosen(page).filter({ hasText: 'dropped.pdf' }).waitFor();
  expect(await page.getByText('Drop files here').count()).toBe(0);
});

test('cells pasted from a spreadsheet are their text, not a picture of them', async () => {
  const page = await visit(device, desk.url());
  const wasLeft = await page.getByLabel('Your message').evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'ABC');
    clipboardData.items.add(new File(['x'], 'cells.png', { type: 'image/png' }));
    return box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  expect(wasLeft).toBe(true);
  expect(await chosen(page).count()).toBe(0);
});

test('what the server would not take is left out before it is sent, in words', async () => {
  const page = await visit(device, desk.url());
  const alert = page.locator('.attachments').getByRole('alert');
  await attach(page, { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') });
  expect(await alert.innerText()).toBe('“setup.exe” is left out: we take pictures, PDF, text, CSV and Office files.');
  const eleven = Array.from({ length: 11 }, (_, index) => ({ ...note, name: `note-${index}.txt` }));
  await attach(page, ...eleven);
  expect(await alert.innerText()).toBe('“note-10.txt” is left out: one message has at most 10 files.');
  expect(await chosen(page).count()).toBe(10);
  await page.reload();
  await page.getByRole('log').locator('.message').first().waitFor();
  const large = 13 * 1024 * 1024;
  await dragOver(page, 'drop', ['one.pdf', large], ['two.pdf', large]);
  expect(await alert.innerText()).toBe('“two.pdf” is left out: the files of one message have at most 25 MB together.');
  expect(await chosen(page).allInnerTexts()).toEqual([expect.stringMatching(/^one\.pdf 13\.0 MB/)]);
});

test('a number in the name of a file does not leave the page', async () => {
  const page = await visit(device, desk.url());
  let body = '';
  await page.route('**/upload', (route) => {
    body = route.request().postDataBuffer()?.toString('latin1') ?? '';
    return route.continue();
  });
  await attach(page, { ...note, name: 'SSN 123-45-6789.txt' });
  await send(page);
  await page.getByRole('link', { name: /\.txt$/ }).waitFor();
  expect(body).toContain('.txt');
  expect(body).not.toContain('123-45-6789');
});

test('a photo between messages keeps its place when the server is down, and all arrive once', async () => {
  const page = await visit(device, desk.url());
  await desk.kill();
  await say(page, 'my login is locked');
  await attach(page, photo);
  await say(page, 'here is the letter');
  await say(page, 'where is the code sent');
  await page.locator('.uploading', { hasText: 'Waiting to be sent' }).waitFor();
  await page.getByText('No connection. Your messages are kept here').waitFor();
  await desk.restart();
  await page.getByRole('link', { name: 'Photo: letter.png' }).waitFor();
  await hear(page, 'contact e-mail');
  const all = [['my login is locked'], ['here is the letter', 'letter.png'], ['where is the code sent']];
  expect(await held(page)).toEqual(all);
  expect(await said(page)).toEqual(all.map(([text]) => text));
});

test('an upload whose acknowledgement is lost is sent again and stands there once', async () => {
  const page = await visit(device, desk.url());
  await breakUploads(page, 'after', 1);
  await attach(page, photo);
  await say(page, 'here is the letter');
  await page.getByRole('link', { name: 'Photo: letter.png' }).waitFor();
  await page.getByText('No connection').waitFor({ state: 'detached' });
  expect(await held(page)).toEqual([['here is the letter', 'letter.png']]);
  expect(await page.locator('.own').count()).toBe(1);
});

test('a file that could not go out survives the closing of the page', async () => {
  const page = await visit(device, desk.url());
  await breakUploads(page, 'before', 99);
  await attach(page, note);
  await say(page, 'here is the list');
  await page.getByText('No connection').waitFor();
  await page.close();
  const again = await visit(device, desk.url());
  const link = again.getByRole('link', { name: 'note.txt' });
  await link.waitFor();
  expect(await held(again)).toEqual([['here is the list', 'note.txt']]);
  const url = await link.getAttribute('href');
  expect(await (await fetch(url ?? '')).text()).toBe('entry 1');
  // Once it is there, nothing of it waits on the device.
  await again.waitForFunction(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('ace-refund-desk', 1);
        request.onsuccess = () => {
          const count = request.result.transaction('files').objectStore('files').count();
          count.onsuccess = () => {
            request.result.close();
            resolve(count.result === 0);
          };
        };
      }),
  );
});

test('where the browser keeps no files the page says so, and they go out all the same', async () => {
  const page = await device.newPage();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
  });
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').waitFor();
  await breakUploads(page, 'before', 1);
  await attach(page, photo);
  await send(page);
  await page.getByText('Your browser cannot keep files. Leave this page open until they are sent.').waitFor();
  await page.getByRole('link', { name: 'Photo: letter.png' }).waitFor();
  expect(await page.getByText('cannot keep files').count()).toBe(0);
  expect(await held(page)).toEqual([['', 'letter.png']]);
});

test('an upload shows how far it is, and is broken off for good when the customer cancels it', async () => {
  const page = await visit(device, desk.url());
  const network = await device.newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 200_000,
  });
  await attach(page, { ...note, name: 'long.txt', buffer: Buffer.alloc(2_000_000, 'a') });
  await say(page, 'is the account free');
  const progress = page.getByRole('progressbar', { name: 'Progress of sending' });
  await progress.waitFor();
  await page.waitForFunction(() => Number(document.querySelector('.uploading progress')?.getAttribute('value')) > 0);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await say(page, 'my login is locked');
  await hear(page, 'Write to the portal desk');
  expect(await held(page)).toEqual([['my login is locked']]);
  expect(await said(page)).toEqual(['my login is locked']);
  expect(await page.getByText('No connection').count()).toBe(0);
});

test('an upload that is cancelled in another tab is broken off', async () => {
  const page = await visit(device, desk.url());
  const other = await visit(device, desk.url());
  let reached = () => {};
  const held = new Promise<void>((resolve) => {
    reached = resolve;
  });
  await page.route('**/upload', () => reached());
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/upload'));
  await attach(page, note);
  await say(page, 'here is the list');
  await held;
  await other.getByRole('button', { name: 'Cancel' }).click();
  await failed;
  await page.locator('.own').waitFor({ state: 'detached' });
  await say(page, 'my login is locked');
  await hear(page, 'Write to the portal desk');
});

test('a file the server refuses says so, holds nothing up, and can be removed', async () => {
  const page = await visit(device, desk.url());
  // A program in the clothes of a picture: only the server looks inside.
  await attach(page, {
    ...photo,
    name: 'program.png',
    buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)]),
  });
  await say(page, 'look');
  await say(page, 'my login is locked');
  await hear(page, 'Write to the portal desk');
  await page.getByText('Not sent. A file is of a kind that we cannot take.').waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  expect(await held(page)).toEqual([['my login is locked']]);
});

test('a link to a file is renewed before it runs out', async () => {
  const page = await device.newPage();
  await page.clock.install();
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').waitFor();
  await attach(page, note);
  await send(page);
  const link = page.getByRole('link', { name: 'note.txt' });
  await link.waitFor();
  const old = await link.getAttribute('href');
  await page.clock.fastForward('23:30:00');
  await page.waitForFunction((old) => document.querySelector('a.file')?.getAttribute('href') !== old, old);
  expect((await fetch((await link.getAttribute('href')) ?? '')).status).toBe(200);
});
