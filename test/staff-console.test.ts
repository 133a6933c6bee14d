// Both sides at once in a real browser: a customer on a phone in the chat, staff on a desktop in the console.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { choose, hear, said, say } from './chat-page.ts';
import { startPostgres } from './postgres.ts';
import { talkOn } from './staff.ts';
import { claim, openCase, openStaffDesk, reply, rowOf, type StaffDesk } from './staff-console.ts';

let desk: StaffDesk;
let dana: Page;

beforeAll(async () => {
  desk = await openStaffDesk();
  dana = await desk.staff('Dana');
}, 120_000);
afterAll(() => desk.stop());

jest.setTimeout(120_000);

describe('sign-in', () => {
  test('without a link there is no console, but how to get one', async () => {
    const page = await (await desk.device()).newPage();
    await page.goto(`${desk.url()}/staff`);
    await page.getByRole('heading', { name: 'Sign in to the refund desk' }).waitFor();
    await page.getByText('npm run -s staff -- invite').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  test('a link works once; its code is in no address and no history, and a reload stays signed in', async () => {
    const link = await desk.invite('Robin');
    const page = await (await desk.device()).newPage();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    expect(page.url()).toBe(`${desk.url()}/staff`);
    await page.reload();
    await page.getByRole('button', { name: 'You: Robin' }).waitFor();
    await page.goBack().catch(() => {});
    expect(page.url()).not.toContain('code');

    const other = await (await desk.device()).newPage();
    await other.goto(link);
    await other.getByText('This link was used before').waitFor();
    // The browser tells of the 401 itself.
    expect(desk.problems().join()).toContain('401');
  });

  test('who signs out leaves nothing on the device, and the token is dead', async () => {
    const page = await desk.staff('Kim');
    const token = await page.evaluate(() => JSON.parse(localStorage.getItem('refund-desk-staff:token') ?? '""'));
    await page.getByRole('button', { name: 'You: Kim' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    // The page waits for no answer: it may be gone before one comes.
    const ask = () => fetch(`${desk.url()}/api/staff/me`, { headers: { Authorization: `Bearer ${token}` } });
    while ((await ask()).status !== 401) await page.waitForTimeout(50);
  });
});

test('a customer waits, is helped, handed on, and rates; notes stay with staff', () => helpOne(desk, dana));

test('on PostgreSQL too', async () => {
  const postgres = await startPostgres();
  try {
    const other = await openStaffDesk(await postgres.newDatabase());
    await helpOne(other, await other.staff('Dana')).finally(() => other.stop());
  } finally {
    await postgres.stop();
  }
});

test('the loser of a claim reads who has the case and since when', async () => {
  const customer = await desk.customer('Two hands for one case');
  const kim = await desk.staff('Kim');
  await openCase(dana, 'Two hands for one case');
  await openCase(kim, 'Two hands for one case');
  // Both press before either hears of the other.
  await kim.route('**/api/staff/stream', (route) => route.abort());
  await Promise.all(
    [dana, kim].map((page) => page.getByRole('button', { name: 'Claim', exact: true }).dispatchEvent('click')),
  );
  const lost = /(Dana|Kim) has case \d+ since \d+:\d\d [AP]M\./;
  const loser = await Promise.any(
    [dana, kim].map((page) =>
      page
        .locator('.problem')
        .getByText(lost)
        .waitFor()
        .then(() => page),
    ),
  );
  const winner = loser === dana ? kim : dana;
  await winner.getByText('Yours since').waitFor();
  expect(await loser.getByRole('button', { name: 'Claim', exact: true }).count()).toBe(0);
  await kim.context().close();
  await customer.context().close();
  expect(desk.problems().filter((problem) => !/409|ERR_FAILED/.test(problem))).toEqual([]);
});

test('reloads on both sides and a restart of the server in the middle lose nothing', async () => {
  const customer = await desk.customer('Through a restart');
  await openCase(dana, 'Through a restart');
  await claim(dana);
  await reply(dana, 'before');
  await dana.getByLabel('Message to the customer').fill('a draft');
  await dana.reload();
  await dana.locator('.message.staff').filter({ hasText: 'before' }).waitFor();
  expect(await dana.getByLabel('Message to the customer').inputValue()).toBe('a draft');

  await desk.kill();
  await dana.getByText('Not connected.').waitFor();
  await dana.getByLabel('Message to the customer').fill('while it was away');
  await dana.keyboard.press('Enter');
  await dana.getByText('Kept here until there is a connection').waitFor();
  await say(customer, 'I was away, too');
  await dana.goto('about:blank');
  await desk.restart();
  await dana.goto(`${desk.url()}/staff`);
  await dana.getByRole('link', { name: /^Mine/ }).click();
  await openCase(dana, 'Through a restart');
  await dana.locator('.message.staff:not(.outgoing)').filter({ hasText: 'while it was away' }).waitFor();
  await dana.locator('.message.customer').filter({ hasText: 'I was away, too' }).waitFor();
  await customer.reload();
  await hear(customer, 'while it was away');
  expect(await said(customer)).toContain('I was away, too');
  const twice = dana.locator('.message.staff').filter({ hasText: 'while it was away' });
  expect(await twice.count()).toBe(1);
  await customer.context().close();
  desk.problems();
});

test('a search finds by number, by name and by words; a closed case has a history and opens again', async () => {
  const customer = await desk.customer('Searched for by words');
  await dana.goto(`${desk.url()}/staff#/queue`);
  await openCase(dana, 'Searched for by words');
  const number = lastOf(await rowOf(dana, 'Searched for by words').getAttribute('href'));
  await claim(dana);
  await dana.keyboard.press('Escape');
  await dana.getByRole('button', { name: 'Close', exact: true }).first().click();
  await dana.getByRole('button', { name: 'Close the case' }).click();
  await dana.getByRole('button', { name: 'Open again' }).waitFor();
  for (const words of [number, 'lee park', 'SEARCHED for']) {
    await dana.getByLabel('Search all cases').fill(words);
    await rowOf(dana, 'Searched for by words').waitFor();
  }
  await dana.getByLabel('Search all cases').fill('');
  await dana.goto(`${desk.url()}/staff#/closed/${number}/history`);
  const trail = dana.locator('.trail');
  await trail.getByText('Dana claimed it').waitFor();
  expect(await trail.locator('li').allInnerTexts()).toEqual([
    expect.stringMatching(/The customer opened the case$/),
    expect.stringMatching(/Dana claimed it$/),
    expect.stringMatching(/Dana closed it$/),
  ]);
  const [download] = await Promise.all([
    dana.waitForEvent('download'),
    dana.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`case-${number}.html`);
  await dana.getByRole('button', { name: 'Open again' }).click();
  await dana.getByRole('button', { name: 'Claim', exact: true }).waitFor();
  await customer.context().close();
  expect(desk.problems()).toEqual([]);
});

test('the history of a long case is read on, and printed and kept whole', async () => {
  const customer = await desk.customer('A case <b>of</b> many words');
  await dana.goto(`${desk.url()}/staff#/queue`);
  await openCase(dana, 'A case <b>of</b> many words');
  const number = Number(await rowOf(dana, 'A case <b>of</b> many words').getAttribute('href').then(lastOf));
  await claim(dana);
  const { conversationId } = (await desk.storage.case(number)) ?? {};
  await talkOn(desk.storage, conversationId ?? '', 1_200);

  const page = await dana.context().newPage();
  await page.addInitScript(() => {
    window.print = () => document.body.setAttribute('data-printed', String(document.querySelectorAll('.said').length));
  });
  await page.goto(`${desk.url()}/staff#/mine/${number}/history`);
  const said = page.locator('.said');
  const last = page.getByText('line 1199', { exact: true });
  await last.waitFor();
  expect(await said.count()).toBeLessThanOrEqual(500);
  const first = said.first();
  const words = (await first.locator('.own-words').innerText()) ?? '';
  const earlier = page.getByRole('button', { name: 'Earlier messages' });
  await earlier.scrollIntoViewIfNeeded();
  const stays = page.getByText(words, { exact: true });
  const before = (await stays.boundingBox())?.y ?? 0;
  await earlier.click();
  await page.getByText('line 300', { exact: true }).waitFor();
  await page.waitForFunction((at) => document.querySelectorAll('.said').length > at, 600);
  expect(Math.abs(((await stays.boundingBox())?.y ?? 0) - before)).toBeLessThan(3);

  // What is not here yet is named on paper, and printed by the button.
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('The messages before these are not on this page.').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Print' }).click();
  await page.locator('body[data-printed]').waitFor({ state: 'attached' });
  const all = await said.count();
  expect(all).toBeGreaterThan(1_200);
  expect(await page.locator('body').getAttribute('data-printed')).toBe(String(all));
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.bar', '.rail', '.list', '.case-head', '.history-actions', '.earlier'])
    expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
  for (const shown of ['The customer opened the case', 'Dana claimed it', 'line 0', 'line 1199'])
    expect([shown, await page.getByText(shown, { exact: shown.startsWith('line') }).isVisible()]).toEqual([
      shown,
      true,
    ]);
  // Everything flows over pages: a part that scrolls would be cut off on paper.
  const paper = String(await page.pdf());
  expect(paper.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(20);
  await page.emulateMedia({ media: 'screen' });

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const file = readFileSync(await download.path(), 'utf8');
  const lines = [...file.matchAll(/line (\d+)/g)].map(([, index]) => Number(index));
  expect(lines).toEqual(Array.from({ length: 1_200 }, (_, index) => index));
  expect(file).toContain('Dana claimed it');
  expect(file).toContain('A case &lt;b&gt;of&lt;/b&gt; many words');
  await page.close();
  await customer.context().close();
  expect(desk.problems()).toEqual([]);
});

test('an answer of the knowledge base goes into the message, with its date', async () => {
  const customer = await desk.customer('is the account free');
  await dana.goto(`${desk.url()}/staff#/queue`);
  await openCase(dana, 'is the account free');
  await claim(dana);
  await dana.getByRole('button', { name: 'Answers', exact: true }).first().click();
  await dana
    .getByRole('button', { name: /^Insert/ })
    .first()
    .click();
  const box = dana.getByLabel('Message to the customer');
  expect(await box.inputValue()).toMatch(/An account costs nothing.*Checked June 16, 2026\./s);
  await box.press('Enter');
  await hear(customer, 'Checked June 16, 2026');
  await customer.context().close();
  expect(desk.problems()).toEqual([]);
});

test('a bank number in a message is stopped in the page, and its draft is not kept', async () => {
  await dana.locator('.page h2').waitFor();
  const box = dana.getByLabel('Message to the customer');
  await box.fill('Your routing number is 021000021');
  await box.press('Enter');
  await dana.getByText('Not sent: this looks like').waitFor();
  expect(await dana.evaluate(() => JSON.stringify(localStorage))).not.toContain('021000021');
  await dana.getByRole('button', { name: 'Change my message' }).click();
  await box.fill('');
});

test('files go both ways', async () => {
  const customer = await desk.customer('A letter with a file');
  await dana.goto(`${desk.url()}/staff#/queue`);
  await openCase(dana, 'A letter with a file');
  await claim(dana);
  const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('what it says') });
  await dana.locator('.composer input[type=file]').setInputFiles(file('form.txt'));
  await dana.getByRole('list', { name: 'Attached' }).getByText('form.txt').waitFor();
  await reply(dana, 'Fill in this one');
  await hear(customer, 'form.txt');
  await customer.locator('input[type=file]').setInputFiles(file('letter.txt'));
  await say(customer, 'Here it is');
  const link = dana.locator('.message.customer').getByRole('link', { name: 'letter.txt' });
  const [download] = await Promise.all([dana.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('letter.txt');
  await customer.context().close();
  expect(desk.problems()).toEqual([]);
});

test('eight tabs have one stream between them; where the one that holds it is closed, another takes over', async () => {
  const first = await desk.staff('Tabitha');
  const tabs = await Promise.all(Array.from({ length: 7 }, () => first.context().newPage()));
  for (const tab of tabs) {
    await tab.goto(`${desk.url()}/staff`);
    await tab.getByRole('heading', { name: 'Queue' }).waitFor();
  }
  const customer = await desk.customer('Who reads this in eight tabs');
  for (const tab of [first, ...tabs]) await rowOf(tab, 'Who reads this in eight tabs').waitFor();
  await first.close();
  await say(customer, 'leave the queue');
  for (const tab of tabs) await rowOf(tab, 'Who reads this in eight tabs').waitFor({ state: 'detached' });
  await tabs[0]?.context().close();
  await customer.context().close();
  expect(desk.problems()).toEqual([]);
});

test('whoever is shut out loses the console at once, and nobody reads on', async () => {
  const page = await desk.staff('Sandy');
  await desk.command('revoke', 'Sandy');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText('A letter with a file').count()).toBe(0);
  await page.context().close();
  desk.problems();
});

const lastOf = (address: string | null) => address?.split('/').at(-1) ?? '';

/** One customer from the question to the rating, with two of the staff. */
async function helpOne(desk: StaffDesk, dana: Page): Promise<void> {
  const customer = await desk.customer('The refund went out as a check');
  await openCase(dana, 'The refund went out as a check');
  expect(await dana.title()).toBe('(1) Refund desk');
  await claim(dana);
  await hear(customer, 'Dana of Newark office (sample) is here now');
  expect(await dana.title()).toBe('Refund desk');

  await dana.getByLabel('Message to the customer').pressSequentially('Which day');
  await customer.getByText('Dana is typing').waitFor({ state: 'attached' });
  await reply(dana, 'Which day does the letter name?');
  await hear(customer, 'Which day does the letter name?');
  await customer.getByLabel('Your message').pressSequentially('October');
  await dana.getByText('Lee Park is typing').waitFor();
  await say(customer, 'October 28');
  await dana.locator('.message.customer').filter({ hasText: 'October 28' }).waitFor();

  await dana.getByRole('button', { name: 'Internal note' }).click();
  await dana.getByLabel('Internal note', { exact: true }).fill('They look for **the check**');
  await dana.keyboard.press('Enter');
  await dana
    .locator('.note')
    .filter({ hasText: 'They look for **the check**' })
    .filter({ hasText: 'by Dana' })
    .waitFor();

  const sam = await desk.staff('Sam');
  await dana.getByRole('button', { name: 'Transfer', exact: true }).first().click();
  await dana.getByRole('radio', { name: /^Sam/ }).check();
  await dana.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  await dana.getByText('Sam has it since').waitFor();
  await hear(customer, 'Sam');
  await sam.goto(`${desk.url()}/staff#/mine`);
  await openCase(sam, 'The refund went out as a check');
  await sam.locator('.note').filter({ hasText: 'They look for' }).waitFor();
  await reply(sam, 'I take over from Dana.');
  await hear(customer, 'I take over from Dana.');
  expect((await customer.locator('body').innerText()).includes('They look for')).toBe(false);

  await sam.getByRole('button', { name: 'Close', exact: true }).first().click();
  await sam.getByRole('button', { name: 'Close the case' }).click();
  await sam.getByText('Closed').first().waitFor();
  await hear(customer, 'How was it?');
  await choose(customer, '4 of 5');
  await sam.getByText('4 of 5 stars').first().waitFor();
  await sam.context().close();
  await customer.context().close();
  expect(desk.problems()).toEqual([]);
}
