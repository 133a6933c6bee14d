// The console inside Microsoft Teams: signed in by Teams, with its theme, at the case of a link; outside nothing of Teams is loaded.
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { hashOf, newSecret } from '../src/handoff/staff-secrets.ts';
import { MADE_IN_TEAMS } from '../src/rules/made-in-teams.ts';
import { launchBrowser } from './browser.ts';
import { entraEnv, openEntra } from './entra.ts';
import { addStaff, newCase, openLive } from './staff.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const TEAMS = 'https://teams.microsoft.com/host';
/** As much of Teams as speaks with a page in a frame: TeamsJS, `app`, `pages` and `authentication`. */
const host = (given: { token: string; theme?: string; subPageId?: string }) => `<!doctype html><iframe></iframe><script>
const given = ${JSON.stringify(given)};
const heard = [];
const frame = document.querySelector('iframe');
let page, origin;
onmessage = ({ data, source, origin: from }) => {
  [page, origin] = [source, from];
  heard.push([data.func, ...(data.args ?? [])]);
  const answer = (...args) => page.postMessage({ id: data.id, uuidAsString: data.uuidAsString, args }, origin);
  if (data.func === 'initialize') answer('content', 'desktop', JSON.stringify({ apiVersion: 4, isLegacyTeams: false, supports: {} }), '2.0.0');
  if (data.func === 'getContext') answer({ theme: given.theme ?? 'default', subEntityId: given.subPageId, hostName: 'Teams' });
  if (data.func === 'authentication.getAuthToken') answer(Boolean(given.token), given.token || 'resourceDisabled');
};
const theme = (name) => page.postMessage({ func: 'themeChange', args: [name] }, origin);
</script>`;

let entra: Awaited<ReturnType<typeof openEntra>>;
let server: TestServer;
let browser: Browser;
const devices: BrowserContext[] = [];

beforeAll(async () => {
  entra = await openEntra();
  server = await startTestServer({ env: entraEnv, entraOpenIdUrl: entra.openIdUrl, pagesDir: 'dist/pages' });
  // Elsewhere the server is not on the machine of the browser, which would keep a page of the net away from it.
  browser = await launchBrowser(['--disable-features=LocalNetworkAccessChecks']);
}, 120_000);
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await entra.close();
  removeFolders();
});

jest.setTimeout(120_000);

/** Opens the console in Teams. */
async function openInTeams(given: Parameters<typeof host>[0]): Promise<{ page: Page; frame: FrameLocator }> {
  const device = await browser.newContext({ colorScheme: 'light' });
  devices.push(device);
  device.setDefaultTimeout(30_000);
  const page = await device.newPage();
  await page.route(TEAMS, (route) => route.fulfill({ contentType: 'text/html', body: host(given) }));
  await page.goto(TEAMS);
  await page.evaluate((url) => document.querySelector('iframe')?.setAttribute('src', url), `${server.url}/staff`);
  return { page, frame: page.frameLocator('iframe') };
}

const told = (page: Page, func: string) => page.waitForFunction(`heard.some(([one]) => one === '${func}')`);

async function invite(name: string): Promise<string> {
  await addStaff(server.storage, name, Date.now(), { office: 'newark' });
  const code = newSecret();
  await server.storage.addCode({ hash: hashOf(code), staff: name.toLowerCase(), expiresAt: Date.now() + 86_400_000 });
  return `${server.url}/staff?code=${code}`;
}

test('an invitation is pasted once; from then on Teams signs in, with its theme, and a link leads to its case', async () => {
  const link = await invite('Dana');
  const number = await openLive(server.conversations, 'a customer', 'Where is my refund?');
  const token = await entra.tokenOf('oid-dana');
  const first = await openInTeams({ token });
  await first.frame.getByText('the refund desk does not know you yet').waitFor();
  await told(first.page, 'appInitialization.success');
  const box = first.frame.getByLabel('Your invitation link');
  await box.fill('https://www.example.com/');
  await box.press('Enter');
  await first.frame.getByText('This is no invitation link.').waitFor();
  await box.fill(link);
  await box.press('Enter');
  await first.frame.getByRole('heading', { name: 'Queue' }).waitFor();

  const second = await openInTeams({ token, theme: 'dark', subPageId: String(number) });
  await second.frame.locator('.page .message').filter({ hasText: 'Where is my refund?' }).first().waitFor();
  await second.frame.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
  await told(second.page, 'appInitialization.success');
  await second.page.evaluate("theme('contrast')");
  await second.frame.locator('html[data-theme="contrast"]').waitFor({ state: 'attached' });
  await second.page.evaluate("theme('default')");
  await second.frame.locator('html[data-theme="light"]').waitFor({ state: 'attached' });
});

test('a case that was made of a message in Teams has no box that leads nowhere, and takes notes', async () => {
  const number = await server.storage.turn('made', async (turn) => {
    await turn.create({ channel: MADE_IN_TEAMS, userId: 'staff:dana', createdAt: Date.now() });
    const about = { office: 'newark', question: 'Please call me', contact: 'ann@example.com' };
    return (await turn.openCase(newCase({ ...about, kind: 'message', openedAt: Date.now() }))).number;
  });
  const { frame } = await openInTeams({ token: await entra.tokenOf('oid-dana'), subPageId: String(number) });
  await frame.getByRole('button', { name: 'Claim', exact: true }).click();
  await frame.getByText('Yours since').waitFor();
  await frame.getByText('Nobody reads along here: answer where it was asked, then close the case.').waitFor();
  expect(await frame.getByLabel('Message to the customer').count()).toBe(0);
  await frame.getByLabel('Internal note').last().fill('Called her.');
  await frame.getByLabel('Internal note').last().press('Enter');
  await frame.locator('.note').filter({ hasText: 'Called her.' }).waitFor();
  expect(await frame.locator('.message').count()).toBe(0);
});

test('somebody else on the same device is not who was there before', async () => {
  const { page, frame } = await openInTeams({ token: await entra.tokenOf('oid-nobody') });
  await frame.getByText('the refund desk does not know you yet').waitFor();
  await told(page, 'appInitialization.success');
});

test.each([
  ['Teams gives no token', () => ''],
  ['the token is not for this app', () => entra.tokenOf('oid-dana', { aud: 'another' })],
])('where %s, Teams is told', async (_what, token) => {
  const { page, frame } = await openInTeams({ token: await token() });
  await told(page, 'appInitialization.failure');
  await frame.getByText('You could not be signed in by Teams.').waitFor();
  expect(await page.evaluate("heard.some(([one]) => one === 'appInitialization.success')")).toBe(false);
});

test('outside Teams nothing of it is loaded', async () => {
  const device = await browser.newContext();
  devices.push(device);
  const asked: string[] = [];
  const problems: string[] = [];
  device.on('request', (request) => asked.push(request.url()));
  device.on('console', (message) => problems.push(message.text()));
  const page = await device.newPage();
  await page.goto(`${server.url}/staff`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(asked.filter((url) => url.includes('teams'))).toEqual([]);
  expect(asked).toHaveLength(4);
  expect(problems).toEqual([]);
});

test('where staff do not sign in from Teams, it may not frame the console', async () => {
  const other = await startTestServer({ pagesDir: 'dist/pages' });
  const policy = async ({ url }: TestServer) => (await fetch(`${url}/staff`)).headers.get('content-security-policy');
  expect(await policy(other)).toMatch(/frame-ancestors 'self'(;|$)/);
  expect(await policy(server)).toContain("frame-ancestors 'self' https://teams.microsoft.com ");
  await other.stop();
});
