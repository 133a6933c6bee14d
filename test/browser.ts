// Starts the Chromium that comes as a registry package, on a machine that has no browser and none of its libraries.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--headless',
];

/** Starts a browser, perhaps with more switches; CHROMIUM_PATH names one to use instead of the package's, which is for Linux on x64. */
export async function launchBrowser(more: string[] = []): Promise<Browser> {
  const args = [...flags, ...more];
  const own = process.env.CHROMIUM_PATH;
  if (own) return chromium.launch({ executablePath: own, args });
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('CHROMIUM_PATH: is not set. Set it to a Chromium or Chrome of this machine.');
  const folder = await unpack();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}

/** Unpacks the browser once for each version of the package; several processes may call this at the same time. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile('node_modules/@sparticuz/chromium/package.json', 'utf8'));
  const folder = join(process.cwd(), 'node_modules/.cache/chromium', version);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const part = await mkdtemp(`${folder}-`);
  // The package unpacks into the folder for temporary files, and its own libraries only where it believes to run on Lambda.
  await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      'const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();',
    ],
    { env: { ...process.env, TMPDIR: part, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x', LD_LIBRARY_PATH: '' } },
  );
  await writeFile(join(part, 'fonts.conf'), fontSettings(folder));
  try {
    await rename(part, folder);
  } catch (error) {
    // Another process was first: its folder is as good.
    if (!existsSync(folder)) throw error;
    await rm(part, { recursive: true });
  }
  return folder;
}

function fontSettings(folder: string): string {
  const alias = (family: string) =>
    `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  ${['sans-serif', 'system-ui', 'serif', 'monospace'].map(alias).join('\n  ')}
</fontconfig>
`;
}
