// A message left for an office in a real browser, by touch, with the content that is shipped.
import { choose, type Desk, hear, openDesk, say, visit } from './chat-page.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk('.');
}, 60_000);
afterAll(() => desk.stop());

jest.setTimeout(60_000);

test('a customer finds the office, leaves a message, and gets the number of the case', async () => {
  const device = await desk.device({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await visit(device, desk.url());
  await choose(page, 'Person');
  await hear(page, 'Which state or ZIP are you in?');
  await say(page, 'Newwark');
  await hear(page, 'This is your office for Newark');
  const card = page.locator('.message').last().locator('.card');
  expect(await card.getByRole('link', { name: 'Call' }).getAttribute('href')).toBe('tel:+19735550112');
  await choose(page, 'Leave a message');
  await hear(page, 'What shall our office know?');
  await say(page, 'Please help me *stop* it:\n1. <b>who</b> is on our Form 5106?');
  await hear(page, 'How can we reach you?');
  await say(page, 'dana@gmail,com');
  await choose(page, 'Yes, dana@gmail.com');
  await hear(page, 'Your name?');
  await choose(page, 'Skip');
  await hear(page, 'Shall I send it?');
  // The customer's words stand as they were typed, and make no Markdown.
  expect(await page.locator('blockquote').last().innerText()).toBe(
    'Please help me *stop* it:\n1. <b>who</b> is on our Form 5106?',
  );
  // Nothing is wider than the phone.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await choose(page, 'Send it');
  await hear(page, 'your message is kept: case 1001');
  await say(page, 'what about my case?');
  await hear(page, /Case 1001.*It is open/s);
  expect(desk.problems()).toEqual([]);
  await device.close();
});
