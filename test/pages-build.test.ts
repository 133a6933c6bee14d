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

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'ace-refund-desk-build-'));
  for (const part of ['package.json', 'package-lock.json', 'src/pages', 'src/rules'])
    cpSync(part, join(project, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
});
afterEach(() => rmSync(project, { recursive: true }));

const build = () => promisify(execFile)(process.execPath, ['src/pages/build.ts'], { cwd: project });
/** An empty folder in its place: one further up must not be found instead. */
function withoutBuilder(): void {
  rmSync(join(project, 'node_modules'));
  mkdirSync(join(project, 'node_modules/esbuild'), { recursive: true });
}

test('pages that are not there are built, and one line says so', async () => {
  const { stdout } = await build();
  expect(stdout).toMatch(/^Pages built into dist\/pages in \d+\.\d s \(\d+ KB\)\.\n$/);
  const html = readFileSync(join(project, 'dist/pages/chat.html'), 'utf8');
  const assets = [...html.matchAll(/\/assets\/[\w.-]+/g)].map(([path]) => path);
  expect(assets).toHaveLength(3);
  for (const path of assets) expect(existsSync(join(project, 'dist/pages', path))).toBe(true);
});

test('fresh pages are left alone, without a word', async () => {
  await build();
  expect((await build()).stdout).toBe('');
});

test('a changed source builds the pages again', async () => {
  await build();
  appendFileSync(join(project, 'src/pages/widget/chat.css'), '.changed { color: red; }');
  expect((await build()).stdout).toContain('Pages built');
  const styles = readdirSync(join(project, 'dist/pages/assets')).filter((name) => /^chat-.*css$/.test(name));
  expect(styles).toHaveLength(1);
  expect(readFileSync(join(project, 'dist/pages/assets', styles[0] ?? ''), 'utf8')).toContain('.changed');
});

test('without the builder the pages that were shipped are used', async () => {
  await build();
  withoutBuilder();
  appendFileSync(join(project, 'src/pages/widget/chat.css'), '.changed { color: red; }');
  expect(await build()).toEqual({ stdout: '', stderr: '' });
});

test('without the builder and without pages it says what to do, and fails', async () => {
  withoutBuilder();
  await expect(build()).rejects.toMatchObject({
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

test('compressed, the launcher weighs at most 6 KB, the chat 60 KB, the console 250 KB, and nothing of that reaches the chat', async () => {
  await build();
  expect(weigh('widget.js')).toBeLessThanOrEqual(6 * 1024);
  expect(weigh('chat.html')).toBeLessThanOrEqual(60 * 1024);
  expect(weigh('chat.html')).toBeGreaterThan(20 * 1024);
  expect(weigh('staff.html')).toBeLessThanOrEqual(250 * 1024);
  expect(weigh('staff.html')).toBeGreaterThan(60 * 1024);
  const pages = join(project, 'dist/pages');
  const assets = (page: string): string[] =>
    readFileSync(join(pages, page), 'utf8').match(/assets\/[\w.-]+\.js/g) ?? [];
  expect(assets('chat.html').filter((asset) => assets('staff.html').includes(asset))).toEqual([]);
  const chat = readdirSync(join(pages, 'assets')).filter((name) => name.startsWith('chat-') && name.endsWith('.js'));
  expect(chat).toHaveLength(1);
  expect(readFileSync(join(pages, 'assets', chat[0] ?? ''), 'utf8')).not.toMatch(/fluent|griffel/i);
});
