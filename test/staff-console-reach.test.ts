// The console for everybody: nothing that axe finds in any theme, everything by keyboard, and a phone of 360 pixels.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { hear, say, visit } from './chat-page.ts';
import { startCustomer } from './direct-line-client.ts';
import { claim, openCase, openStaffDesk, rowOf, type StaffDesk } from './staff-console.ts';

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
  // Whoever need not be asked how it was is not.
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Closed').first().waitFor();
  await page.locator('.case-title h2:focus').waitFor();
  expect((await hear(customer, 'answer again')).join()).not.toContain('How was it?');

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

test('a new case counts in the title, and is heard by who switched the sound on and is not away', async () => {
  const page = await desk.staff('Noor');
  await page.addInitScript(() => {
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      const { dataset } = document.documentElement;
      dataset.tones = String(Number(dataset.tones ?? 0) + 1);
      dataset.heard = String(Date.now());
      return make.call(this);
    };
  });
  await page.reload();
  await page.getByRole('switch', { name: 'Available' }).waitFor();
  await page.locator('a.case').or(page.getByText('Nobody waits.')).first().waitFor();
  const tones = () => page.evaluate(() => Number(document.documentElement.dataset.tones ?? 0));
  const inTitle = async () => Number(/\d+/.exec(await page.title())?.[0] ?? 0);
  /** One more customer in the queue, as the page shows it. */
  const comes = async (about: string) => {
    const before = await inTitle();
    await lineUp(about);
    await rowOf(page, about).waitFor();
    await page.waitForFunction((title) => document.title === title, `(${before + 1}) Refund desk`);
  };
  await comes('Before the sound is on');
  expect(await tones()).toBe(0);

  // The switch itself is heard; within a second of that nothing else is.
  await page.getByRole('button', { name: 'Sound on new cases' }).click();
  await page.waitForFunction(() => Date.now() - Number(document.documentElement.dataset.heard ?? Infinity) > 1_000);
  const heard = await tones();
  await comes('With the sound on');
  expect(await tones()).toBe(2 * heard);

  await page.waitForFunction(() => Date.now() - Number(document.documentElement.dataset.heard) > 1_000);
  await page.getByRole('switch', { name: 'Available' }).click();
  await page.getByRole('switch', { name: 'Away' }).waitFor();
  await comes('While Noor is away');
  expect(await tones()).toBe(2 * heard);
  await page.context().close();
});

/** A customer asks for a person from some other client, and waits. */
async function lineUp(about: string): Promise<void> {
  const other = await startCustomer(desk.url());
  const press = (action: string) => other.post({ type: 'message', text: action, channelData: { action } });
  await press('handoff:start');
  await other.say(about);
  await press('message:skip');
}

/** Presses a key where nobody writes. */
async function press(page: Page, key: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press(key);
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

test('from an unanswered question one finds an answer by its title, reads what the check says, and a colleague approves and rolls back', async () => {
  const asks = await visit(await desk.device(), desk.url());
  await say(asks, 'violin lessons');
  await hear(asks, 'rather not guess');
  const dana = await desk.staff('Rosa', { viewport: { width: 360, height: 740 } });
  const luis = await desk.staff('Luis');
  const list = (name: string | RegExp) => luis.getByRole('link', { name, exact: true });
  await list('Unanswered').click();
  await dana.goto(`${desk.url()}/staff#/unanswered`);
  await dana.getByRole('button', { name: /^Propose an answer/ }).click();
  // By keyboard, as the whole console.
  const search = dana.getByLabel('Search the answers');
  expect(await search.inputValue()).toBe('violin lessons');
  await search.fill('how much is the acc');
  await dana.getByRole('radio', { name: 'What does a portal account cost?' }).focus();
  await dana.keyboard.press('Space');
  await search.fill('page for bank');
  await dana.getByRole('radio', { name: 'I do not see the page for the bank details' }).focus();
  await dana.keyboard.press('Space');
  await dana.getByRole('textbox', { name: 'Phrasing' }).fill('is the account free');
  await dana.getByText('"is the account free" is a phrasing of "account-cost" too').waitFor();
  await dana.getByRole('button', { name: 'Propose', exact: true }).press('Enter');
  await dana.getByRole('alert').getByText('is a phrasing of "account-cost" too').waitFor();
  await dana.getByRole('textbox', { name: 'Phrasing' }).fill('violin lesons');
  await dana.getByText('"lesons" is in no dictionary.').waitFor();
  expect(await violations(dana)).toEqual([]);
  expect(await dana.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await dana.getByRole('textbox', { name: 'Phrasing' }).fill('lessons for the violin');
  await dana.getByText('The check finds nothing.').waitFor();
  await dana.getByRole('button', { name: 'Propose', exact: true }).press('Enter');
  const proposals = (page: Page) => page.getByRole('region', { name: 'Proposals' });
  await proposals(dana).getByText('Proposed by Rosa').waitFor();
  await proposals(dana)
    .getByText('“lessons for the violin” for “I do not see the page for the bank details”', { exact: true })
    .waitFor();
  expect(await proposals(dana).getByRole('button').count()).toBe(1);
  expect(await dana.getByRole('link', { name: /to approve/ }).count()).toBe(0);
  await dana.context().close();

  await list(/^Unanswered ?, 1 to approve$/).waitFor();
  await luis.getByRole('button', { name: 'A proposal waits for approval' }).click();
  expect(await focused(luis)).toBe('Proposals');
  await proposals(luis).getByText('Look at it').click();
  await proposals(luis).getByText('Test: “violin lessons”').waitFor();
  await proposals(luis).getByText('The check finds nothing.').waitFor();
  await proposals(luis)
    .getByRole('button', { name: /^Approve/ })
    .click();
  await proposals(luis).getByText('approved by Luis').waitFor();
  await list('Unanswered').waitFor();
  expect(await violations(luis)).toEqual([]);
  await proposals(luis)
    .getByRole('button', { name: /^Roll back/ })
    .click();
  await proposals(luis).getByText('rolled back by Luis').waitFor();
  await luis.context().close();
  // The browser itself reports a refusal.
  expect(desk.problems().filter((line) => !line.includes('422'))).toEqual([]);
});

test('from a closed case one proposes a new answer to one of the customer’s questions, without who asked', async () => {
  const luis = await desk.staff('Nora', { viewport: { width: 360, height: 740 } });
  const asks = await desk.customer('I am Lee Park, may I import a giraffe? Call 1-973-555-0112');
  await openCase(luis, 'may I import a giraffe');
  const number = new URL(luis.url()).hash.split('/')[2];
  await claim(luis);
  await say(asks, 'And what does a giraffe cost at the border?');
  await luis.locator('.message').filter({ hasText: 'giraffe cost' }).waitFor();
  await press(luis, 'x');
  await luis.getByRole('button', { name: 'Close the case' }).click();
  await luis.getByRole('button', { name: 'Open again' }).waitFor();
  await luis.goto(`${desk.url()}/staff#/closed/${number}/history`);
  await luis.getByRole('button', { name: 'Propose an answer' }).click();
  const asked = luis.getByLabel('What the customer asked');
  expect(await asked.locator('option').allInnerTexts()).toEqual([
    'I am … …, may I import a giraffe? Call …',
    'And what does a giraffe cost at the border?',
  ]);
  await asked.selectOption('And what does a giraffe cost at the border?');
  await luis.getByRole('radio', { name: 'A new answer' }).check();
  await luis.getByLabel('Topic').selectOption('Bank details');
  const yaml = luis.getByLabel('The answer, as YAML');
  expect(await yaml.inputValue()).toContain('must_match:\n  - "And what does a giraffe cost at the border?"');
  await luis.getByText('The check refuses it:').waitFor();
  expect(await violations(luis)).toEqual([]);
  const lines = ['import a giraffe', 'giraffe at the border', 'giraffe duty', 'zoo import', 'giraffe papers'];
  const more = ['animal with a long neck', 'a tall animal from abroad', 'giraffe in a container'];
  await yaml.fill(
    (await yaml.inputValue())
      .replace('a-new-id', 'giraffe-import')
      .replace('question: ""', 'question: What does a giraffe cost?')
      .replace('Short sentences.', 'Ask the office before you ship a giraffe.')
      .replace(/( {2}- ""\n)+/, [...lines, ...more].map((line) => `  - ${line}\n`).join('')),
  );
  await luis.getByText('The check finds nothing.').waitFor();
  await luis.getByRole('button', { name: 'Propose', exact: true }).click();
  await luis.getByText('approve it, under').getByRole('link', { name: 'Unanswered' }).click();
  await luis.getByText('New answer giraffe-import in bank', { exact: true }).waitFor();
  await asks.context().close();
  await luis.context().close();
});
