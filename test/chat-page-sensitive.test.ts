// Bank numbers at the box of the chat page, in a real browser: they never leave it, and nobody is trapped by a false alarm.
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { type Desk, hear, openDesk, said, say, visit } from './chat-page.ts';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let desk: Desk;
let device: BrowserContext;
/** Everything that left the page: addresses and bodies of its requests. */
let left: string[];

beforeAll(async () => {
  desk = await openDesk('test/fixtures/content');
}, 60_000);
afterAll(() => desk.stop());
beforeEach(async () => {
  device = await desk.device();
  left = [];
  device.on('request', (request) => left.push(`${request.url()} ${request.postData() ?? ''}`));
});
afterEach(async () => {
  await device.close();
  expect(desk.problems()).toEqual([]);
});

jest.setTimeout(60_000);

const stored = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
const alert = (page: Page) => page.getByRole('alert');

test('a bank number is stopped at the box, and stays there', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free? 026009593');
  await alert(page).waitFor();
  expect(await alert(page).innerText()).toContain('Not sent: this looks like a bank routing number.');
  expect(await alert(page).innerText()).toContain('ACH Refund Authorization');
  // Once more, and a reload: it is not sent behind the customer's back.
  await page.getByLabel('Your message').press('Enter');
  expect(await said(page)).toEqual([]);
  expect(await stored(page)).not.toContain('026009593');
  await page.reload();
  await page.locator('.greeting').first().waitFor();
  expect(await said(page)).toEqual([]);
  expect(left.filter((one) => one.includes('026009593'))).toEqual([]);
});

test('"Remove it and send the rest" sends the question without the number, and it is answered', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is the account free? 026009593');
  await page.getByRole('button', { name: 'Remove it and send the rest' }).click();
  await hear(page, 'An account costs nothing');
  expect(await said(page)).toEqual(['is the account free? [bank routing number removed]']);
  expect(await alert(page).count()).toBe(0);
  expect(left.filter((one) => one.includes('026009593'))).toEqual([]);
  expect(await stored(page)).not.toContain('026009593');
});

test('"Change my message" goes back to the box with the number selected; what is typed over it is sent', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'is it free? 026009593');
  await page.getByRole('button', { name: 'Change my message' }).click();
  expect(await alert(page).count()).toBe(0);
  await page.keyboard.type('thanks');
  await page.keyboard.press('Enter');
  await page.locator('.own').waitFor();
  expect(await said(page)).toEqual(['is it free? thanks']);
});

test('harmless numbers are sent at once', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'entry XYZ-0001234-1 of 12-3456789, call 973-555-0112');
  await page.locator('.own').waitFor();
  expect(await alert(page).count()).toBe(0);
});

test('a number in two messages is gone from every open page of the conversation', async () => {
  const page = await visit(device, desk.url());
  const other = await visit(device, desk.url());
  await say(page, 'my routing is 0260');
  await other.locator('.own', { hasText: '0260' }).waitFor();
  await say(page, '09593');
  const masked = ['my routing is [bank routing number removed]', '[bank routing number removed]'];
  for (const one of [page, other]) {
    await hear(one, 'I took out a bank routing number');
    expect(await said(one)).toEqual(masked);
    expect(await one.content()).not.toContain('0260');
    expect(await stored(one)).not.toMatch(/0260|09593/);
  }
  await page.reload();
  await hear(page, 'I took out a bank routing number');
  expect(await said(page)).toEqual(masked);
});

test('the stop is reached by keyboard, named, and without fault for assistive technology', async () => {
  const page = await visit(device, desk.url());
  await say(page, 'card 4012 8888 8888 1881');
  await alert(page).waitFor();
  const box = page.getByLabel('Your message');
  expect(await box.getAttribute('aria-invalid')).toBe('true');
  expect(await box.getAttribute('aria-describedby')).toBe(await alert(page).getAttribute('id'));
  await page.evaluate(axe);
  const faults = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
  expect(faults).toEqual([]);
  await page.keyboard.press('Shift+Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Change my message');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('message');
});
