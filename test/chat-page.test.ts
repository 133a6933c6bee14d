// The conversation on the chat page, in a real browser: answers, guides, choices, and text that is safe.
import type { BrowserContext } from 'playwright-core';
import { violations } from './axe.ts';
import { choose, type Desk, HOSTILE, hear, openDesk, said, say, swapWords, visit } from './chat-page.ts';
import { copySample, edit, removeCopies, swap } from './content-folder.ts';

let desk: Desk;
let device: BrowserContext;

beforeAll(async () => {
  const folder = copySample();
  const overdue = swap(/(id: login-locked[\s\S]*?review_by:) .*/, '$1 "2026-07-31"');
  edit(folder, 'knowledge/accounts.yaml', overdue);
  desk = await openDesk(folder);
}, 60_000);
afterAll(async () => {
  await desk.stop();
  removeCopies();
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

  test('a question is answered, with the date it was checked, and with its source on wish', async () => {
    const page = await visit(device, desk.url());
    await say(page, 'is the account free');
    await hear(page, /An account costs nothing.*Last checked: June 16, 2026/s);
    const source = page.getByRole('log').getByText('Source: example.com');
    expect(await source.isVisible()).toBe(false);
    await page.getByText('Last checked: June 16, 2026').press('Enter');
    await source.waitFor();
  });

  test('an answer past its review says so without being unfolded; its sources fold again', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const narrow = await desk.device({ viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme });
      const page = await visit(narrow, desk.url());
      await say(page, 'how do I unlock my login');
      const line = page.getByText('Last checked: June 16, 2026. A new check is overdue since July 31, 2026.');
      await line.waitFor();
      const source = page.getByRole('log').getByText('Source: ');
      expect(await source.isVisible()).toBe(false);
      await line.tap();
      await source.waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await line.tap();
      await source.waitFor({ state: 'hidden' });
      await narrow.close();
    }
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

  test('Markdown is drawn: lists, emphasis, quotes, code, characters, addresses; a table stays as it was written', async () => {
    const page = await device.newPage();
    const markdown =
      '# Look: *one*\n\n3. a\n4. b\n   - c & d &amp; &copy;\n\n> q **r** s\n> `x<y`\n\n```\nif (a < b)\n```\n\n\\*no\\* a_b_c 2*3*4 at a-b@c.org, see (https://d.org/e_f_g).\n\n| t | u |\n| - | - |\n| v | w |';
    await swapWords(page, 'An account costs nothing.', markdown);
    await page.goto(`${desk.url()}/chat`);
    await page.locator('.greeting').first().waitFor();
    await say(page, 'is the account free');
    await hear(page, 'Look:');
    const answer = page.locator('.bot').filter({ hasText: 'Look:' }).locator('.text').first();
    expect(await answer.innerHTML()).toContain(
      '<p><strong>Look: <em>one</em></strong></p><ol start="3"><li>a</li><li>b<ul><li>c &amp; d &amp; ©</li></ul></li></ol>' +
        '<blockquote><p>q <strong>r</strong> s<br><code>x&lt;y</code></p></blockquote>' +
        '<pre><code>if (a &lt; b)</code></pre><p>*no* a_b_c 2<em>3</em>4 at <a href="mailto:a-b@c.org">a-b@c.org</a>, see (<a href="https://d.org/e_f_g" target="_blank" rel="noopener noreferrer">https://d.org/e_f_g</a>).</p><p>| t | u |',
    );
  });

  test('hostile Markdown in an answer does nothing: no HTML, no pictures, no script in links', async () => {
    const page = await device.newPage();
    await swapWords(page, 'An account costs nothing.', HOSTILE);
    await page.goto(`${desk.url()}/chat`);
    await page.locator('.greeting').first().waitFor();
    await say(page, 'is the account free');
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
