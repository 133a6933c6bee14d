// The chat page without JavaScript, in a real browser: who helps, who is open now, how to reach them, safe and up to date.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createPlainHelp } from '../src/channels/plain-help.ts';
import type { Content } from '../src/content/content.ts';
import { loadContent } from '../src/content/load.ts';
import { violations } from './axe.ts';
import { type Desk, openDesk } from './chat-page.ts';
import { copySample, edit, removeCopies, swap } from './content-folder.ts';

jest.setTimeout(60_000);

const HOSTILE = `</noscript><script>document.title='taken'</script><i title="&quot;'">`;
const folder = copySample();
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk(folder);
}, 60_000);
afterAll(async () => {
  await desk.stop();
  removeCopies();
});
afterEach(() => expect(desk.problems()).toEqual([]));

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

async function visitPlain(path: string, options?: BrowserContextOptions): Promise<Page> {
  const device = await desk.device({ javaScriptEnabled: false, ...options });
  const page = await device.newPage();
  await page.goto(desk.url() + path);
  return page;
}

/** Changes a file of the content, and waits until the page is served with these words, or no longer with them. */
async function change(file: string, how: Parameters<typeof edit>[2], words: string, isThere = true): Promise<void> {
  edit(folder, file, how);
  while ((await (await fetch(`${desk.url()}/chat`)).text()).includes(words) !== isThere);
}

test('desks and offices are there, with what opens when, and with links that dial and write', async () => {
  const page = await visitPlain('/');
  await page.getByRole('link', { name: 'all help desks and offices' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Help from Sample Customs Brokers, Inc.');
  const section = (name: string) => page.locator('section').filter({ has: page.getByRole('heading', { name }) });

  const ace = section('Portal Support Desk');
  const help = await (await fetch(`${desk.url()}/chat/help`)).json();
  const isOpen = help.find(({ id }: { id: string }) => id === 'ace-support-desk').open;
  expect(await ace.innerText()).toMatch(isOpen ? /^.*\n+Open now, / : /^.*\n+Closed now, opens /);
  expect(await ace.innerText()).toContain('Usually open day and night, except Saturday 10:00 PM to Sunday 5:00 AM ET');
  expect(await ace.innerText()).toContain('Have ready: your importer number');
  const links = (name: string) =>
    section(name)
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  expect(await links('Portal Support Desk')).toEqual(['tel:+12025550142', 'mailto:desk@example.com']);

  const office = section('Newark office (sample) (a sample, not a real office)');
  expect(await office.innerText()).toContain('Usually open Monday to Friday, 8:00 AM to 6:00 PM ET');
  expect(await links('Newark office')).toEqual(['tel:+19735550101', 'mailto:newark@example.com']);
  await page.context().close();
});

test.each([
  ['a phone', phone],
  ['a desktop', { viewport: { width: 1280, height: 800 } }],
])(
  'the demo site is the broker of the content, with desk, office, hours and phones, on %s',
  async (_device, options) => {
    const page = await visitPlain('/', options);
    expect(await page.title()).toBe('Sample Customs Brokers, Inc. (demo)');
    const words = await page.locator('body').innerText();
    for (const one of [
      'Ask Sample Brokers what',
      'Sample Customs Brokers, Inc. is not part of CBP',
      'needs JavaScript',
    ])
      expect(words).toContain(one);
    const place = (name: string) => page.locator('.place').filter({ has: page.getByRole('heading', { name }) });
    expect(await place('Portal Support Desk').innerText()).toMatch(/\b(Open|Closed) now, /);
    expect(await place('Portal Support Desk').innerText()).toContain('except Saturday 10:00 PM to Sunday 5:00 AM ET');
    const office = place('Newark office (sample) (a sample, not a real office)');
    expect(await office.innerText()).toContain('Usually open Monday to Friday, 8:00 AM to 6:00 PM ET');
    const ways = await office.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(ways).toEqual(['tel:+19735550101', 'mailto:newark@example.com']);
    for (const path of ['/', '/chat']) {
      await page.goto(desk.url() + path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    }
    await page.context().close();
  },
);

test('what opens when is said for the moment of the visit', () => {
  const { content } = loadContent(`${folder}/dialogs`, `${folder}/knowledge`);
  let now = Date.parse('2026-03-07T21:50:00-05:00');
  const made = createPlainHelp({ content: () => content as Content, now: () => now });
  const help = () => made().chat['<!-- help -->'];
  expect(help()).toContain('Open now, closes in 10 minutes, at 10:00 PM ET');
  now += 10 * 60_000;
  expect(help()).toContain('Closed now, opens Sunday 5:00 AM ET');
  expect(help()).toContain('Closed now, opens Monday 8:00 AM ET');
});

test('a notice in force stands there, in its words alone, and is gone once it is taken out', async () => {
  const minute = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const notice = {
    id: 'slow',
    text: '**ACE is slow.** See [its page](https://example.com/status) & wait.',
    about: 'ace',
    from: minute(Date.now() - 60_000),
    until: minute(Date.now() + 3_600_000),
    time_zone: 'UTC',
  };
  await change('knowledge/notices.yaml', JSON.stringify({ notices: [notice] }), 'ACE is slow');
  const page = await visitPlain('/chat');
  expect(await page.locator('.notice').innerText()).toMatch(
    /^ACE is slow\. See its page \(https:\/\/example\.com\/status\) & wait\. Since .* UTC; expected until .* UTC\.$/,
  );
  await page.goto(desk.url());
  expect(await page.locator('.notice').innerText()).toMatch(/^ACE is slow\. See its page/);
  await page.context().close();
  await change('knowledge/notices.yaml', 'notices: []', 'ACE is slow', false);
  const again = await visitPlain('/chat');
  expect(await again.locator('.notice').count()).toBe(0);
  await again.context().close();
});

test('hostile words of the content are words, with JavaScript and without', async () => {
  await change('knowledge/help-desks.yaml', swap('your importer number', JSON.stringify(HOSTILE)), 'taken');
  const page = await visitPlain('/chat');
  expect(await page.locator('body').innerText()).toContain(`Have ready: ${HOSTILE}`);
  expect(await page.locator('main script, main i').count()).toBe(0);
  await page.context().close();
  const device = await desk.device();
  const chat = await device.newPage();
  await chat.goto(`${desk.url()}/chat`);
  await chat.locator('.greeting').waitFor();
  expect(await chat.title()).toBe('Chat with Sample Customs Brokers, Inc.');
  await device.close();
  await change('knowledge/help-desks.yaml', swap(JSON.stringify(HOSTILE), 'your importer number'), 'your importer');
});

test('the page is revalidated, and sent anew when the content changes', async () => {
  const ask = (etag = '') => fetch(`${desk.url()}/chat`, { headers: { 'If-None-Match': etag } });
  const first = await ask();
  const etag = first.headers.get('ETag') ?? '';
  expect(first.status).toBe(200);
  expect((await ask(etag)).status).toBe(304);
  await change('knowledge/help-desks.yaml', swap('option 1, then option 2', 'option 3'), 'option 3');
  expect((await ask(etag)).status).toBe(200);
});

test.each([
  ['light', { colorScheme: 'light', ...phone }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const)('axe finds nothing, and nothing sticks out, %s', async (_how, options) => {
  // axe is itself a script: it looks at the same HTML and styles, in a browser that runs scripts.
  const device = await desk.device(options);
  const page = await device.newPage();
  await page.route('**/chat', async (route) => {
    const response = await route.fetch();
    const plain = (await response.text()).replace(/<script.*<\/script>|<\/?noscript>/g, '');
    await route.fulfill({ response, body: plain });
  });
  await page.goto(`${desk.url()}/chat`);
  await page.getByRole('link', { name: 'desk@example.com' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await device.close();
});
