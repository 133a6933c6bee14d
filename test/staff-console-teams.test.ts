// The console inside Microsoft Teams: it answers Teams, and takes on its theme; outside nothing of Teams is loaded.
import type { Page } from 'playwright-core';
import { openStaffDesk, type StaffDesk } from './staff-console.ts';

const TEAMS = 'https://teams.microsoft.com/host';
/** As much of Teams as speaks with a page in a frame. */
const HOST = `<!doctype html><iframe></iframe><script>
const heard = [];
const frame = document.querySelector('iframe');
let page, origin;
onmessage = ({ data, source, origin: from }) => {
  [page, origin] = [source, from];
  heard.push(data.func);
  const answer = (...args) => page.postMessage({ id: data.id, uuidAsString: data.uuidAsString, args }, origin);
  if (data.func === 'initialize') answer('content', 'desktop', JSON.stringify({ apiVersion: 4, isLegacyTeams: false, supports: {} }), '2.0.0');
  if (data.func === 'getContext') answer({ theme: 'dark', app: { theme: 'dark', host: { name: 'Teams' } } });
};
const theme = (name) => page.postMessage({ func: 'themeChange', args: [name] }, origin);
</script>`;

let desk: StaffDesk;

beforeAll(async () => {
  desk = await openStaffDesk();
}, 120_000);
afterAll(() => desk.stop());

jest.setTimeout(120_000);

test('inside Teams the console has the theme of Teams, and follows it', async () => {
  const device = await desk.device({ colorScheme: 'light' });
  const page = await device.newPage();
  await page.route(TEAMS, (route) => route.fulfill({ contentType: 'text/html', body: HOST }));
  // Until Teams opens the console, no other website may frame it.
  await page.route('**/staff', async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': policy = '', ...headers } = response.headers();
    const widened = policy.replace("frame-ancestors 'self'", 'frame-ancestors https://teams.microsoft.com');
    await route.fulfill({ response, headers: { ...headers, 'content-security-policy': widened } });
  });
  await page.goto(TEAMS);
  await page.evaluate((url) => document.querySelector('iframe')?.setAttribute('src', url), `${desk.url()}/staff`);
  await page.frameLocator('iframe').locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
  await page.waitForFunction('heard.includes("appInitialization.success")');
  await page.evaluate("theme('contrast')");
  await page.frameLocator('iframe').locator('html[data-theme="contrast"]').waitFor({ state: 'attached' });
  await device.close();
  // Its library asks elsewhere for a list of hosts, which the policy of the page does not let out.
  const others = desk.problems().filter((problem) => !/teams\.microsoft\.com\/host|validDomains\.json/.test(problem));
  expect(others).toEqual([]);
});

test('outside Teams nothing of it is loaded', async () => {
  const device = await desk.device();
  const asked: string[] = [];
  device.on('request', (request) => asked.push(request.url()));
  const page: Page = await device.newPage();
  await page.goto(`${desk.url()}/staff`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(asked.filter((url) => url.includes('teams'))).toEqual([]);
  expect(asked).toHaveLength(4);
  await device.close();
  expect(desk.problems()).toEqual([]);
});
