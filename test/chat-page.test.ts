// The chat page and the demo site in a real browser: what a customer sees, reads and reaches.
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { choose, type Desk, hear, hostileContent, openDesk, said, say, visit } from './chat-page.ts';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const content = hostileContent();
let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk(content.folder);
}, 60_000);
afterAll(async () => {
  await desk.stop();
  content.remove();
});

beforeEach(async () => {
  device = await desk.device();
});
// Every test here also shows: no console error, no violation of the policy, no request to another origin.
afterEach(async () => {
  await device.close();
  expect(desk.problems()).toEqual([]);
});

jest.setTimeout(60_000);

describe('the conversation', () => {
  test('the first visit greets, in the name of the broker', async () => {
    const page = await visit(device, desk.url());
    await hear(page, 'I am the automatic assistant of Sample Customs Brokers, Inc., not CBP');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sample Customs Brokers, Inc.');
    expect(await page.title()).toBe('Chat with Sample Customs Brokers, Inc.');
  });

  test('a question is answered, with the date it was checked', async () => {
    const page = await visit(device, desk.url());
    await say(page, 'is the account free');
    await hear(page, /An account costs nothing.*Last checked: June 16, 2026/s);
  });

  test('a guide is walked by buttons, with its progress', async () => {
    const page = await visit(device, desk.url());
    await choose(page, 'Open a portal account');
    await hear(page, /Step 1 of \d/);
    await choose(page, 'No, not yet');
    await hear(page, /Step 2 of \d/);
    await choose(page, 'I got the code');
    await choose(page, 'I am in');
    await hear(page, 'You have an account.');
    const progress = page.getByRole('progressbar').last();
    expect(await progress.getAttribute('value')).toBe(await progress.getAttribute('max'));
  });

  test('a guide is walked by typed numbers', async () => {
    const page = await visit(device, desk.url());
    await say(page, 'help me open an account');
    await hear(page, 'Does your company have');
    await say(page, '2');
    await hear(page, 'application form');
    await say(page, '1');
    await hear(page, 'Sign in with the e-mail');
  });

  test('choices are gone once one was pressed, and commands stand apart from them', async () => {
    const page = await visit(device, desk.url());
    await choose(page, 'Open a portal account');
    await hear(page, 'Does your company have');
    expect(await page.locator('.choices-own button').allInnerTexts()).toEqual([
      'Yes, we have one',
      'No, not yet',
      'Not sure',
    ]);
    expect(await page.locator('.choices-commands button').allInnerTexts()).toContain('Person');
    await choose(page, 'Not sure');
    await hear(page, 'The portal desk can tell');
    expect(await page.getByRole('button', { name: 'No, not yet' }).count()).toBe(0);
  });

  test('whoever asks for a person gets buttons to call and to write', async () => {
    const page = await visit(device, desk.url());
    await say(page, 'person');
    const call = page.getByRole('link', { name: /^Call / }).first();
    expect(await call.getAttribute('href')).toMatch(/^tel:\+?\d+$/);
    const mail = page.getByRole('link', { name: /^E-mail / }).first();
    expect(await mail.getAttribute('href')).toMatch(/^mailto:/);
  });

  test('Enter sends, Shift and Enter begins a new line', async () => {
    const page = await visit(device, desk.url());
    const box = page.getByLabel('Your message');
    await box.click();
    await page.keyboard.type('is the account');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('free');
    await page.keyboard.press('Enter');
    await hear(page, 'An account costs nothing');
    expect(await said(page)).toEqual(['is the account\nfree']);
    expect(await box.inputValue()).toBe('');
  });

  test('what a customer types is shown as typed, never as Markdown or HTML', async () => {
    const page = await visit(device, desk.url());
    const typed = '**zebra** <img src=x onerror=alert(1)> [a](javascript:alert(1))';
    await say(page, typed);
    await page.locator('.own').first().waitFor();
    expect(await said(page)).toEqual([typed]);
  });

  test('hostile Markdown in an answer does nothing: no HTML, no pictures, no script in links', async () => {
    const page = await visit(device, desk.url());
    await say(page, 'zebra crossing');
    await hear(page, 'Look:');
    const answer = page.locator('.bot').filter({ hasText: 'Look:' });
    expect(await answer.locator('img, script, [onclick], [onerror]').count()).toBe(0);
    const links = await answer
      .locator('a')
      .evaluateAll((all) =>
        all.map((one) => [
          one.textContent,
          one.getAttribute('href'),
          one.getAttribute('rel'),
          one.getAttribute('target'),
        ]),
      );
    expect(links.filter(([, href]) => href !== null)).toEqual([
      ['good link', 'https://www.example.com/good', 'noopener noreferrer', '_blank'],
    ]);
    expect(await answer.innerText()).toContain('<img src=x onerror=');
    expect(await page.title()).toBe('Chat with Sample Customs Brokers, Inc.');
  });
});

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

  test.each(['light', 'dark'] as const)(
    'axe finds nothing on the demo site, closed and open, %s',
    async (colorScheme) => {
      const context = await desk.device({ colorScheme });
      const page = await context.newPage();
      await page.goto(desk.url());
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Chat with us' }).click();
      await page.frameLocator('iframe').locator('.greeting').waitFor();
      expect(await violations(page)).toEqual([]);
      await context.close();
    },
  );
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

test('whoever reads further up is not moved when a message comes, and is told of it', async () => {
  const context = await desk.device({ viewport: { width: 400, height: 500 } });
  const page = await visit(context, desk.url());
  for (const index of [0, 1]) {
    await say(page, 'person');
    await page.locator('.escalation').nth(index).waitFor();
  }
  const scroller = page.getByRole('main');
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  await page.getByRole('button', { name: 'Go to the end' }).waitFor();
  const other = await visit(context, desk.url());
  await say(other, 'is the account free');
  await page.getByRole('button', { name: 'New messages' }).waitFor();
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(0);
  await page.getByRole('button', { name: 'New messages' }).click();
  await page.getByText('An account costs nothing').waitFor();
  expect(await scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await context.close();
});

test.each(['/', '/chat'])('without JavaScript %s tells how to reach the ACE desk', async (path) => {
  const context = await desk.device({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(desk.url() + path);
  const words = await page.locator('body').innerText();
  expect(words).toContain('1-866-530-4172');
  expect(words).toContain('option 1, then option 2');
  expect(words).toContain('ACE.Support@cbp.dhs.gov');
  expect(words).toContain('except Saturday 10 PM to Sunday 5 AM Eastern Time');
  await context.close();
});

async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    // By evaluation, not by a script tag: the page's policy allows no foreign script.
    await frame.evaluate(axe);
    const results = await frame.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(options: unknown): Promise<{ violations: Violation[] }> } };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      return (await axe.run({ runOnly: tags, iframes: false })).violations;
    });
    found.push(...results.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
  }
  return found;
}

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const elements = [...document.querySelectorAll('html, main')];
    return Math.max(...elements.map((element) => element.scrollWidth - element.clientWidth));
  });
}
