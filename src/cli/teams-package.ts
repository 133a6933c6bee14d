// `npm run teams:package`: the app for Microsoft Teams as a zip, with the ids of the settings and the broker's name.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { argumentProblem, fail, readContent, readSettings } from './terminal.ts';

const usage = [
  'npm run -s teams:package                      dist/teams/refund-desk.zip, by the settings of the server',
  'npm run -s teams:package -- --out app.zip     into another file',
  'npm run -s teams:package -- --terms https://example.com/terms    without it the terms are the privacy page',
].join('\n');

const project = resolve(import.meta.dirname, '..', '..');
const source = join(project, 'deploy', 'teams');
const { out, terms } = readArguments();
const config = readSettings();
const { entra, bot, publicUrl } = config;
if (!entra || !bot.appId || !publicUrl?.startsWith('https://'))
  fail(
    'The app needs to know itself. Set MICROSOFT_APP_ID, MICROSOFT_APP_TENANT_ID and PUBLIC_URL (https://) as for the server.',
  );
const { broker } = readContent(config);
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const values: Record<string, string> = {
  version,
  app: entra.appId,
  bot: bot.appId,
  url: publicUrl,
  host: new URL(publicUrl).host,
  developer: broker.name.slice(0, 32),
  privacy: broker.privacy_url ?? publicUrl,
  terms: terms ?? broker.privacy_url ?? publicUrl,
  colour: broker.colour.light,
};
const manifest = readFileSync(join(source, 'manifest.json'), 'utf8').replace(/\{([a-z]+)\}/g, (sign, name: string) =>
  JSON.stringify(values[name] ?? sign).slice(1, -1),
);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(
  out,
  zipSync({
    'manifest.json': Buffer.from(manifest),
    'color.png': readFileSync(join(source, 'color.png')),
    'outline.png': readFileSync(join(source, 'outline.png')),
  }),
);
console.log(`${out}: upload it in Teams under "Manage your apps", or in the Teams admin center.`);

function readArguments(): { out: string; terms: string | undefined } {
  try {
    const { values: flags } = parseArgs({
      options: { out: { type: 'string' }, terms: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (flags.help) {
      console.log(usage);
      process.exit(0);
    }
    return { out: resolve(flags.out ?? join(project, 'dist/teams/refund-desk.zip')), terms: flags.terms };
  } catch (error) {
    return fail(`${argumentProblem(error)}\n${usage}`);
  }
}
