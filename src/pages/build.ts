// Builds the pages for the browser into dist/pages, where they are not built yet or their sources have changed.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PluginBuild } from 'esbuild';

const out = 'dist/pages';
const stamp = join(out, '.sources');
const chat = 'src/pages/widget/chat.tsx';
const staff = 'src/pages/staff/staff.tsx';
const scripts = ['src/pages/site/site.ts', 'src/pages/cape-check/cape-check.tsx'];
const styles = ['widget/chat', 'staff/staff', 'site/site', 'cape-check/cape-check'].map(
  (one) => `src/pages/${one}.css`,
);
/** Commonmark is taken without what it brings to write HTML, and without its names of characters, which every browser knows. */
const lean = {
  name: 'lean-markdown',
  setup(build: PluginBuild) {
    build.onResolve({ filter: /^\.\/render\// }, ({ resolveDir, path }) => ({
      path: join(resolveDir, path),
      sideEffects: false,
    }));
  },
};
const pictures = ['src/pages/site/icon.svg'];
const documents = ['widget/chat', 'staff/staff', 'site/index', 'cape-check/cape-check'].map(
  (one) => `src/pages/${one}.html`,
);

const started = performance.now();
const sources = await hashSources();
if ((await readFile(stamp, 'utf8').catch(() => '')) !== sources) await buildOrExplain();

async function buildOrExplain(): Promise<void> {
  const esbuild = await import('esbuild').catch(() => undefined);
  if (esbuild) {
    const bytes = await build(esbuild);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`Pages built into ${out} in ${seconds} s (${Math.round(bytes / 1024)} KB).`);
  } else if (!existsSync(join(out, 'chat.html'))) {
    console.error(
      `${out}: the pages are not built, and the builder (esbuild) is not installed. ` +
        'Run "npm ci" with the development packages, or bring dist/pages along from a machine that has them.',
    );
    process.exitCode = 1;
  }
}

/** A hash of everything the pages are made of. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile('package-lock.json'));
  for (const folder of ['src/pages', 'src/rules']) {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const path of files.map((file) => join(file.parentPath, file.name)).sort())
      hash.update(path).update(await readFile(path));
  }
  return hash.digest('hex');
}

/** Builds beside the old pages and puts the new ones in their place; returns their size in bytes. */
async function build(esbuild: typeof import('esbuild')): Promise<number> {
  const shared = {
    bundle: true,
    minify: true,
    write: false as const,
    metafile: true as const,
    target: 'es2022',
    outdir: 'pages',
    alias: { entities: './src/pages/entities.ts', 'mdurl/encode.js': './src/pages/encode-address.ts' },
    plugins: [lean],
  };
  const asset = {
    ...shared,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    format: 'esm',
    // Preact where a file does not say otherwise, as the console's do.
    jsx: 'automatic',
    jsxImportSource: 'preact',
  } as const;
  const assets = await esbuild.build({
    ...asset,
    entryPoints: [...scripts, ...styles, ...pictures],
    loader: { '.svg': 'copy' },
  });
  // By itself: split together with others it would be in several pieces, which load one after the other.
  const page = await esbuild.build({
    ...asset,
    entryPoints: [chat],
    splitting: true,
    legalComments: 'external',
    // What its libraries keep to themselves needs no long names.
    mangleProps: /^_[a-z]/,
  });
  // By itself too: nothing of the console's libraries may reach a customer.
  const desk = await esbuild.build({ ...asset, entryPoints: [staff], splitting: true });
  const launcher = await esbuild.build({
    ...shared,
    entryPoints: { widget: 'src/pages/widget/launcher.ts' },
    format: 'iife',
    loader: { '.css': 'text' },
  });
  const built = [assets, page, desk];
  const names = built
    .flatMap(({ metafile }) => Object.entries(metafile.outputs))
    .map(([path, { entryPoint, inputs }]) => ({
      source: basename(entryPoint ?? Object.keys(inputs)[0] ?? ''),
      name: basename(path),
      type: path.slice(path.lastIndexOf('.')),
    }));

  const part = `${out}.${process.pid}`;
  await mkdir(join(part, 'assets'), { recursive: true });
  const files = [...built, launcher].flatMap(({ outputFiles }) => outputFiles);
  for (const file of files) {
    const folder = file.path.includes('assets') ? join(part, 'assets') : part;
    await writeFile(join(folder, basename(file.path)), file.contents);
  }
  for (const document of documents) {
    const html = await readFile(document, 'utf8');
    // A page names its assets by their sources: the built name has a hash, so that browsers may keep the file for good.
    const named = html.replace(/\/assets\/([\w.-]+)/g, (_, source: string) => {
      const type = source.replace(/^.*\.tsx?$/, '.js').replace(/^.*(?=\.)/, '');
      const asset = names.find((one) => one.source === source && one.type === type);
      if (!asset) throw new Error(`${document}: /assets/${source} is not built. Name it in src/pages/build.ts.`);
      return `/assets/${asset.name}`;
    });
    await writeFile(join(part, basename(document)), named);
  }
  await writeFile(join(part, '.sources'), sources);
  await rm(out, { recursive: true, force: true });
  await rename(part, out);
  return files.reduce((sum, file) => sum + file.contents.length, 0);
}
