// The tag on a website: its settings, what the website's own code may do, links that open the chat, and the keyboard.
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import type { RefundDesk } from '../src/pages/widget/launcher.ts';
import { violations } from './axe.ts';
import { type Desk, hear, openDesk, say } from './chat-page.ts';
import { chatIn, launcher, openChat, openTaggedWebsite, saidIn, type TaggedWebsite } from './tagged-website.ts';

let desk: Desk;
let website: TaggedWebsite;
let device: BrowserContext;
let told: string[];

beforeAll(async () => {
  website = await openTaggedWebsite(() => desk.url());
  desk = await openDesk('test/fixtures/content', { ALLOWED_ORIGINS: website.origin });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  website.stop();
});

beforeEach(async () => {
  device = await desk.browser.newContext();
  device.setDefaultTimeout(30_000);
  told = [];
  device.on('console', (message) => ['warning', 'error'].includes(message.type()) && told.push(message.text()));
});
afterEach(() => device.close());

jest.setTimeout(120_000);

const call = <Name extends keyof RefundDesk>(page: Page, name: Name, ...values: unknown[]) =>
  page.evaluate(([name, ...values]) => (window.aceRefundDesk as RefundDesk).push([name, ...values]), [name, ...values]);
const placeOf = async (page: Page) => {
  const { x, width } = (await launcher(page).boundingBox()) ?? { x: 0, width: 0 };
  return x + width / 2 < (page.viewportSize()?.width ?? 0) / 2 ? 'left' : 'right';
};
const groundOf = (page: Page) => launcher(page).evaluate((button) => getComputedStyle(button).backgroundColor);

describe('settings', () => {
  test('without any the launcher stands on the right in the colours of the broker, light and dark', async () => {
    const page = await website.open(device);
    expect([await placeOf(page), await groundOf(page), await launcher(page).innerText()]).toEqual([
      'right',
      'rgb(11, 95, 255)',
      'Chat with us',
    ]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await groundOf(page)).toBe('rgb(122, 167, 255)');
  });

  test('side, words, greeting and colours are those of the tag, in the chat too, and the chat is on that side', async () => {
    const page = await website.open(device, {
      tag: 'data-position="left" data-label="Fragen?" data-greeting="Questions about your refund?" data-accent="#7a1f5c" data-accent-dark="#ffb3e6"',
    });
    expect([await placeOf(page), await groundOf(page), await launcher(page).innerText()]).toEqual([
      'left',
      'rgb(122, 31, 92)',
      'Fragen?',
    ]);
    await page.getByRole('button', { name: 'Questions about your refund?' }).click();
    const chat = chatIn(page);
    await chat.locator('.greeting').waitFor();
    expect((await page.locator('iframe').boundingBox())?.x).toBeLessThan(100);
    await expect(chat.locator('html').evaluate((html) => html.style.getPropertyValue('--brand-light'))).resolves.toBe(
      '#7a1f5c',
    );
    // Whoever was greeted is not greeted again in this visit.
    await page.reload();
    await chat.locator('.greeting').waitFor();
    expect(await page.getByRole('button', { name: 'Questions about your refund?' }).count()).toBe(0);
    expect(told).toEqual([]);
  });

  test('a greeting can be put away', async () => {
    const page = await website.open(device, { tag: 'data-greeting="Questions?"' });
    await page.getByRole('button', { name: 'Hide this' }).click();
    expect(await page.getByText('Questions?').count()).toBe(0);
    expect(await page.locator('iframe').count()).toBe(0);
    await page.reload();
    await launcher(page).waitFor();
    expect(await page.getByText('Questions?').count()).toBe(0);
  });

  test.each([
    ['data-position="top"', 'data-position="top" is not known. Write "left" or "right".'],
    ['data-accent="blue"', 'data-accent="blue" is not a colour. Write it as in "#0b4f8a".'],
    ['data-accent="#777777"', 'no text can be read on it. Make it darker or lighter.'],
    ['data-accent-dark="#0b4f8a"', 'data-accent-dark stands alone. Set data-accent, too.'],
    ['data-language="english please"', 'is not a language. Write a code, as in "es" or "en-US".'],
    [`data-label="${'x'.repeat(41)}"`, 'data-label has 41 characters. Write at most 40.'],
    [`data-greeting="${'x'.repeat(161)}"`, 'data-greeting has 161 characters. Write at most 160.'],
    ['data-guide="taxes"', 'there is no guide "taxes". Name one of: add-bank, open-account.'],
  ])('%s is told in the console, and the chat works', async (tag, words) => {
    const page = await website.open(device, { tag });
    const chat = await openChat(page);
    await say(chat, 'is the account free');
    await hear(chat, 'An account costs nothing');
    expect([await placeOf(page), await groundOf(page)]).toEqual(['right', 'rgb(11, 95, 255)']);
    expect(told).toEqual([expect.stringContaining(words)]);
    expect(told[0]).toMatch(/^ACE refund desk: /);
  });

  test('a new conversation begins with the guide of the tag, once, and one that goes on is left alone', async () => {
    const tag = 'data-guide="add-bank"';
    const page = await website.open(device, { tag });
    await openChat(page);
    await hear(chatIn(page), /Step 1 of \d/);
    const other = await website.open(device, { tag });
    const chat = await openChat(other);
    await hear(chat, /Step 1 of \d/);
    expect(await saidIn(chat)).toEqual(['Add your bank details']);
    await say(chat, 'is the account free');
    await hear(chat, 'An account costs nothing');
    const later = await website.open(device, { tag: 'data-guide="open-account"' });
    await hear(await openChat(later), 'An account costs nothing');
    expect(await saidIn(chatIn(later))).toEqual(['Add your bank details', 'is the account free']);
    expect(told).toEqual([]);
  });

  test('the language of the tag is the one that staff read', async () => {
    const page = await website.open(device, { tag: 'data-language="es-MX"' });
    const chat = await openChat(page);
    const sent = page.waitForRequest((request) => request.postData()?.includes('is the account free') ?? false);
    await say(chat, 'is the account free');
    expect((await sent).postDataJSON().locale).toBe('es-MX');
  });
});

describe("the website's own code", () => {
  test('opens and closes the chat', async () => {
    const page = await website.open(device);
    await call(page, 'open');
    await chatIn(page).locator('.greeting').waitFor();
    await call(page, 'close');
    expect(await page.locator('iframe').isVisible()).toBe(false);
    await call(page, 'open');
    expect(await page.locator('iframe').isVisible()).toBe(true);
  });

  test('asks once each, in order, before the tag has loaded and after', async () => {
    const script = "(window.aceRefundDesk ||= []).push(['ask', 'is the account free'], ['ask', 'zebra one'])";
    const page = await website.open(device, { script });
    await call(page, 'ask', 'zebra two');
    const chat = chatIn(page);
    await chat.locator('.own').nth(2).waitFor();
    await hear(chat, 'An account costs nothing');
    expect(await saidIn(chat)).toEqual(['is the account free', 'zebra one', 'zebra two']);
    await page.reload();
    await chat.locator('.own').nth(2).waitFor();
    // This page asked again: its code ran again.
    await chat.locator('.own').nth(4).waitFor();
    expect(await saidIn(chat)).toHaveLength(5);
  });

  test('does what the README shows, copied as it stands, under the policy that it asks for', async () => {
    const examples = [...readFileSync('README.md', 'utf8').matchAll(/```(html|js)\n([^`]*#?ask-fee[^`]*)```/g)];
    const [body = '', script = ''] = examples.map(([, , text = '']) => text.replace(/<script.*<\/script>/s, ''));
    const page = await website.open(device, { body, script });
    await page.getByRole('button', { name: 'What does ACE cost?' }).click();
    await chatIn(page).locator('.own').waitFor();
    expect(await saidIn(chatIn(page))).toEqual(['What does an ACE account cost?']);
    expect(told).toEqual([]);
  });

  test('what it asks with a bank number in it is stopped in the box, and keeps what the customer was writing', async () => {
    const page = await website.open(device);
    const chat = await openChat(page);
    const posts: string[] = [];
    page.on('request', (request) => posts.push(request.postData() ?? ''));
    await chat.getByLabel('Your message').fill('half a sentence');
    await call(page, 'ask', 'my routing number is 021000021');
    await chat.getByRole('alert').filter({ hasText: 'Not sent' }).waitFor();
    expect(await chat.getByLabel('Your message').inputValue()).toBe('half a sentence\nmy routing number is 021000021');
    await chat.getByRole('button', { name: 'Remove it and send the rest' }).click();
    await chat.locator('.own').waitFor();
    expect(posts.join()).not.toContain('021000021');
  });

  test('is told in the console what it cannot do', async () => {
    const page = await website.open(device);
    await call(page, 'ask', '');
    await call(page, 'ask', 'x'.repeat(2001));
    await call(page, 'identify', 17);
    await page.evaluate(() => (window.aceRefundDesk as RefundDesk).push(['shut']));
    expect(told.map((text) => text.replace('ACE refund desk: ', ''))).toEqual([
      'ask() takes a text of 1 to 2000 characters. Nothing was sent.',
      'ask() takes a text of 1 to 2000 characters. Nothing was sent.',
      'identify() takes a token, or null. Nothing was changed.',
      expect.stringContaining('push() does not know "shut".'),
    ]);
    expect(await page.locator('iframe').count()).toBe(0);
  });

  test('cannot speak as the chat, nor another frame, nor can the chat be spoken to by a page in between', async () => {
    const page = await website.open(device);
    const chat = await openChat(page);
    await page.evaluate(() => {
      for (const say of ['close', 'forgotten']) window.postMessage({ aceRefundDesk: { say } }, '*');
      window.postMessage({ aceRefundDesk: { say: 'keep', drawer: '', access: 'forged' } }, '*');
    });
    await say(chat, 'is the account free');
    await hear(chat, 'An account costs nothing');
    expect(await page.locator('iframe').isVisible()).toBe(true);
    expect(await page.evaluate(() => localStorage.getItem('ace-refund-desk:kept'))).not.toContain('forged');
  });

  test('a tag that stands there twice shows one launcher and says so', async () => {
    const page = await website.open(device, { body: `<script src="${desk.url()}/widget.js" defer></script>` });
    await launcher(page).waitFor();
    expect(await page.locator('ace-refund-desk').count()).toBe(1);
    expect(told).toEqual(['ACE refund desk: The tag stands on this page twice. Leave one out.']);
  });
});

describe('a link', () => {
  test('to #chat opens the chat on load, on a click, and on another click after it was closed', async () => {
    const page = await website.open(device, { body: '<a href="#chat">Ask us</a>', hash: '#chat' });
    await chatIn(page).locator('.greeting').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('iframe').waitFor({ state: 'hidden' });
    expect(page.url()).not.toContain('#chat');
    for (let time = 0; time < 2; time++) {
      await page.getByRole('link', { name: 'Ask us' }).click();
      expect(await page.locator('iframe').isVisible()).toBe(true);
      await call(page, 'close');
    }
    await page.evaluate(() => {
      location.hash = '#chat';
    });
    await page.locator('iframe').waitFor();
    // The hash is there already.
    await page.evaluate(() =>
      document.querySelector('ace-refund-desk')?.shadowRoot?.querySelector('#panel')?.setAttribute('hidden', ''),
    );
    await page.getByRole('link', { name: 'Ask us' }).click();
    expect(await page.locator('iframe').isVisible()).toBe(true);
  });

  test('to #chat=add-bank begins a new conversation with that guide', async () => {
    const page = await website.open(device, { hash: '#chat=add-bank' });
    await hear(chatIn(page), /Step 1 of \d/);
    expect(await saidIn(chatIn(page))).toEqual(['Add your bank details']);
  });

  test("to the chat's own page opens it here, and in a new tab where that is wanted", async () => {
    const body = `<a href="${desk.url()}/chat?guide=add-bank">Ask</a> <a href="${desk.url()}/chat" target="_blank">Ask there</a>`;
    const page = await website.open(device, { body });
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await hear(chatIn(page), /Step 1 of \d/);
    expect(page.url()).toContain(website.origin);
    await call(page, 'close');
    const [tab] = await Promise.all([
      device.waitForEvent('page'),
      page.getByRole('link', { name: 'Ask there' }).click(),
    ]);
    await tab.waitForURL(`${desk.url()}/chat`);
  });

  test("to the chat's own page leads there where the script is blocked, with its guide", async () => {
    await device.route('**/widget.js', (route) => route.abort());
    const page = await website.open(device, { body: `<a href="${desk.url()}/chat?guide=add-bank">Ask</a>` });
    await page.getByRole('link', { name: 'Ask' }).click();
    await page.waitForURL(`${desk.url()}/chat?guide=add-bank`);
    await page
      .locator('.bot')
      .filter({ hasText: /Step 1 of \d/ })
      .waitFor();
  });
});

test('everything is done by keyboard, and the focus comes back to the launcher', async () => {
  const page = await website.open(device, { tag: 'data-greeting="Questions?"' });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const focused = () =>
    page.evaluate(() => document.querySelector('ace-refund-desk')?.shadowRoot?.activeElement?.getAttribute('id'));
  expect(await focused()).toBe('launcher');
  await page.keyboard.press('Enter');
  const chat = chatIn(page);
  await chat.locator('.greeting').waitFor();
  await chat.locator('#message:focus').waitFor();
  await page.keyboard.type('is the account free');
  await page.keyboard.press('Enter');
  await hear(chat, 'An account costs nothing');
  await page.keyboard.press('Escape');
  await page.locator('iframe').waitFor({ state: 'hidden' });
  expect(await focused()).toBe('launcher');
});

test.each(['light', 'dark'] as const)('axe finds nothing in the %s page, closed and open', async (colorScheme) => {
  await device.close();
  device = await desk.browser.newContext({ colorScheme });
  const page = await website.open(device, { tag: 'data-greeting="Questions?" data-accent="#7a1f5c"' });
  await launcher(page).waitFor();
  expect(await violations(page)).toEqual([]);
  await openChat(page);
  expect(await violations(page)).toEqual([]);
});

test('a chat that does not come leaves the launcher in sight on a phone, says so, and comes when it is tried again', async () => {
  const page = await website.open(device);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.clock.install();
  await page.route('**/chat?website*', (route) => route.abort());
  await launcher(page).click();
  await page.clock.runFor(10_000);
  await page.getByText('The chat does not come.').waitFor();
  await launcher(page).click();
  await page.locator('#panel').waitFor({ state: 'hidden' });
  await launcher(page).click();
  await page.unroute('**/chat?website*');
  await page.clock.runFor(10_000);
  await page.getByRole('button', { name: 'Try again' }).click();
  await chatIn(page).locator('.greeting').first().waitFor();
  await page.getByText('The chat does not come.').waitFor({ state: 'hidden' });
  await launcher(page).waitFor({ state: 'hidden' });
  // What the chat covers is out of reach, until it is closed.
  expect(await page.locator('body > [inert]').count()).toBeGreaterThan(0);
  const heightWhere = (height: number) =>
    page.evaluate((height) => {
      Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });
      visualViewport?.dispatchEvent(new Event('resize'));
      return document.querySelector('ace-refund-desk')?.shadowRoot?.querySelector('#panel')?.clientHeight;
    }, height);
  expect([await heightWhere(400), await heightWhere(740)]).toEqual([400, 740]);
  await chatIn(page).getByRole('button', { name: 'Close chat' }).click();
  await launcher(page).waitFor();
  expect(await page.locator('body > [inert]').count()).toBe(0);
});
