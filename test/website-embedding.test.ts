// The one script tag on a website of another site, and of another origin, under the strictest policy that still lets it in.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { type Desk, hear, openDesk, say } from './chat-page.ts';

let desk: Desk;
let allowed: Website;
let foreign: Website;
let complaints: string[];

beforeAll(async () => {
  // To a browser "localhost" and "127.0.0.1", where the chat is, are different sites.
  [allowed, foreign] = await Promise.all([openWebsite('localhost'), openWebsite('127.0.0.1')]);
  desk = await openDesk('test/fixtures/content', { ALLOWED_ORIGINS: allowed.origin });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  for (const { server } of [allowed, foreign]) {
    server.close();
    server.closeAllConnections();
  }
});

/** A device whose complaints are heard. */
async function openDevice(options?: BrowserContextOptions): Promise<BrowserContext> {
  const device = await desk.browser.newContext(options);
  complaints = [];
  device.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return device;
}

jest.setTimeout(60_000);

test.each<[string, BrowserContextOptions]>([
  ['a phone of 360 pixels', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ['a desktop', { viewport: { width: 1280, height: 800 } }],
])(
  'an allowed website has the chat by one tag, with its looks, and its policy is kept, on %s',
  async (_device, options) => {
    const context = await openDevice(options);
    const page = await context.newPage();
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    await page.goto(`${allowed.origin}/?${desk.url()}`);
    const launcher = page.getByRole('button', { name: 'Chat with us' });
    await launcher.click();
    const chat = page.frameLocator('iframe');
    await chat.locator('.greeting').waitFor();
    const frame = await page.locator('iframe').boundingBox();
    const { x = -1, y = -1, width: wide = 0, height: high = 0 } = frame ?? {};
    expect([x >= 0, y >= 0, x + wide <= width, y + high <= height]).toEqual([true, true, true, true]);
    // A phone's window is the chat's alone.
    if (width === 360) expect([wide, high]).toEqual([360, 740]);
    expect(await chat.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
    await say(chat, 'is the account free');
    await hear(chat, 'An account costs nothing');
    // Styles that a policy blocks fail in silence: what they would do must be there.
    const place = await page.locator('ace-refund-desk').evaluate((host) => getComputedStyle(host).position);
    expect(place).toBe('fixed');
    expect(complaints).toEqual([]);
    await page.reload();
    await hear(page.frameLocator('iframe'), 'An account costs nothing');
    await context.close();
  },
);

test('a website that is not allowed does not get the chat into its frame', async () => {
  const context = await openDevice();
  const page = await context.newPage();
  await page.goto(`${foreign.origin}/?${desk.url()}`);
  const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.getByRole('button', { name: 'Chat with us' }).click();
  await refusal;
  expect(await page.frameLocator('iframe').locator('.greeting').count()).toBe(0);
  await context.close();
});

interface Website {
  origin: string;
  server: Server;
}

/** Serves a page that takes nothing but the script and the frame of the server named in its query. */
async function openWebsite(host: string): Promise<Website> {
  const server = createServer((request, response) => {
    const chat = (request.url ?? '').split('?')[1] ?? '';
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Content-Security-Policy': `default-src 'none'; script-src ${chat}; frame-src ${chat}; img-src data:`,
    });
    response.end(
      `<!doctype html><meta name="viewport" content="width=device-width"><title>Website</title><link rel="icon" href="data:,"><h1>Broker</h1><script src="${chat}/widget.js" defer></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { origin: `http://${host}:${(server.address() as AddressInfo).port}`, server };
}
