// The cards of Microsoft Teams drawn by the Adaptive Cards library in a browser, in light and dark: nothing is lost or misread.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { checkedCard } from '../src/channels/checked-card.ts';
import { drawCard } from '../src/channels/teams/card.ts';
import { drawAnswer } from '../src/channels/teams/search.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { readChecked } from '../src/rules/checked.ts';
import type { Case } from '../src/storage/storage/cases.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Json } from '../src/storage/storage.ts';
import { launchBrowser } from './browser.ts';
import { newCase } from './staff.ts';

const library = readFileSync(require.resolve('adaptivecards/dist/adaptivecards.min.js'), 'utf8');
const content = loadContent('test/fixtures/content/dialogs', 'test/fixtures/content/knowledge').content as Content;
const shipped = loadContent('dialogs', 'knowledge').content as Content;
const at = Date.UTC(2026, 2, 3, 15, 30);
const dana: Staff = {
  id: 'dana',
  name: 'Dana Reyes',
  office: 'newark',
  role: 'staff',
  available: true,
  seenAt: at,
  dutyUntil: null,
  createdAt: 0,
  revokedAt: null,
};
const question = 'Where is my refund? **bold** [press me](https://evil.example) <img src=x onerror=alert(1)>';
const base: Case = {
  ...newCase({ office: 'newark', name: 'Lee Park', question, openedAt: at - 240_000 }),
  number: 1042,
  conversationId: 'x',
  channel: 'directline',
  status: 'waiting',
  owner: null,
  claimedAt: null,
  firstClaimedAt: null,
  closedAt: null,
  identity: null,
  closedBy: null,
  customerAt: null,
  staffAt: null,
  stars: null,
  words: null,
  updatedAt: at,
  version: 3,
};
const event = (index: number, actor: string, what: string, detail: Json | null = null) => ({
  number: 1042,
  index,
  at: at - 240_000 + index * 60_000,
  actor,
  what,
  detail,
});
const draw = (change: Partial<Case>, told?: string, away = false) =>
  drawCard({
    content,
    one: { ...base, ...change },
    trail: [
      event(1, 'customer', 'opened'),
      event(2, 'dana', 'claimed'),
      event(3, 'dana', 'transferred', { to: 'newark' }),
    ],
    staff: [dana],
    onDuty: [dana],
    link: 'https://teams.microsoft.com/l/entity/x/console',
    told,
    away,
    now: at,
  });

/** About the colours in which Teams draws cards; they are its own. */
const themes = {
  light: { back: '#ffffff', text: '#242424', subtle: '#616161', good: '#107c10', warn: '#835b00', bad: '#b10e1c' },
  dark: { back: '#292929', text: '#ffffff', subtle: '#adadad', good: '#92c353', warn: '#f8d22a', bad: '#f9526b' },
};

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 480, height: 640 } });
  await page.evaluate(library);
}, 120_000);
afterAll(() => browser.close());

/** Draws the card as Teams does, and gives what the library had to complain about. */
async function render(card: Json, theme: keyof typeof themes): Promise<string[]> {
  const { back, text } = themes[theme];
  await page.evaluate(
    `document.body.innerHTML = '<main></main>'; document.body.style = 'background:${back};color:${text};font:14px sans-serif'`,
  );
  return page.evaluate(
    ({ given, colours }) => {
      // biome-ignore lint/suspicious/noExplicitAny: the library puts itself into the window.
      const { AdaptiveCard, HostConfig, SerializationContext, Version } = (window as any).AdaptiveCards;
      const colour = (one: string, other: string) => ({ default: one, subtle: other });
      const drawn = new AdaptiveCard();
      drawn.hostConfig = new HostConfig({
        containerStyles: {
          default: {
            backgroundColor: colours.back,
            foregroundColors: {
              default: colour(colours.text, colours.subtle),
              good: colour(colours.good, colours.good),
              warning: colour(colours.warn, colours.warn),
              attention: colour(colours.bad, colours.bad),
            },
          },
        },
        actions: { actionsOrientation: 'horizontal', maxActions: 6 },
      });
      const context = new SerializationContext(new Version(1, 5));
      drawn.parse(given, context);
      const found: string[] = [];
      for (let index = 0; index < context.eventCount; index++) found.push(context.getEventAt(index).message);
      for (const { failures } of drawn.validateProperties().validationEvents ?? []) found.push(String(failures));
      document.querySelector('main')?.append(drawn.render());
      // Teams wraps a row of buttons, as Microsoft's playground does; the library alone cuts it off.
      for (const row of document.querySelectorAll<HTMLElement>('.ac-actionSet')) row.style.flexWrap = 'wrap';
      return found;
    },
    { given: card, colours: themes[theme] },
  );
}

/** A folder for pictures, to look at them. */
const folder = process.env.CARD_PICTURES;

/** On a phone everything is in sight without moving it sideways. */
async function expectNarrow(name: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(
    'Math.max(...[...document.querySelectorAll("main button, main input, main textarea, main p, main span")].map((one) => one.getBoundingClientRect().right))',
  );
  if (folder) await page.screenshot({ path: `${folder}/${name}-phone.png` });
  await page.setViewportSize({ width: 480, height: 640 });
  // The card ends 20 pixels before the window does.
  expect(wide).toBeLessThanOrEqual(300);
}
describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  test.each<[string, Json, string[], string[]]>([
    ['waits', draw({}), ['Nobody has it yet.', 'Newark', 'Lee Park'], ['Claim', 'Transfer', 'Close', 'Console']],
    [
      'is claimed',
      draw({ status: 'claimed', owner: 'dana', claimedAt: at }, 'Case 1042 is claimed already: Dana Reyes has it.'),
      ['Dana Reyes has it since 10:30 AM EST.', 'is claimed already', 'Dana Reyes transferred it to'],
      ['Send to the customer', 'Transfer', 'Close', 'Console'],
    ],
    [
      'another office has',
      draw({ status: 'claimed', owner: 'dana', claimedAt: at }, undefined, true),
      ['With Newark office (sample) now, and no longer shown here.'],
      ['Console'],
    ],
    ['is closed', draw({ status: 'closed', owner: 'dana', stars: 5 }), ['Closed.', '5 of 5'], ['Console']],
  ])('a case that %s', async (name, card, texts, buttons) => {
    const problems = await render(card, theme);
    expect(problems).toEqual([]);
    const shown = await page.innerText('main');
    for (const words of [...texts, question, 'Case 1042']) expect(shown).toContain(words);
    expect(await page.locator('main a, main img, main strong').count()).toBe(0);
    expect(await page.locator('main button').allInnerTexts()).toEqual(buttons);
    if (folder) await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
    await expectNarrow(`${name}-${theme}`);
  });

  test('an answer, with its sources', async () => {
    const entry = [...shipped.entries.values()].find(({ links }) => links.length > 0);
    if (!entry) throw new Error('No entry has links.');
    const problems = await render(drawAnswer(shipped, entry, Date.parse('2030-01-01T00:00:00Z')), theme);
    expect(problems).toEqual([]);
    expect(await page.innerText('main')).toContain('Sources:');
    expect(await page.innerText('main')).toContain('A new check is overdue since');
    expect(await page.locator('main button').count()).toBe(entry.links.length);
    if (folder) await page.screenshot({ path: `${folder}/answer-${theme}.png` });
    await expectNarrow(`answer-${theme}`);
  });
});

test('what stands behind an answer to a customer unfolds its sources on a press', async () => {
  const checked = readChecked({ asOf: '2026-06-16', reviewBy: '2026-07-31', sources: ['https://www.cbp.gov/x'] });
  if (!checked) throw new Error('Nothing was checked.');
  expect(await render(checkedCard(checked).content as Json, 'light')).toEqual([]);
  const shown = () => page.innerText('main');
  expect(await shown()).toContain('A new check is overdue since July 31, 2026.');
  expect(await shown()).not.toContain('Source:');
  await page.getByRole('button', { name: 'Sources' }).click();
  expect(await shown()).toContain('Source:');
});

test('every answer that is shipped is a card of less than 28 KB', () => {
  const sizes = [...shipped.entries.values()].map(
    (entry) => JSON.stringify(drawAnswer(shipped, entry, Date.parse('2030-01-01T00:00:00Z'))).length * 2,
  );
  expect(sizes.length).toBeGreaterThan(100);
  expect(Math.max(...sizes)).toBeLessThan(28_000);
});
