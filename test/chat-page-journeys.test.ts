// What a customer does on the chat page, whole, with the content that is shipped: on a phone by touch, on a desktop by keyboard.
import { readFileSync } from 'node:fs';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Desk, hear, openDesk, said, transcript, visit } from './chat-page.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  desk = await openDesk('.');
}, 60_000);
afterAll(() => desk.stop());

jest.setTimeout(90_000);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const box = (page: Page) => page.getByRole('textbox', { name: 'Your message' });
const choice = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Choices' }).getByRole('button', { name, exact: true });

/** Walks by the Tab key alone; wherever the focus comes to, it can be seen. */
async function tabTo(page: Page, there: Locator): Promise<void> {
  await there.waitFor();
  for (let presses = 0; presses < 150; presses++) {
    if (await there.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const unseen = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const { top, bottom } = one.getBoundingClientRect();
      // The box has its ring around its buttons, too.
      const isRinged = [one, one.parentElement].some((ring) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(ring as Element);
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      });
      return isRinged && bottom > 0 && top < innerHeight ? null : one.outerHTML;
    });
    expect(unseen).toBeNull();
  }
  throw new Error(`The Tab key does not lead to ${there}.`);
}

interface Hand {
  press(page: Page, what: Locator): Promise<void>;
  say(page: Page, text: string): Promise<void>;
}
const finger: Hand = {
  press: (_page, what) => what.tap(),
  async say(page, text) {
    await box(page).tap();
    await page.keyboard.insertText(text);
    await page.getByRole('button', { name: 'Send' }).tap();
  },
};
const keys: Hand = {
  async press(page, what) {
    await tabTo(page, what);
    await page.keyboard.press('Enter');
  },
  async say(page, text) {
    await tabTo(page, box(page));
    await page.keyboard.insertText(text);
    await page.keyboard.press('Enter');
  },
};

const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

describe.each<[string, BrowserContextOptions, Hand]>([
  ['a phone, by touch', phone, finger],
  ['a desktop, by keyboard', {}, keys],
])('%s', (_device, options, { press, say }) => {
  beforeEach(async () => {
    device = await desk.device(options);
  });
  afterEach(() => device.close());

  test('the first visit shows who speaks, what can be asked and where to write, by name and role', async () => {
    const page = await visit(device, desk.url());
    expect(await page.locator('body').ariaSnapshot()).toMatch(
      new RegExp(
        [
          '- banner:',
          '- heading "Pegasus Shipping, Inc\\." \\[level=1\\]',
          '- button "Menu"',
          '- main "Conversation":',
          '- log "Messages":',
          'I am the automatic assistant of Pegasus Shipping, Inc\\., not CBP',
          '- group "Choices":',
          '- button "Set up an ACE account"',
          '- button "Person"',
          '- contentinfo:',
          '- textbox "Your message"',
          '- button "Attach files or photos"',
          '- button "Send"',
        ].join('[^]*'),
      ),
    );
    expect(await page.getByRole('log').getAttribute('aria-busy')).toBe('false');
    expect(desk.problems()).toEqual([]);
  });

  test('the ACE set-up leads to its end, with a question on the way', async () => {
    const page = await visit(device, desk.url());
    await press(page, choice(page, 'Set up an ACE account'));
    await hear(page, /Step 1 of \d+/);
    await press(page, choice(page, 'No account yet'));
    await hear(page, /Step 2 of \d+/);
    await say(page, 'how long does it take to get an ACE account');
    await page.locator('.answer').waitFor();
    const steps = new Set<string>();
    for (;;) {
      const step = page.locator('.guide').last();
      if (await step.getByText('Done', { exact: true }).count()) break;
      const words = await step.locator('.bubble').innerText();
      expect(steps).not.toContain(words);
      steps.add(words);
      // In this guide the first choice of a step is the one that leads on.
      const messages = await page.locator('.message').count();
      await press(page, page.locator('.choices-own button').first());
      // The pressed choice goes away: whoever reads on by keyboard is at the messages, not at the top of the page.
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Conversation');
      await page.waitForFunction((before) => document.querySelectorAll('.message').length > before + 1, messages);
    }
    expect(steps.size).toBeGreaterThan(5);
    expect(desk.problems()).toEqual([]);
  });

  test('a reload in the middle of a guide, a second tab and a restart of the server lose nothing', async () => {
    const page = await visit(device, desk.url());
    await press(page, choice(page, 'Set up an ACE account'));
    await hear(page, /Step 1 of \d+/);
    await press(page, choice(page, 'No account yet'));
    const before = await hear(page, /Step 2 of \d+/);
    await page.reload();
    expect(await hear(page, /Step 2 of \d+/)).toEqual(before);

    const other = await visit(device, desk.url());
    expect(await hear(other, /Step 2 of \d+/)).toEqual(before);
    await press(other, choice(other, 'One number'));
    await hear(page, /Step 3 of \d+/);
    expect(desk.problems()).toEqual([]);

    await page.bringToFront();
    await desk.kill();
    await press(page, choice(page, 'Back'));
    await page.getByRole('status').filter({ hasText: 'No connection. Your messages are kept here' }).waitFor();
    await desk.restart();
    await other.locator('.own', { hasText: 'Back' }).waitFor();
    for (const tab of [page, other]) {
      await tab
        .locator('.guide', { hasText: /Step 2 of \d+/ })
        .nth(1)
        .waitFor();
      expect(await said(tab)).toEqual(['Set up an ACE account', 'No account yet', 'One number', 'Back']);
    }
    desk.problems();
  });

  test('three messages that were typed during 30 seconds without a line arrive once and in order', async () => {
    const page = await device.newPage();
    await page.clock.install();
    await page.goto(`${desk.url()}/chat`);
    await page.locator('.greeting').waitFor();
    let tries = 0;
    page.on('requestfailed', () => {
      tries += 1;
    });
    await device.setOffline(true);
    const words = ['is an ACE account free', 'what is a TAO?', 'what is CAPE'];
    for (const one of words) await say(page, one);
    await page.getByRole('status').filter({ hasText: 'No connection. Your messages are kept here' }).waitFor();
    for (let second = 0; second < 30; second++) await page.clock.runFor(1000);
    expect(await said(page)).toEqual(words);
    expect(await page.getByText('Waiting to be sent').count()).toBe(3);
    expect(tries).toBeGreaterThan(2);
    const customer = async () =>
      (await transcript(page, desk.url())).filter(({ from }) => from.role === 'user').map(({ text }) => text);
    expect(await customer()).toEqual([]);

    await device.setOffline(false);
    await page.locator('.answer').nth(2).waitFor();
    await page.getByText('Waiting to be sent').first().waitFor({ state: 'detached' });
    await page.getByText('No connection').waitFor({ state: 'detached' });
    expect(await customer()).toEqual(words);
    expect(await said(page)).toEqual(words);
    desk.problems();
  });

  test('a photo is chosen, sent with its words, and stands in the log by its name', async () => {
    const page = await visit(device, desk.url());
    const [dialog] = await Promise.all([
      page.waitForEvent('filechooser'),
      press(page, page.getByRole('button', { name: 'Attach files or photos' })),
    ]);
    await dialog.setFiles([{ name: 'letter.png', mimeType: 'image/png', buffer: png }]);
    await page.getByRole('list', { name: 'Files to send' }).getByText('letter.png').first().waitFor();
    await say(page, 'this letter came');
    await page.getByRole('log').getByRole('img', { name: 'Photo: letter.png' }).waitFor();
    expect(await said(page)).toEqual(['this letter came']);
    expect(desk.problems()).toEqual([]);
  });

  test('a bank number is told of at the box, and neither a request nor a socket carries it away', async () => {
    const left: string[] = [];
    device.on('request', (request) => left.push(`${request.url()} ${request.postData() ?? ''}`));
    device.on('page', (page) =>
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => left.push(String(payload)))),
    );
    const page = await visit(device, desk.url());
    await say(page, 'my routing number is 026009593, is that right?');
    const alert = page.getByRole('alert');
    expect(await alert.innerText()).toContain('Not sent: this looks like a bank routing number.');
    expect(await box(page).getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'));
    await press(page, page.getByRole('button', { name: 'Remove it and send the rest' }));
    await page.locator('.own.sent').waitFor();
    expect(await said(page)).toEqual(['my routing number is [bank routing number removed], is that right?']);
    expect(left.some((one) => one.includes('[bank routing number removed]'))).toBe(true);
    expect(left.filter((one) => one.includes('026009593'))).toEqual([]);
    expect(desk.problems()).toEqual([]);
  });

  test('the conversation is downloaded from the menu', async () => {
    const page = await visit(device, desk.url());
    await say(page, 'what is a TAO?');
    await page.locator('.answer').waitFor();
    await press(page, page.getByRole('button', { name: 'Menu' }));
    const item = page.getByRole('menuitem', { name: 'Download this conversation' });
    await item.waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      press === finger.press ? item.tap() : walkMenu(page, item),
    ]);
    const html = readFileSync(await download.path(), 'utf8');
    expect(html).toContain('what is a TAO?');
    expect(html).toContain('automatic assistant of Pegasus Shipping, Inc.');
    expect(desk.problems()).toEqual([]);
  });
});

/** In a menu the arrows lead, and Tab leaves it. */
async function walkMenu(page: Page, item: Locator): Promise<void> {
  while (!(await item.evaluate((one) => one === document.activeElement))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}
