// The image of the server: its steps are replayed in empty folders, and what comes out serves in production.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { realContent, removeCopies } from './content-folder.ts';
import { request, startCustomer } from './direct-line-client.ts';
import { replayDockerfile, type Stage } from './dockerfile.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { startServer } from './server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'ace-image-'));
const node = join(folder, 'node');
let image: Stage;
let contentDir: string;
let postgres: TestPostgres;

/** The lock file's packages that `npm ci --omit=dev --omit=optional` leaves. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.keys(packages).filter((path) => {
    const { dev, optional, devOptional } = packages[path];
    return /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && !optional && !devOptional;
  });
}

/** Copies by links, where both places are on one disk. */
function link(paths: string[]): void {
  try {
    execFileSync('cp', ['-a', '--link', ...paths], { stdio: 'pipe' });
  } catch {
    execFileSync('cp', ['-a', ...paths]);
  }
}

/** What npm would do is done with what is installed and built here; `npm run soak -- image` leaves it to npm. */
function install(command: string, cwd: string): boolean {
  const put = (paths: string[]) => link(['--parents', ...paths, cwd]);
  if (command === 'npm ci --ignore-scripts') symlinkSync(resolve('node_modules'), join(cwd, 'node_modules'));
  else if (command === 'npm ci --omit=dev --omit=optional --ignore-scripts') put(productionPackages());
  else if (command === 'npm run build' && existsSync('dist/pages/chat.html')) put(['dist']);
  else return false;
  return true;
}

beforeAll(async () => {
  image = replayDockerfile('deploy/Dockerfile', '.', folder, install);
  contentDir = realContent();
  for (const path of [folder, contentDir]) chmodSync(path, 0o755);
  link([process.execPath, node]);
  if (process.getuid?.() === 0) chownSync(join(image.root, 'data'), nobody().uid, nobody().gid);
  postgres = await startPostgres();
}, 120_000);
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
  removeCopies();
}, 30_000);

/** Some user who owns nothing of the image. */
function nobody(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function start(env: Record<string, string>) {
  const [program, ...args] = image.command;
  expect([program, image.user]).toEqual(['node', 'node']);
  const dataDir = join(image.root, image.env.DATA_DIR);
  const cwd = join(image.root, image.workdir);
  const owner = process.getuid?.() === 0 ? nobody() : {};
  return startServer(
    args,
    {
      ...image.env,
      DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      PORT: '0',
      CONTENT_DIR: contentDir,
      ALLOWED_ORIGINS: 'https://www.example.com',
      TOKEN_SECRETS: 'one:11111111111111111111111111111111',
      NODE_COMPILE_CACHE: undefined,
      ...env,
    },
    { node, cwd, ...owner },
  );
}

test('it holds no second Node, no builder, no tests, and nothing that only development needs', () => {
  const app = join(image.root, image.workdir);
  expect(readdirSync(app).sort()).toEqual(['dialogs', 'dist', 'knowledge', 'node_modules', 'package.json', 'src']);
  const installed = readdirSync(join(app, 'node_modules'));
  expect(installed.filter((name) => /^(node-(linux|darwin|win)|esbuild|jest|react|preact|\.bin$)/.test(name))).toEqual(
    [],
  );
  expect(existsSync(join(app, 'dist/pages/chat.html'))).toBe(true);
});

test.each([
  ['PostgreSQL', async () => ({ DATABASE_URL: await postgres.newDatabase() })],
  ['SQLite in its data folder', async () => ({})],
])(
  'in production on %s it is healthy, answers a customer, writes into its data folder alone, and stops when told',
  async (_, place) => {
    const written = ['-not', '-path', '*/data*', '-printf', '%p %T@ %s\n'];
    const files = () => execFileSync('find', [image.root, ...written], { encoding: 'utf8', maxBuffer: 2 ** 27 });
    const before = files();
    const server = await start(await place());
    const [, ...health] = image.health;
    const { port } = new URL(server.url);
    await promisify(execFile)(node, health, { env: { PORT: port } });
    await expect(promisify(execFile)(node, health, { env: { PORT: '1' } })).rejects.toMatchObject({ code: 1 });
    expect((await request(`${server.url}/readyz`)).body).toMatchObject({ status: 'ready', database: 'ok' });
    expect((await request(`${server.url}/chat`)).body).toContain('<!doctype html>');
    const customer = await startCustomer(server.url);
    expect((await customer.say('is the account free')).status).toBe(200);
    const kinds = (await customer.poll()).activities.map(({ channelData }) => (channelData as { kind?: string })?.kind);
    expect(kinds).toEqual(['greeting', undefined, 'answer']);
    expect(await server.stop()).toMatchObject({ code: 0, signal: null });
    expect(files()).toBe(before);
  },
  60_000,
);
