// The app for Microsoft Teams: the zip that `npm run teams:package` makes, against Microsoft's own schema.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { strFromU8, unzipSync } from 'fflate';

const folder = mkdtempSync(join(tmpdir(), 'ace-teams-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

const APP = '11111111-2222-3333-4444-555555555555';
const BOT = '99999999-8888-7777-6666-555555555555';
const env = {
  MICROSOFT_APP_ID: BOT,
  MICROSOFT_APP_PASSWORD: 'x',
  MICROSOFT_APP_TENANT_ID: 'a-tenant',
  ENTRA_APP_ID: APP,
  PUBLIC_URL: 'https://chat.example.com',
};

const run = (settings: Record<string, string>) => {
  const out = join(folder, 'app.zip');
  return promisify(execFile)(process.execPath, ['src/cli/teams-package.ts', '--out', out], {
    env: { ...process.env, CONTENT_DIR: 'test/fixtures/content', ...settings },
  }).then(() => unzipSync(readFileSync(out)));
};

/** Microsoft's schema names draft 4, of which it uses nothing that a later one lacks. */
const schema = (version: string) => {
  const { $schema: _draft, ...rest } = JSON.parse(
    readFileSync(
      join('node_modules/@microsoft/app-manifest/build/json-schemas/teams', version, 'MicrosoftTeams.schema.json'),
      'utf8',
    ),
  );
  return rest;
};

/** Width and height, and whether there is transparency, as the PNG says. */
const measure = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20), hasAlpha: png[25] === 6 };
};

test('the zip holds a manifest that the newest schema takes, with the ids of the settings, and both icons', async () => {
  const files = await run(env);
  expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
  const manifest = JSON.parse(strFromU8(files['manifest.json'] as Uint8Array));
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
    schema(`v${manifest.manifestVersion}`),
  );
  validate(manifest);
  expect(validate.errors).toBeNull();
  expect(validate({ ...manifest, bots: [{ ...manifest.bots[0], scopes: ['everywhere'] }] })).toBe(false);
  expect(manifest).toMatchObject({
    id: APP,
    bots: [{ botId: BOT }],
    composeExtensions: [{ botId: BOT }],
    // Teams refuses an app for teams without it from 1.25 on, which the schema does not say; private channels need it too.
    supportsChannelFeatures: 'tier1',
    validDomains: ['chat.example.com'],
    webApplicationInfo: { id: APP, resource: `api://chat.example.com/${APP}` },
  });
  expect(JSON.stringify(manifest)).not.toMatch(/\{[a-z]+\}/);
  expect(measure(files['color.png'] as Uint8Array)).toMatchObject({ width: 192, height: 192 });
  expect(measure(files['outline.png'] as Uint8Array)).toEqual({ width: 32, height: 32, hasAlpha: true });
});

test('without the ids the command says what to set', async () => {
  const refused = await run({ ...env, PUBLIC_URL: '' }).catch((error) => String(error.stderr));
  expect(refused).toContain('Set MICROSOFT_APP_ID, MICROSOFT_APP_TENANT_ID and PUBLIC_URL');
});
