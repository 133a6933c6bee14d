// The one script tag on a website of another origin, under the strictest policy that still lets it in.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from 'playwright-core';
import { type Desk, hear, openDesk, say } from './chat-page.ts';

let desk: Desk;
let allowed: Website;
let foreign: Website;
let device: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  [allowed, foreign] = await Promise.all([openWebsite(), openWebsite()]);
  desk = await openDesk('test/fixtures/content', { ALLOWED_ORIGINS: allowed.origin });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  for (const { server } of [allowed, foreign]) {
    server.close();
    server.closeAllConnections();
  }
});

beforeEach(async () => {
  device = await desk.browser.newContext();
  complaints = [];
  device.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterEach(() => device.close());

jest.setTimeout(60_000);

test('an allowed website has the chat by one tag, with its looks, and its policy is kept', async () => {
  const page = await device.newPage();
  await page.goto(`${allowed.origin}/?${desk.url()}`);
  const launcher = page.getByRole('button', { name: 'Chat with us' });
  await launcher.click();
  const chat = page.frameLocator('iframe');
  await chat.locator('.greeting').waitFor();
  await say(chat, 'is the account free');
  await hear(chat, 'An account costs nothing');
  // Styles that a policy blocks fail in silence: what they would do must be there.
  expect(
    await launcher.evaluate((button) => getComputedStyle((button.getRootNode() as ShadowRoot).host).position),
  ).toBe('fixed');
  expect(complaints).toEqual([]);
  await page.reload();
  await hear(page.frameLocator('iframe'), 'An account costs nothing');
});

test('a website that is not allowed does not get the chat into its frame', async () => {
  const page = await device.newPage();
  await page.goto(`${foreign.origin}/?${desk.url()}`);
  const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.getByRole('button', { name: 'Chat with us' }).click();
  await refusal;
  expect(await page.frameLocator('iframe').locator('.greeting').count()).toBe(0);
});

interface Website {
  origin: string;
  server: Server;
}

/** Serves a page that takes nothing but the script and the frame of the server named in its query. */
async function openWebsite(): Promise<Website> {
  const server = createServer((request, response) => {
    const host = (request.url ?? '').split('?')[1] ?? '';
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Content-Security-Policy': `default-src 'none'; script-src ${host}; frame-src ${host}; img-src data:`,
    });
    response.end(
      `<!doctype html><title>Website</title><link rel="icon" href="data:,"><h1>Broker</h1><script src="${host}/widget.js" defer></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
