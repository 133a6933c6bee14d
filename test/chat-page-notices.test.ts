// Notices on top of the chat page and the demo site, in a real browser: shown, dismissed, changed, taken out.
import type { BrowserContext, Page } from 'playwright-core';
import { violations } from './axe.ts';
import { type Desk, HOSTILE, openDesk, swapWords, visit } from './chat-page.ts';
import { copySample, edit, removeCopies } from './content-folder.ts';

jest.setTimeout(60_000);

const folder = copySample();
let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  await write();
  desk = await openDesk(folder);
}, 60_000);
afterAll(async () => {
  await desk.stop();
  removeCopies();
});

beforeEach(async () => {
  device = await desk.device({ timezoneId: 'America/Los_Angeles' });
});
// Every test here also shows: no console error, no violation of the policy, no request to another origin.
afterEach(async () => {
  await device.close();
  expect(desk.problems()).toEqual([]);
  await write();
});

/** Writes the notices of these texts, and waits until the server serves them. */
async function write(...texts: string[]): Promise<void> {
  const minute = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const notices = texts.map((text, index) => ({
    id: `notice-${index}`,
    text,
    about: 'ace',
    from: minute(Date.now() - 60_000),
    until: minute(Date.now() + 3_600_000),
    time_zone: 'UTC',
  }));
  // JSON is YAML, too.
  edit(folder, 'knowledge/notices.yaml', JSON.stringify({ notices }));
  if (!desk) return;
  const served = async () => (await (await fetch(`${desk.url()}/chat/page.json`)).json()).notices as typeof notices;
  const isServed = (all: { text: string }[]) =>
    all
      .map(({ text }) => text)
      .toSorted()
      .join() === texts.toSorted().join();
  while (!isServed(await served()));
}

const strip = (page: Page) => page.getByRole('status', { name: 'Notices' });
/** What the browser tells a page whose window gets the focus. */
const comeBack = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event('focus')));

test.each(['/chat', '/'])(
  '%s shows a notice in the time of the customer, and drops it once it is taken out',
  async (path) => {
    await write('**ACE is slow.** Pages take minutes.');
    const page = await device.newPage();
    await page.goto(desk.url() + path);
    await strip(page).getByText('ACE is slow.').waitFor();
    expect(await strip(page).innerText()).toMatch(
      /^ACE is slow\. Pages take minutes\. Since .*UTC, .*[AP]M your time; expected until .*UTC, .*[AP]M your time\./,
    );
    await write();
    await comeBack(page);
    await strip(page).getByText('ACE is slow.').waitFor({ state: 'detached' });
  },
);

test('a page that stays open learns of a notice within a few minutes', async () => {
  const page = await device.newPage();
  await page.clock.install();
  await page.goto(`${desk.url()}/chat`);
  await page.locator('.greeting').first().waitFor();
  expect(await strip(page).innerText()).toBe('');
  await write('ACE is down.');
  await page.clock.fastForward('03:00');
  await strip(page).getByText('ACE is down.').waitFor();
});

test('a dismissed notice stays away over a reload, until its text changes', async () => {
  await write('ACE is slow.', 'Our office closes at noon.');
  const page = await visit(device, desk.url());
  await strip(page).getByText('ACE is slow.').waitFor();
  const slow = page.locator('.strip').filter({ hasText: 'ACE is slow.' });
  await slow.getByRole('button', { name: 'Dismiss this notice' }).press('Enter');
  await slow.waitFor({ state: 'detached' });
  // The button that had the focus is gone: the messages are where to go on.
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Conversation');
  await page.reload();
  await strip(page).getByText('Our office closes at noon.').waitFor();
  expect(await strip(page).innerText()).not.toContain('ACE');
  await write('ACE is down.', 'Our office closes at noon.');
  await comeBack(page);
  await strip(page).getByText('ACE is down.').waitFor();
});

test('hostile Markdown in a notice does nothing', async () => {
  await write('ACE is slow.');
  for (const path of ['/chat', '/']) {
    const page = await device.newPage();
    await swapWords(page, 'ACE is slow.', HOSTILE);
    await page.goto(desk.url() + path);
    await strip(page).getByText('Look:').waitFor();
    expect(await strip(page).locator('img, script, [onerror], [onclick]').count()).toBe(0);
    expect(await strip(page).locator('a[href]').count()).toBe(1);
  }
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing with notices shown, and a phone scrolls to no side, %s',
  async (colorScheme) => {
    await write(
      '**ACE is slow.** Look at [its page](https://www.example.com).',
      `Averyveryverylongword${'andword'.repeat(20)}`,
    );
    const context = await desk.device({ colorScheme, viewport: { width: 360, height: 740 }, isMobile: true });
    for (const path of ['/chat', '/']) {
      const page = await context.newPage();
      await page.goto(desk.url() + path);
      await strip(page).getByText('ACE is slow.').waitFor();
      expect(await violations(page)).toEqual([]);
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(width).toBeLessThanOrEqual(0);
      const height = (await strip(page).boundingBox())?.height ?? Number.POSITIVE_INFINITY;
      expect(height).toBeLessThan(740 * 0.36);
    }
    await context.close();
  },
);
