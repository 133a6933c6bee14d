// Every state of the chat page is within everybody's reach: light, dark, forced colours, large letters, little room.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { choose, type Desk, hear, openDesk, say, visit } from './chat-page.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk('.');
}, 60_000);
afterAll(() => desk.stop());

jest.setTimeout(90_000);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const photo = { name: 'letter.png', mimeType: 'image/png', buffer: png };
const program = { ...photo, name: 'program.png', buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)]) };
const attach = (page: Page, file: typeof photo) => page.locator('input[type=file]').setInputFiles([file]);
const box = (page: Page) => page.getByLabel('Your message');

/** Brings a page into each of its states, one after the other, and looks at each. */
const states: [what: string, enter: (page: Page) => Promise<void>][] = [
  [
    'questions offered, one of them chosen',
    async (page) => {
      await box(page).pressSequentially('login locked');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.press('ArrowDown');
    },
  ],
  [
    'the menu open',
    async (page) => {
      await page.keyboard.press('Escape');
      await box(page).fill('');
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('menu').waitFor();
    },
  ],
  [
    'the question before forgetting',
    async (page) => {
      await page.getByRole('menuitem', { name: 'End and forget' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'files chosen, and one left out',
    async (page) => {
      await page.getByRole('button', { name: 'Keep it' }).click();
      await attach(page, photo);
      await attach(page, { ...photo, name: 'setup.exe', mimeType: 'application/x-msdownload' });
      await page.getByText('“setup.exe” is left out').waitFor();
    },
  ],
  [
    'a photo in the log',
    async (page) => {
      await say(page, 'this letter came');
      await page.getByRole('link', { name: 'Photo: letter.png' }).waitFor();
    },
  ],
  [
    'a file that was refused',
    async (page) => {
      await attach(page, program);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Not sent.').waitFor();
    },
  ],
  [
    'a number that was stopped',
    async (page) => {
      await say(page, 'card 4012 8888 8888 1881');
      await page.getByText('Not sent: this looks like').waitFor();
    },
  ],
  [
    'a file on its way, without a connection',
    async (page) => {
      await box(page).fill('');
      await page.route(/\/upload|\/activities/, (route) => route.abort());
      await attach(page, photo);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('No connection').waitFor();
    },
  ],
  [
    'everything forgotten',
    async (page) => {
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('menuitem', { name: 'End and forget' }).click();
      await page.getByRole('button', { name: 'End and forget' }).click();
      await page.getByRole('heading', { name: 'has forgotten' }).waitFor();
    },
  ],
];

test.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const)('axe finds nothing in any state, %s', async (_how, options) => {
  const device = await desk.device(options);
  const page = await visit(device, desk.url());
  for (const [what, enter] of states) {
    await enter(page);
    expect([what, await violations(page)]).toEqual([what, []]);
  }
  await device.close();
});

describe('little room', () => {
  let large: Browser;
  beforeAll(async () => {
    // What a device set to letters of double size does.
    large = await launchBrowser(['--blink-settings=defaultFontSize=32']);
  });
  afterAll(() => large.close());

  /** What sticks out to the side. */
  const overflow = (page: Page) =>
    page.evaluate(() => {
      const all = document.querySelectorAll('html, main, footer, header, dialog, [role=menu], [role=listbox]');
      const wide = [...all].filter((one) => one.scrollWidth > one.clientWidth);
      return wide.map((one) => `${one.localName} is ${one.scrollWidth - one.clientWidth} pixels too wide`);
    });

  /** Of each way out of a message that was stopped, whether its middle and its edges above and below are to be seen. */
  const pressable = (page: Page) =>
    page.locator('.refusal button').evaluateAll((buttons) =>
      buttons.map((button) => {
        const { left, right, top, bottom } = button.getBoundingClientRect();
        const middle = [(left + right) / 2, (top + bottom) / 2];
        const edges = [top + 1, bottom - 1].map((y) => [middle[0], y]);
        return [middle, ...edges].every(([x = 0, y = 0]) => document.elementFromPoint(x, y) === button);
      }),
    );

  test.each([
    ['letters of double size on a phone', () => large.newContext({ viewport: { width: 360, height: 740 } })],
    ['a window of 320 pixels', () => desk.device({ viewport: { width: 320, height: 560 } })],
    ['a window of 1280 enlarged to 400 %', () => desk.device({ viewport: { width: 320, height: 256 } })],
  ])('%s: nothing sticks out, and the box, its buttons and messages are in view', async (_what, open) => {
    const context: BrowserContext = await open();
    const page = await visit(context, desk.url());
    const seen = async () => {
      expect(await overflow(page)).toEqual([]);
      const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
      for (const name of ['Attach files or photos', 'Send', 'Menu']) {
        const area = await page.getByRole('button', { name, exact: true }).boundingBox();
        const { x = -1, y = -1, width: wide = 0, height: high = 0 } = area ?? {};
        expect([name, x >= 0, y >= 0, x + wide <= width, y + high <= height]).toEqual([name, true, true, true, true]);
      }
      // Room for some words, and not one letter a line.
      expect((await box(page).boundingBox())?.width).toBeGreaterThan(width * 0.45);
    };
    await seen();
    expect((await page.getByRole('main').boundingBox())?.height).toBeGreaterThan(60);
    await box(page).pressSequentially('bank details');
    await page.getByRole('listbox').waitFor();
    await seen();
    await box(page).fill('');
    await choose(page, 'Set up an ACE account');
    await hear(page, /Step 1/);
    await attach(page, photo);
    await page.getByRole('button', { name: 'Remove letter.png' }).scrollIntoViewIfNeeded();
    await seen();
    await page.getByRole('button', { name: 'Menu' }).click();
    await seen();
    await page.getByRole('menuitem', { name: 'End and forget' }).click();
    await page.getByRole('button', { name: 'Keep it' }).scrollIntoViewIfNeeded();
    expect(await overflow(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Remove letter.png' }).click();
    await say(page, 'card 4012 8888 8888 1881');
    await page.getByText('Not sent: this looks like').waitFor();
    await seen();
    // In a low window the words scroll, and the ways out are to be seen and pressed without that.
    if ((page.viewportSize()?.height ?? 0) < 300) expect(await pressable(page)).toEqual([true, true]);
    await page.getByRole('button', { name: 'Change my message' }).click();
    await box(page).fill('');
    await page.route(/\/activities/, (route) => route.abort());
    await say(page, 'is an ACE account free');
    await page.getByText('No connection').waitFor();
    await seen();
    expect((await page.getByRole('main').boundingBox())?.height).toBeGreaterThan(60);
    await context.close();
  });

  test('twelve choices with long words stand below each other, each big enough to touch, and the last one is pressed', async () => {
    const device = await desk.device({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    const page = await device.newPage();
    const titles = Array.from({ length: 12 }, (_, at) =>
      at === 7 ? 'Electroniccommunicationsreconciliationdepartment' : `Choice ${at + 1}, when the form says so`,
    );
    await page.routeWebSocket(/\/stream/, (socket) => {
      socket.connectToServer().onMessage((message) => {
        const set = JSON.parse(String(message) || '{}');
        for (const one of set.activities ?? [])
          if (one.channelData?.kind === 'greeting')
            one.suggestedActions = { actions: titles.map((title) => ({ type: 'imBack', title, value: title })) };
        socket.send(JSON.stringify(set));
      });
    });
    await page.goto(`${desk.url()}/chat`);
    const choices = page.getByRole('group', { name: 'Choices' }).getByRole('button');
    await choices.nth(11).waitFor();
    expect(await choices.allInnerTexts()).toEqual(titles);
    expect(await overflow(page)).toEqual([]);
    for (const one of await choices.all()) {
      const { x = -1, width = 0, height = 0 } = (await one.boundingBox()) ?? {};
      expect([x >= 0, x + width <= 360, height >= 44]).toEqual([true, true, true]);
    }
    expect(await violations(page)).toEqual([]);
    await choices.last().tap();
    await page.locator('.own', { hasText: titles[11] as string }).waitFor();
    await device.close();
  });

  test('a keyboard that lies over the page does not cover the box', async () => {
    const device = await desk.device({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    const page = await visit(device, desk.url());
    // iOS tells it by the visual viewport alone.
    await page.evaluate(() => {
      Object.defineProperty(window.visualViewport, 'height', { value: 400 });
      window.visualViewport?.dispatchEvent(new Event('resize'));
    });
    const area = await box(page).boundingBox();
    expect(area && area.y + area.height).toBeLessThan(400);
    await device.close();
  });
});

test('by keyboard the focus goes from the menu over messages and choices to the box, its files and Send', async () => {
  const device = await desk.device();
  const page = await visit(device, desk.url());
  await attach(page, photo);
  await page.getByRole('button', { name: 'Menu' }).focus();
  const way: string[] = [];
  for (let press = 0; press < 40 && way.at(-1) !== 'Privacy'; press++) {
    await page.keyboard.press('Tab');
    way.push(
      await page.evaluate(() => {
        const one = document.activeElement;
        return one?.getAttribute('aria-label') ?? (one?.id === 'message' ? 'Your message' : (one?.textContent ?? ''));
      }),
    );
  }
  expect(way.slice(0, 3)).toEqual(['Conversation', 'privacy', 'Set up an ACE account']);
  expect(way.slice(-5)).toEqual(['Remove letter.png', 'Your message', 'Attach files or photos', 'Send', 'Privacy']);
  await device.close();
});

test('a photo is one new message to a screen reader, and its progress is not read out', async () => {
  const device = await desk.device();
  const page = await visit(device, desk.url());
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const isQuiet = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest('[aria-live=off]');
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes)
        for (const node of addedNodes)
          if (!isQuiet(target) && !isQuiet(node))
            heard.push(
              node instanceof Element ? `${node.localName} ${node.className}`.trim() : (node.textContent ?? ''),
            );
    }).observe(document.querySelector('[role=log]') as Element, { childList: true, subtree: true });
  });
  await attach(page, photo);
  await say(page, 'this letter came');
  await page.getByRole('link', { name: 'Photo: letter.png' }).waitFor();
  await page.locator('.message.bot').nth(2).waitFor();
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard.filter((one) => one.startsWith('div message')).map((one) => one.split(' ')[2])).toEqual([
    'own',
    'bot',
    'bot',
  ]);
  expect(heard.filter((one) => /^(img|p about)|Sending|Sent/.test(one))).toEqual([]);
  await device.close();
});

test('typing is told in words, and whoever wants no motion sees none', async () => {
  const device = await desk.device({ reducedMotion: 'reduce' });
  const page = await device.newPage();
  await page.routeWebSocket(/\/stream/, (socket) => {
    socket.connectToServer().onMessage((message) => {
      const set = JSON.parse(String(message) || '{}');
      set.activities?.push({ type: 'typing', id: 'typing', from: { id: 'bot', role: 'bot' } });
      socket.send(JSON.stringify(set));
    });
  });
  // Whatever moves, fades or grows tells of it when it begins.
  await page.addInitScript(() => {
    const moved: string[] = [];
    Object.assign(window, { moved });
    const tell = (name: string, target: EventTarget | null) => moved.push(`${(target as Element).className}: ${name}`);
    document.addEventListener('transitionrun', ({ propertyName, target }) => tell(propertyName, target));
    document.addEventListener('animationstart', ({ animationName, target }) => tell(animationName, target));
  });
  await page.goto(`${desk.url()}/chat`);
  await page.getByRole('status').filter({ hasText: 'The assistant is typing…' }).waitFor();
  await choose(page, 'Set up an ACE account');
  await hear(page, /Step 1/);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'End and forget' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('main') as Element).scrollBehavior)).toBe(
    'auto',
  );
  // "Sending" comes late, all at once.
  const moved = await page.evaluate(() => (window as unknown as { moved: string[] }).moved);
  expect(moved.filter((one) => !one.endsWith(': appear'))).toEqual([]);
  await device.close();
});
