// One customer's visit to a chat on a website, as the browser sees it: the load, messages, memory, long tasks, the reload.
import type { Browser, Frame, Page } from 'playwright-core';
import { type Notes, watchPage } from './watch-page.ts';

/** A chat that a website may have. */
export interface Chat {
  name: string;
  /** The page of the broker's website. */
  path: string;
  /** Classes of a message, and of the customer's among them. */
  all: string;
  own: string;
  /** Where one writes. */
  box: string;
  isFramed: boolean;
}

/** A phone of some years is about so many times slower than this machine, and its line is the "Slow 4G" of Chromium's developer tools. */
export const SLOW_CPU = 4;
const SLOW_LINE = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

export interface Blocked {
  /** Long tasks and their milliseconds. */
  count: number;
  total: number;
  longest: number;
}

export interface Visit {
  /** Slows the processor so many times. */
  slowCpu(times: number): Promise<void>;
  slowLine(): Promise<void>;
  /** Clicks the launcher; milliseconds to the bot's first message. */
  open(): Promise<number>;
  /** Types a text key by key or at once and sends it; milliseconds from Enter to the answer. */
  say(text: string, byKey?: boolean): Promise<number>;
  /** Milliseconds from the reload until so many of the bot's messages are there. */
  reload(): Promise<number>;
  /** Bytes of all bodies on the line so far, by address. */
  bytes(): Promise<Map<string, number>>;
  /** Heap and nodes of the page after a collection of what is unused. */
  memory(): Promise<{ megabytes: number; nodes: number }>;
  /** Messages in the log, the customer's too. */
  messages(): Promise<number>;
  /** The long tasks since this was asked before. */
  blocked(): Promise<Blocked>;
  close(): Promise<void>;
}

/** Opens the website, on a device that has nothing in its cache. */
export async function startVisit(browser: Browser, chat: Chat, website: string, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(watchPage, { all: chat.all, own: chat.own });
  const page = await context.newPage();
  const requests: Promise<[string, number]>[] = [];
  page.on('requestfinished', (request) => {
    requests.push(request.sizes().then((sizes) => [request.url(), sizes.responseBodySize]));
  });
  await page.goto(`${website}${chat.path}?${url}`);
  const devtools = await context.newCDPSession(page);
  const inside = (): Frame => {
    const frame = chat.isFramed ? page.frames().find((one) => one.url().startsWith(url)) : page.mainFrame();
    if (!frame) throw new Error(`${chat.name}: has no frame.`);
    return frame;
  };

  return {
    async slowCpu(rate) {
      await devtools.send('Emulation.setCPUThrottlingRate', { rate });
    },
    async slowLine() {
      await devtools.send('Network.emulateNetworkConditions', SLOW_LINE);
    },
    async open() {
      await page.getByRole('button', { name: 'Chat with us' }).click();
      const { actedAt } = await notesOf(page.mainFrame());
      if (chat.isFramed) await page.frameLocator('iframe').locator(chat.box).waitFor({ timeout: 60_000 });
      return (await shown(inside(), 1)).shownAt - actedAt;
    },
    async say(text, byKey = false) {
      const frame = inside();
      const before = (await notesOf(frame)).shown;
      if (byKey) {
        await frame.locator(chat.box).focus();
        await page.keyboard.type(text, { delay: 40 });
      } else {
        await frame.locator(chat.box).fill(text);
      }
      await frame.locator(chat.box).press('Enter');
      const { actedAt, shownAt } = await shown(frame, before + 1);
      await settle(frame);
      return shownAt - actedAt;
    },
    async reload() {
      const { shown: before } = await notesOf(inside());
      const began = await page.evaluate(() => {
        const at = performance.timeOrigin + performance.now();
        location.reload();
        return at;
      });
      await page.waitForURL(() => true, { waitUntil: 'load' });
      if (chat.isFramed) await page.frameLocator('iframe').locator(chat.box).waitFor({ timeout: 60_000 });
      const { shownAt } = await shown(inside(), before);
      await settle(inside());
      return shownAt - began;
    },
    async bytes() {
      const all = new Map<string, number>();
      for (const [address, size] of await Promise.all(requests)) all.set(address, (all.get(address) ?? 0) + size);
      return all;
    },
    async memory() {
      await devtools.send('HeapProfiler.enable');
      await devtools.send('HeapProfiler.collectGarbage');
      await devtools.send('Performance.enable');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
      return { megabytes: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes') };
    },
    messages: () => inside().evaluate((all) => document.getElementsByClassName(all).length, chat.all),
    async blocked() {
      // The website's page hears of the tasks of its frame, too.
      const tasks = await page.evaluate(() => (window as unknown as { notes: Notes }).notes.longTasks.splice(0));
      return {
        count: tasks.length,
        total: tasks.reduce((sum, task) => sum + task, 0),
        longest: Math.max(0, ...tasks),
      };
    },
    close: () => context.close(),
  };
}

function notesOf(frame: Frame | Page): Promise<Notes> {
  return frame.evaluate(() => (window as unknown as { notes: Notes }).notes);
}

/** Waits until so many of the bot's messages were painted. */
async function shown(frame: Frame, count: number): Promise<Notes> {
  await frame.waitForFunction((count) => (window as unknown as { notes: Notes }).notes.shown >= count, count, {
    timeout: 300_000,
  });
  return notesOf(frame);
}

/** Waits until the page has nothing to do, so that one measurement does not fall into the next. */
async function settle(frame: Frame): Promise<void> {
  await frame.evaluate(async () => {
    for (let time = 0; time < 3; time++) await new Promise((resolve) => requestIdleCallback(resolve));
  });
}
