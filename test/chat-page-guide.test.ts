// The ACE set-up guide, walked to its end in a real browser with the content that is shipped.
import { choose, type Desk, hear, openDesk, say, visit } from './chat-page.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk('.');
}, 60_000);
afterAll(() => desk.stop());

jest.setTimeout(60_000);

test.each([
  ['by touch', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ['by keyboard', {}],
])('the ACE set-up guide leads to its end %s, with a question on the way', async (how, options) => {
  const device = await desk.device(options);
  const page = await visit(device, desk.url());
  const press = async (name: string) => {
    if (how === 'by touch') return choose(page, name);
    await page.getByRole('group', { name: 'Choices' }).getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Set up an ACE account');
  await hear(page, /Step 1 of \d+/);
  await press('No account yet');
  await hear(page, /Step 2 of \d+/);
  await say(page, 'how long does it take to get an ACE account');
  await page.locator('.answer').waitFor();
  const steps = new Set<string>();
  for (;;) {
    const step = page.locator('.guide').last();
    if (await step.getByText('Done', { exact: true }).count()) break;
    const words = await step.locator('.bubble').innerText();
    expect(steps).not.toContain(words);
    steps.add(words);
    // In this guide the first choice of a step is the one that leads on.
    const messages = await page.locator('.message').count();
    await press(await page.locator('.choices-own button').first().innerText());
    await page.waitForFunction((before) => document.querySelectorAll('.message').length > before + 1, messages);
  }
  expect(steps.size).toBeGreaterThan(5);
  expect(desk.problems()).toEqual([]);
  await device.close();
});

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
