// The server as it is started: what it says, what it refuses, what it logs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySample, edit, realContent, removeCopies, swap } from './content-folder.ts';
import { startServer } from './server-process.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ace-main-'));
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
  removeCopies();
});

const CONTENT_DIR = join(__dirname, 'fixtures', 'content');
const closed = {
  NODE_ENV: 'production',
  ALLOWED_ORIGINS: 'https://www.example.com',
  TOKEN_SECRETS: 'one:11111111111111111111111111111111',
};
const start = (env: Record<string, string>) => startServer(['src/main.ts'], { DATA_DIR: dataDir, CONTENT_DIR, ...env });

test('says in a few lines where to look, and ends with 0', async () => {
  const server = await start({});
  expect(server.output()).toBe(
    `ACE Refund Desk\n  demo site  ${server.url}/\n  chat page  ${server.url}/chat\n  health     ${server.url}/readyz\n`,
  );
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect((await server.stop()).code).toBe(0);
});

test('wrong settings are all said at once, and the process ends with 1', async () => {
  const refused = start({ PORT: '80a', LOG_LEVEL: 'loud' });
  await expect(refused).rejects.toThrow(/ended with 1[\s\S]*LOG_LEVEL: "loud"[\s\S]*PORT: "80a" is not a port/);
});

test('broken content is said with file and line, and the process ends with 1', async () => {
  const folder = copySample();
  edit(folder, 'knowledge/bank.yaml', swap('related:', 'relatd:'));
  edit(folder, 'knowledge/accounts.yaml', swap(/review_by: .*/, 'review_by: "2020-01-01"'));
  const words = await start({ CONTENT_DIR: folder }).catch(({ message }) => message as string);
  expect(words).toMatch(/ended with 1[\s\S]*knowledge\/bank\.yaml:\d+: "relatd"/);
  // What can wait does not bury it.
  expect(words).not.toContain('was to be reviewed');
});

test.each([
  ['in production', { NODE_ENV: 'production' }],
  ['beyond this machine', { HOST: '0.0.0.0' }],
])('%s it does not start while something is open, and says what to set', async (_, env) => {
  const words = await start(env as Record<string, string>).catch(({ message }) => message as string);
  expect(words).toContain('ended with 1');
  for (const what of ['ALLOWED_ORIGINS: ', 'TOKEN_SECRETS: ', 'knowledge/offices.yaml: ', 'knowledge/broker.yaml: '])
    expect(words).toContain(what);
});

test('in production it logs JSON, and content that is a sample is not let in later', async () => {
  const CONTENT_DIR = realContent();
  const server = await start({ ...closed, CONTENT_DIR });
  const lines = () =>
    server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(lines()[0]).toMatchObject({ level: 30, url: server.url });
  const version = async () => (await (await fetch(`${server.url}/readyz`)).json()).content;
  const before = await version();
  edit(CONTENT_DIR, 'knowledge/offices.yaml', swap('    phone:', '    sample: true\n    phone:'));
  while (!server.output().includes('is not served')) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await version()).toBe(before);
  expect((await server.stop()).code).toBe(0);
}, 20_000);
