// A customer's browser on our pages: what it sees, and that nothing goes wrong or leaves the server's origin meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export const HOSTILE = `Look: <img src=x onerror="document.title='taken'"> <script>document.title='taken'</script>

[press me](javascript:document.title='taken') and [me](data:text/html,taken) and ![a picture](https://evil.example/pixel.png)

<a href="https://evil.example" onclick="document.title='taken'">raw link</a> [good link](https://www.example.com/good)`;

export interface Desk {
  url(): string;
  browser: Browser;
  /** A device: its pages share what they keep. Each problem of its pages is told by `problems`. */
  device(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Console errors, exceptions, violations of the policy and requests to other origins, so far; empties the list. */
  problems(): string[];
  kill(): Promise<void>;
  /** Starts the server again, on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the real server with the content of the folder, perhaps with more settings, and a browser to visit it. */
export async function openDesk(content: string, settings: Record<string, string> = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'ace-refund-desk-pages-'));
  const env = { NODE_ENV: 'test', DATA_DIR: join(folder, 'data'), CONTENT_DIR: content, ...settings };
  let server: ServerProcess = await startServer(['src/main.ts'], env);
  const { url } = server;
  const browser = await launchBrowser();
  let found: string[] = [];

  return {
    url: () => url,
    browser,
    async device(options) {
      const context = await browser.newContext({ timezoneId: 'America/New_York', ...options });
      // A restart of the server takes long on a busy machine, and the page tries ever later.
      context.setDefaultTimeout(30_000);
      context.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') found.push(message.text());
      });
      context.on('weberror', (error) => found.push(error.error().message));
      context.on('request', (request) => {
        // A preview of a file is an address inside the page itself.
        if (
          !request
            .url()
            .replace(/^blob:/, '')
            .startsWith(url)
        )
          found.push(`request to ${request.url()}`);
      });
      return context;
    },
    problems() {
      const told = found;
      found = [];
      return told;
    },
    async kill() {
      await server.stop('SIGKILL');
    },
    async restart() {
      server = await startServer(['src/main.ts'], { ...env, PORT: new URL(url).port });
    },
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Lets a page hear these words wherever the server says the others: content with such links is refused before. */
export async function swapWords(page: Page, from: string, to: string): Promise<void> {
  const swap = (text: string) => text.replaceAll(from, JSON.stringify(to).slice(1, -1));
  await page.routeWebSocket(/\/stream/, (socket) => {
    socket.connectToServer().onMessage((message) => socket.send(swap(String(message))));
  });
  await page.route(/\/page\.json|\/activities/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: swap(await response.text()) });
  });
}

/** Opens the chat page and waits for the greeting. */
export async function visit(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/chat`);
  await page.locator('.greeting').first().waitFor();
  return page;
}

/** Types a message and sends it. */
export async function say(page: Page | FrameLocator, text: string): Promise<void> {
  const box = page.getByLabel('Your message');
  await box.fill(text);
  await box.press('Enter');
}

/** Presses a choice under the bot's last message. */
export async function choose(page: Page | FrameLocator, name: string): Promise<void> {
  await page.getByRole('group', { name: 'Choices' }).getByRole('button', { name, exact: true }).click();
}

/** What the customer has said, as the page shows it. */
export function said(page: Page): Promise<string[]> {
  return page.locator('.own .bubble').allInnerTexts();
}

/** Waits until the page shows this text in a message of the bot or of staff, and resolves with all messages' texts. */
export async function hear(page: Page | FrameLocator, text: string | RegExp): Promise<string[]> {
  await page.locator('.bot, .staff').filter({ hasText: text }).last().waitFor();
  return page.locator('.message .bubble').allInnerTexts();
}

/** What the server holds of the conversation, asked with the page's own token. */
export async function transcript(page: Page, url: string): Promise<{ from: { role: string }; text: string }[]> {
  const kept = await page.evaluate(() => localStorage.getItem('ace-refund-desk:access'));
  const { token, conversationId } = JSON.parse(kept ?? '{}');
  const response = await fetch(`${url}/v3/directline/conversations/${conversationId}/activities`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { activities: { from: { role: string }; text: string }[] }).activities;
}
