// A broker's website of another origin with the tag on it, under a policy that lets in the chat and its own scripts alone.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Frame, FrameLocator, Page } from 'playwright-core';

export interface TaggedWebsite {
  origin: string;
  /** Opens a page with these attributes of the tag, this HTML in its body, and this as its script before the tag. */
  open(device: BrowserContext, page?: { tag?: string; body?: string; script?: string; hash?: string }): Promise<Page>;
  stop(): void;
}

/** Opens a website; `localhost` and `127.0.0.1` are different sites to a browser. */
export async function openTaggedWebsite(
  chat: () => string,
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
): Promise<TaggedWebsite> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://website');
    const asked = (name: string) => searchParams.get(name) ?? '';
    if (pathname === '/page.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      response.end(asked('script'));
      return;
    }
    // Without a script of the website's own, nothing but the chat may run.
    const own = asked('script') ? `'self' ` : '';
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Content-Security-Policy': `default-src 'none'; script-src ${own}${chat()}; frame-src ${chat()}; img-src data:`,
    });
    const script = asked('script')
      ? `<script src="/page.js?script=${encodeURIComponent(asked('script'))}" defer></script>`
      : '';
    response.end(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>Broker</title><link rel="icon" href="data:,">${script}` +
        `<script src="${chat()}/widget.js" defer ${asked('tag')}></script></head>` +
        `<body><main><h1>Broker</h1>${asked('body')}</main></body></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async open(device, { hash = '', ...parts } = {}) {
      const page = await device.newPage();
      await page.goto(`${origin}/?${new URLSearchParams(parts)}${hash}`);
      return page;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const launcher = (page: Page) => page.locator('ace-refund-desk #launcher');

export const chatIn = (page: Page): FrameLocator => page.frameLocator('iframe');

/** Opens the chat by its button and waits for the greeting. */
export async function openChat(page: Page): Promise<FrameLocator> {
  await launcher(page).click();
  const chat = chatIn(page);
  await chat.locator('.greeting').first().waitFor();
  return chat;
}

/** What the customer has said, as the chat shows it. */
export const saidIn = (chat: FrameLocator) => chat.locator('.own .bubble').allInnerTexts();

/** The document of the chat, for what runs inside it. */
export function frameOf(page: Page): Frame {
  const frame = page.frames().find((one) => one !== page.mainFrame());
  if (!frame) throw new Error('The chat is not in the page yet.');
  return frame;
}
