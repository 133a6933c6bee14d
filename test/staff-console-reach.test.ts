// The console for everybody: nothing that axe finds in any theme, everything by keyboard, and a phone of 360 pixels.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { hear, say, visit } from './chat-page.ts';
import { openCase, openStaffDesk, rowOf, type StaffDesk } from './staff-console.ts';

let desk: StaffDesk;
let customer: Page;

beforeAll(async () => {
  desk = await openStaffDesk();
  const first = await desk.staff('Dana');
  customer = await desk.customer('My refund went out as a check');
  await first.context().close();
}, 120_000);
afterAll(() => desk.stop());
afterEach(() => expect(desk.problems()).toEqual([]));

jest.setTimeout(180_000);

const themes: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light', viewport: { width: 1440, height: 850 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1100, height: 700 } }],
  ['forced colours', { forcedColors: 'active', viewport: { width: 1440, height: 850 } }],
  ['a phone', { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true }],
];

test.each(themes)('axe finds nothing: %s', async (name, options) => {
  const page = await desk.staff(`Sam ${name}`, { ...options, reducedMotion: 'reduce' });
  const looks: [string, () => Promise<unknown>][] = [
    ['queue', () => rowOf(page, 'My refund').waitFor()],
    ['case', () => openCase(page, 'My refund')],
    ['note', () => page.getByLabel('Internal note', { exact: true }).fill('routing number 021000021')],
    ['stopped', () => page.keyboard.press('Enter')],
    ['keys', () => press(page, '?')],
    [
      'answers',
      async () => {
        await page.keyboard.press('Escape');
        await press(page, 'a');
        await page.locator('.found, .side-body .quiet').first().waitFor();
      },
    ],
    ['transfer', () => press(page, 't')],
    [
      'history',
      async () => {
        await page.keyboard.press('Escape');
        await press(page, 'h');
        await page.locator('.trail').waitFor();
      },
    ],
    [
      'unanswered',
      async () => {
        await press(page, '5');
        await page.getByText('Nothing is open').waitFor();
      },
    ],
    ['you', () => page.getByRole('button', { name: /^You:/ }).click()],
  ];
  const found: string[] = [];
  for (const [look, go] of looks) {
    await go();
    found.push(...(await violations(page)).map((violation) => `${look}: ${violation}`));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) found.push(`${look}: ${overflow} px wider than the screen`);
  }
  expect(found).toEqual([]);
  await page.context().close();
});

test('a case is found, claimed, answered, noted and closed by keyboard alone; the focus stays where it was', async () => {
  const page = await desk.staff('Kim');
  await rowOf(page, 'My refund').waitFor();
  await press(page, 'j');
  await page.locator('.page .message').first().waitFor();
  expect(await focused(page)).toContain('My refund');
  // A list that changes leaves the focus alone.
  const other = await desk.customer('Another one waits');
  await rowOf(page, 'Another one waits').waitFor();
  expect(await focused(page)).toContain('My refund');

  await page.keyboard.press('c');
  await page.getByText('Yours since').waitFor();
  await page.keyboard.type('I look into it. Press c, j or ? as you like.');
  await page.keyboard.press('Enter');
  await hear(customer, 'Press c, j or ? as you like.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Enter');
  await page.locator('.note').filter({ hasText: 'by keyboard' }).locator('.note-head').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('x');
  await page.getByRole('dialog').getByText('Close case').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Closed').first().waitFor();
  await hear(customer, 'How was it?');

  await press(page, '/');
  await page.keyboard.type('another');
  await rowOf(page, 'Another one waits').waitFor();
  await page.keyboard.press('Escape');
  await other.context().close();
  await page.context().close();
});

test('single keys can be switched off, and stay off', async () => {
  const page = await desk.staff('Robin');
  await press(page, '?');
  await page.getByRole('switch', { name: 'Single letters and digits' }).uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
  await page.keyboard.press('2');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  expect(page.url()).not.toContain('mine');
  await page.context().close();
});

test('sound is off until it is switched on, and stays on; away is kept by the server', async () => {
  const page = await desk.staff('Lee');
  const sound = page.getByRole('button', { name: 'Sound on new cases' });
  expect(await sound.getAttribute('aria-pressed')).toBe('false');
  await sound.click();
  await page.getByRole('switch', { name: 'Available' }).click();
  await page.getByRole('switch', { name: 'Away' }).waitFor();
  await page.reload();
  await page.getByRole('switch', { name: 'Away' }).waitFor();
  expect(await sound.getAttribute('aria-pressed')).toBe('true');
  await page.context().close();
});

/** Presses a key where nobody writes. */
async function press(page: Page, key: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press(key);
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

test('from an unanswered question one proposes a phrasing, reads why it is refused, and a colleague approves it and rolls it back', async () => {
  const asks = await visit(await desk.device(), desk.url());
  await say(asks, 'violin lessons');
  await hear(asks, 'rather not guess');
  const dana = await desk.staff('Rosa');
  await press(dana, '5');
  await dana.getByRole('button', { name: /^Propose an answer/ }).click();
  await dana.getByLabel('Id of the answer').fill('bank-page');
  await dana.getByLabel('Phrasing: short, without names and numbers').fill('lessons for the violin');
  await dana.getByRole('button', { name: 'Propose', exact: true }).click();
  await dana.getByText('There is no answer "bank-page".').waitFor();
  expect(await violations(dana)).toEqual([]);
  await dana.getByLabel('Id of the answer').fill('bank-page-missing');
  await dana.getByRole('button', { name: 'Propose', exact: true }).click();
  const proposals = (page: Page) => page.getByRole('region', { name: 'Proposals' });
  await proposals(dana).getByText('Proposed by Rosa').waitFor();
  expect(
    await proposals(dana)
      .getByRole('button', { name: /^Approve/ })
      .count(),
  ).toBe(0);
  const luis = await desk.staff('Luis');
  await press(luis, '5');
  await proposals(luis)
    .getByRole('button', { name: /^Approve/ })
    .click();
  await proposals(luis).getByText('approved by Luis').waitFor();
  expect(await violations(luis)).toEqual([]);
  await proposals(luis)
    .getByRole('button', { name: /^Roll back/ })
    .click();
  await proposals(luis).getByText('rolled back by Luis').waitFor();
  // The browser itself reports a refusal.
  expect(desk.problems().filter((line) => !line.includes('422'))).toEqual([]);
});
