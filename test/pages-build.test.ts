// The pages are built when they are stale, quietly left when they are fresh, and taken as shipped without the builder.
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const folder = () => mkdtempSync(join(tmpdir(), 'ace-refund-desk-build-'));
const build = (project: string) => promisify(execFile)(process.execPath, ['src/pages/build.ts'], { cwd: project });
/** An empty folder in its place: one further up must not be found instead. */
function withoutBuilder(): void {
  rmSync(join(project, 'node_modules'));
  mkdirSync(join(project, 'node_modules/esbuild'), { recursive: true });
}

/** Built once: it takes seconds. */
let first: string;
let said: string;
/** A copy of it for each test. */
let project: string;

beforeAll(async () => {
  first = folder();
  for (const part of ['package.json', 'package-lock.json', 'src/pages', 'src/rules'])
    cpSync(part, join(first, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(first, 'node_modules'));
  said = (await build(first)).stdout;
});
afterAll(() => rmSync(first, { recursive: true }));
beforeEach(() => {
  project = folder();
  cpSync(first, project, { recursive: true });
});
afterEach(() => rmSync(project, { recursive: true }));

test('pages that are not there are built, and one line says so', () => {
  expect(said).toMatch(/^Pages built into dist\/pages in \d+\.\d s \(\d+ KB\)\.\n$/);
  const html = readFileSync(join(project, 'dist/pages/chat.html'), 'utf8');
  const assets = [...html.matchAll(/\/assets\/[\w.-]+/g)].map(([path]) => path);
  expect(assets).toHaveLength(3);
  for (const path of assets) expect(existsSync(join(project, 'dist/pages', path))).toBe(true);
});

test('fresh pages are left alone, without a word', async () => {
  expect((await build(project)).stdout).toBe('');
});

test('a changed source builds the pages again', async () => {
  appendFileSync(join(project, 'src/pages/widget/chat.css'), '.changed { color: red; }');
  expect((await build(project)).stdout).toContain('Pages built');
  const styles = readdirSync(join(project, 'dist/pages/assets')).filter((name) => /^chat-.*css$/.test(name));
  expect(styles).toHaveLength(1);
  expect(readFileSync(join(project, 'dist/pages/assets', styles[0] ?? ''), 'utf8')).toContain('.changed');
});

test('without the builder the pages that were shipped are used', async () => {
  withoutBuilder();
  appendFileSync(join(project, 'src/pages/widget/chat.css'), '.changed { color: red; }');
  expect(await build(project)).toEqual({ stdout: '', stderr: '' });
});

test('without the builder and without pages it says what to do, and fails', async () => {
  rmSync(join(project, 'dist'), { recursive: true });
  withoutBuilder();
  await expect(build(project)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('dist/pages: the pages are not built, and the builder (esbuild) is not installed.'),
  });
});

/** What of the built pages a page loads by itself, in bytes when compressed, itself among it. */
function weigh(page: string): number {
  const pages = join(project, 'dist/pages');
  const assets = readFileSync(join(pages, page), 'utf8').match(/assets\/[\w.-]+/g) ?? [];
  return [page, ...assets].reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(pages, name)), { level: 9 }).length,
    0,
  );
}

test('compressed, the launcher weighs at most 6 KB, the chat 60 KB, the console 200 KB, and nothing of that reaches the chat', () => {
  expect(weigh('widget.js')).toBeLessThanOrEqual(6 * 1024);
  expect(weigh('chat.html')).toBeLessThanOrEqual(60 * 1024);
  expect(weigh('chat.html')).toBeGreaterThan(20 * 1024);
  expect(weigh('staff.html')).toBeLessThanOrEqual(200 * 1024);
  expect(weigh('staff.html')).toBeGreaterThan(60 * 1024);
  const pages = join(project, 'dist/pages');
  const assets = (page: string): string[] =>
    readFileSync(join(pages, page), 'utf8').match(/assets\/[\w.-]+\.js/g) ?? [];
  expect(assets('chat.html').filter((asset) => assets('staff.html').includes(asset))).toEqual([]);
  const chat = readdirSync(join(pages, 'assets')).filter((name) => name.startsWith('chat-') && name.endsWith('.js'));
  expect(chat).toHaveLength(1);
  expect(readFileSync(join(pages, 'assets', chat[0] ?? ''), 'utf8')).not.toMatch(/fluent|griffel/i);
});
