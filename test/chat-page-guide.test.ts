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
