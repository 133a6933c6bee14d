// The chat page and the demo site are within everybody's reach: by ear, by keyboard, on a phone.
import type { BrowserContext, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { choose, type Desk, hear, openDesk, say, visit } from './chat-page.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk('test/fixtures/content');
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

describe('reading aloud', () => {
  test('each message enters the log once, and stays the same element when the server has it', async () => {
    const page = await visit(device, desk.url());
    await page.evaluate(() => {
      const log = document.querySelector('[role=log]');
      const added: string[] = [];
      Object.assign(window, { added });
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes)
            if (node instanceof Element && node.matches('.message')) added.push(node.className);
      }).observe(log as Element, { childList: true, subtree: true });
    });
    await say(page, 'is the account free');
    await hear(page, 'An account costs nothing');
    await page.locator('.own.sent').waitFor();
    const added = await page.evaluate(() => (window as unknown as { added: string[] }).added);
    expect(added.map((one) => one.split(' ')[1])).toEqual(['own', 'bot']);
  });

  test('the focus goes to the messages when the pressed choice goes away', async () => {
    const page = await visit(device, desk.url());
    await page.getByRole('button', { name: 'Open a portal account' }).focus();
    await page.keyboard.press('Enter');
    await hear(page, 'Does your company have');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Conversation');
  });
});

describe('accessibility', () => {
  test.each(['light', 'dark'] as const)('axe finds nothing on the chat page, %s', async (colorScheme) => {
    const context = await desk.device({ colorScheme });
    const page = await visit(context, desk.url());
    expect(await violations(page)).toEqual([]);
    await choose(page, 'Open a portal account');
    await hear(page, 'Does your company have');
    await say(page, 'is the account free');
    await hear(page, 'Last checked');
    await say(page, 'person');
    await page
      .getByRole('link', { name: /^Call / })
      .first()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
  ] as const)('axe finds nothing on the demo site, closed and open, %s', async (_how, options) => {
    const context = await desk.device(options);
    const page = await context.newPage();
    await page.goto(desk.url());
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Chat with us' }).click();
    await page.frameLocator('iframe').locator('.greeting').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});

describe('the launcher', () => {
  test('opens by keyboard, puts the focus into the chat, and Escape gives it back', async () => {
    const page = await device.newPage();
    await page.goto(desk.url());
    const launcher = page.getByRole('button', { name: 'Chat with us' });
    await launcher.focus();
    await page.keyboard.press('Enter');
    const chat = page.frameLocator('iframe');
    await chat.locator('.greeting').waitFor();
    expect(await launcher.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.type('is the account free');
    await page.keyboard.press('Enter');
    await hear(chat, 'An account costs nothing');
    await page.keyboard.press('Escape');
    await page.locator('iframe').waitFor({ state: 'hidden' });
    expect(await launcher.getAttribute('aria-expanded')).toBe('false');
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('ace-refund-desk');
  });

  test('loads the chat at the first click only, and stays open over a reload of the website', async () => {
    const page = await device.newPage();
    await page.goto(desk.url());
    expect(page.frames()).toHaveLength(1);
    await page.getByRole('button', { name: 'Chat with us' }).click();
    await page.frameLocator('iframe').locator('.greeting').waitFor();
    await page.reload();
    await page.frameLocator('iframe').locator('.greeting').waitFor();
    await page.frameLocator('iframe').getByRole('button', { name: 'Close chat' }).click();
    await page.locator('iframe').waitFor({ state: 'hidden' });
    await page.reload();
    expect(await page.getByRole('button', { name: 'Chat with us' }).getAttribute('aria-expanded')).toBe('false');
  });
});

describe('a phone of 360 pixels', () => {
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

  test('scrolls to no side, and its box does not make the browser zoom', async () => {
    const context = await desk.device(phone);
    const page = await visit(context, desk.url());
    await say(page, `${'averyveryverylongword'.repeat(20)} is the account free`);
    await say(page, 'person');
    await page
      .getByRole('link', { name: /^Call / })
      .first()
      .waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const size = await page
      .getByLabel('Your message')
      .evaluate((box) => Number.parseFloat(getComputedStyle(box).fontSize));
    expect(size).toBeGreaterThanOrEqual(16);
    await page.goto(desk.url());
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await context.close();
  });

  test('shows at the first visit who speaks and the first choice, without scrolling', async () => {
    const context = await desk.device({ ...phone, viewport: { width: 360, height: 640 } });
    const page = await visit(context, desk.url());
    const boxOf = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return { top: box?.y ?? 0, bottom: (box?.y ?? 0) + (box?.height ?? 0) };
    };
    await page.locator('.choices button').first().waitFor();
    const [header, greeting, choice, footer] = await Promise.all(
      ['header', '.greeting', '.choices button', 'footer'].map(boxOf),
    );
    expect(greeting.top).toBeGreaterThanOrEqual(header.bottom);
    expect(choice.bottom).toBeLessThanOrEqual(footer.top);
    await context.close();
  });

  test('shows a long answer from its question on, and the end a press away', async () => {
    const context = await desk.device(phone);
    const page = await visit(context, desk.url());
    await say(page, 'person');
    await page
      .getByRole('link', { name: /^Call / })
      .first()
      .waitFor();
    await say(page, 'person');
    await page.locator('.escalation').nth(1).waitFor();
    const box = await page.locator('.own').last().boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(200);
    const down = page.getByRole('button', { name: 'Go to the end' });
    if (await down.isVisible()) await down.tap();
    await down.waitFor({ state: 'detached' });
    await context.close();
  });
});

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const elements = [...document.querySelectorAll('html, main')];
    return Math.max(...elements.map((element) => element.scrollWidth - element.clientWidth));
  });
}
