// The CAPE guide in a real browser, with the content that is shipped: days and lists are typed into it.
import { choose, type Desk, hear, openDesk, say, visit } from './chat-page.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk('.');
}, 60_000);
afterAll(() => desk.stop());

jest.setTimeout(60_000);

test('a day and a pasted list are typed into the CAPE guide, and what follows reads like every message', async () => {
  const device = await desk.device({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await visit(device, desk.url());
  await choose(page, 'File a CAPE Declaration');
  await choose(page, 'We file the claim ourselves');
  await choose(page, 'Nothing, I have all three');
  await hear(page, 'When did this group liquidate?');
  await say(page, 'yesterday');
  await hear(page, /, 1 day ago\..*Day 80 .* is .*Day 180 .* is /s);
  await hear(page, 'some kinds of entries');
  await say(page, 'Entry Number\tType\nABC-1234567-6\t01\nABC-1234567-5\t01');
  await hear(page, /1 of 2 entry numbers is well formed\..*row 3, ABC-1234567-5: the check digit does not fit/s);
  const ground = (selector: string) =>
    page
      .locator(selector)
      .last()
      .evaluate((element) => getComputedStyle(element).background);
  expect(await ground('.message.notice')).toBe(await ground('.message.guide'));
  expect(desk.problems()).toEqual([]);
  await device.close();
});
