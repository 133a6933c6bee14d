// Settings: what they are without any, what is said of wrong ones, and what must not stay open.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, openDoors, readConfig, servesOthers } from '../src/config.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

function config(env: Record<string, string>): Config {
  const read = readConfig(env, '/project');
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.config;
}

function problems(env: Record<string, string>): string[] {
  const read = readConfig(env, '/project');
  return 'problems' in read ? read.problems : [];
}

test('without any setting the server is for this machine and the project folder', () => {
  expect(config({})).toEqual({
    host: '127.0.0.1',
    port: 3978,
    production: false,
    dataDir: '/project/data',
    contentDir: '/project',
    databaseUrl: null,
    databaseListenUrl: null,
    allowedOrigins: [],
    publicUrl: null,
    trustProxy: 0,
    logLevel: 'info',
    directLineSecret: null,
    tokenSecrets: [],
    identitySecrets: [],
    metricsToken: null,
    mail: null,
    bot: { appId: null, appPassword: null, appCertificate: null, appType: 'SingleTenant', appTenantId: null },
    entra: null,
    botMessages: true,
  });
});

test('an empty setting is one that is not set', () => {
  expect(config({ PORT: '', HOST: ' ' })).toEqual(config({}));
});

test('every setting is read', () => {
  const read = config({
    HOST: '0.0.0.0',
    PORT: '0',
    NODE_ENV: 'production',
    DATA_DIR: '/var/ace',
    CONTENT_DIR: 'content',
    DATABASE_URL: 'postgres://me:pass@db:5432/ace',
    ALLOWED_ORIGINS: 'https://www.example.com, https://example.com:8443/',
    PUBLIC_URL: 'https://chat.example.com',
    TRUST_PROXY: '2',
    LOG_LEVEL: 'warn',
    DIRECT_LINE_SECRET: SECRET,
    TOKEN_SECRETS: `new:${SECRET}, old:${SECRET}x`,
    IDENTITY_SECRETS: `site:${SECRET}`,
    METRICS_TOKEN: SECRET,
    SMTP_URL: 'smtps://desk%40example.com:p%40ss%3A@smtp.example.com',
    MAIL_FROM: '"Refund Desk" <desk@example.com>',
    MAIL_PER_ADDRESS: '5',
    MAIL_PER_HOUR: '1000',
    MICROSOFT_APP_ID: 'an-app',
    MICROSOFT_APP_PASSWORD: 'its-secret',
    MICROSOFT_APP_TYPE: 'MultiTenant',
    MICROSOFT_APP_TENANT_ID: 'a-tenant',
    ENTRA_TENANT_ID: 'staff-tenant',
    ENTRA_STAFF_ROLE: 'RefundDesk.Staff',
    ENTRA_GUESTS: 'on',
    BOT_MESSAGES: 'off',
  });
  expect(read).toEqual({
    host: '0.0.0.0',
    port: 0,
    production: true,
    dataDir: '/var/ace',
    contentDir: '/project/content',
    databaseUrl: 'postgres://me:pass@db:5432/ace',
    databaseListenUrl: null,
    allowedOrigins: ['https://www.example.com', 'https://example.com:8443'],
    publicUrl: 'https://chat.example.com',
    trustProxy: 2,
    logLevel: 'warn',
    directLineSecret: SECRET,
    tokenSecrets: [
      { kid: 'new', secret: SECRET },
      { kid: 'old', secret: `${SECRET}x` },
    ],
    identitySecrets: [{ kid: 'site', secret: SECRET }],
    metricsToken: SECRET,
    mail: {
      smtp: {
        host: 'smtp.example.com',
        port: 465,
        secure: true,
        requireTls: false,
        user: 'desk@example.com',
        password: 'p@ss:',
      },
      from: { name: 'Refund Desk', address: 'desk@example.com' },
      perAddress: 5,
      perHour: 1000,
      publicUrl: 'https://chat.example.com',
    },
    bot: {
      appId: 'an-app',
      appPassword: 'its-secret',
      appCertificate: null,
      appType: 'MultiTenant',
      appTenantId: 'a-tenant',
    },
    entra: { appId: 'an-app', tenantId: 'staff-tenant', staffRole: 'RefundDesk.Staff', guests: true },
    botMessages: false,
  });
});

test.each([
  ['PORT', '80a', 'PORT: "80a" is not a port. Use a number from 1 to 65535, or leave it out for 3978.'],
  ['PORT', '65536', 'PORT: "65536" is not a port. Use a number from 1 to 65535, or leave it out for 3978.'],
  ['HOST', 'http://x', 'HOST: "http://x" is not an address. Use 127.0.0.1, or 0.0.0.0 for all networks.'],
  ['NODE_ENV', 'prod', 'NODE_ENV: "prod" is not known. Use one of: development, production, test.'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL: "loud" is not known. Use one of: fatal, error, warn, info, debug, trace, silent.'],
  [
    'ALLOWED_ORIGINS',
    'https://ok.example, *',
    'ALLOWED_ORIGINS: holds "*", which is not a website\'s origin. Write https://www.example.com, several with commas.',
  ],
  [
    'ALLOWED_ORIGINS',
    'https://www.example.com/path',
    'ALLOWED_ORIGINS: holds "https://www.example.com/path", which is not a website\'s origin. Write https://www.example.com, several with commas.',
  ],
  [
    'PUBLIC_URL',
    'chat.example.com',
    'PUBLIC_URL: "chat.example.com" is not an address without a path. Write https://chat.example.com.',
  ],
  ['BOT_MESSAGES', 'true', 'BOT_MESSAGES: "true" is not known. Use one of: on, off.'],
  [
    'MICROSOFT_APP_TYPE',
    'Single',
    'MICROSOFT_APP_TYPE: "Single" is not known. Use one of: SingleTenant, UserAssignedMSI, MultiTenant.',
  ],
  ['TRUST_PROXY', 'yes', 'TRUST_PROXY: "yes" is not a number of proxies. Use 1 behind one proxy, 0 for none.'],
])('%s: %s is refused in words', (name, value, words) => {
  expect(problems({ [name]: value })).toEqual([words]);
});

test('all wrong settings are reported at once, and secrets are never repeated', () => {
  const found = problems({
    PORT: 'x',
    DATABASE_URL: 'mysql://me:hunter2@db/ace',
    DIRECT_LINE_SECRET: 'hunter2',
    TOKEN_SECRETS: 'one:hunter2',
    IDENTITY_SECRETS: 'site:hunter2',
    METRICS_TOKEN: 'hunter2',
  });
  expect(found.map((line) => line.split(':')[0])).toEqual([
    'DATABASE_URL',
    'DIRECT_LINE_SECRET',
    'IDENTITY_SECRETS',
    'METRICS_TOKEN',
    'PORT',
    'TOKEN_SECRETS',
  ]);
  expect(found.join()).not.toContain('hunter2');
});

test.each([
  ['no key id', SECRET],
  ['the same key id twice', `one:${SECRET},one:${SECRET}x`],
  ['a short one', 'one:short'],
])('signing secrets with %s are refused', (_what, value) => {
  expect(problems({ TOKEN_SECRETS: value })).toHaveLength(1);
});

const sender = { MAIL_FROM: 'desk@example.com', PUBLIC_URL: 'https://chat.example.com' };
const smtpForm = 'Write smtp://user:password@smtp.example.com:587, or smtps:// for TLS from the start.';
test.each([
  ['smtp.example.com', `SMTP_URL: is not the address of an SMTP server. ${smtpForm}`],
  ['https://smtp.example.com', `SMTP_URL: is not the address of an SMTP server. ${smtpForm}`],
  ['smtp://smtp.example.com/x', `SMTP_URL: is not the address of an SMTP server. ${smtpForm}`],
  ['smtp://smtp.example.com?tls=no', `SMTP_URL: is not the address of an SMTP server. ${smtpForm}`],
  [
    'smtp://hunter2@smtp.example.com',
    `SMTP_URL: has a user without a password, or a password without a user. ${smtpForm}`,
  ],
  [
    'smtp://me:hunter2%@smtp.example.com',
    "SMTP_URL: has a % in it that stands for nothing. Write %25 for a % in the user's name or the password.",
  ],
])('%s is refused as SMTP server, and its password is not repeated', (value, words) => {
  expect(problems({ ...sender, SMTP_URL: value })).toEqual([words]);
});

test.each([
  ['smtp://me:secret@smtp.example.com', { port: 587, secure: false, requireTls: true }],
  ['smtps://me:secret@smtp.example.com', { port: 465, secure: true, requireTls: false }],
  ['smtp://localhost:2525', { port: 2525, secure: false, requireTls: false, user: null, password: null }],
  ['smtp://127.0.0.1', { port: 587, secure: false, requireTls: false }],
  ['smtp://[::1]:25', { host: '::1', port: 25, secure: false, requireTls: false }],
  ['smtp://localhost.example.com', { requireTls: true }],
])('%s needs TLS where it is on another machine', (value, smtp) => {
  expect(config({ ...sender, SMTP_URL: value }).mail?.smtp).toMatchObject(smtp);
});

test.each([
  'desk',
  'desk@example.com, all@example.com',
  'Desk <desk@example.com>, all@example.com',
  'Desk <desk@example.com',
  'Desk\u0000 <desk@example.com>',
  'Desk <desk@example.com>\r\nBcc: all@example.com',
])('%j is refused as sender', (value) => {
  expect(problems({ ...sender, SMTP_URL: 'smtp://localhost', MAIL_FROM: value })).toEqual([
    `MAIL_FROM: "${value}" is not an e-mail address. Write desk@example.com, or Refund Desk <desk@example.com>.`,
  ]);
});

test.each([
  ['0', 'MAIL_PER_ADDRESS: "0" is not a limit. Use a number from 1 to 50, or leave it out for 3.'],
  ['51', 'MAIL_PER_ADDRESS: "51" is not a limit. Use a number from 1 to 50, or leave it out for 3.'],
  ['many', 'MAIL_PER_ADDRESS: "many" is not a limit. Use a number from 1 to 50, or leave it out for 3.'],
])('%s mails a day for one address are refused', (value, words) => {
  expect(problems({ MAIL_PER_ADDRESS: value })).toEqual([words]);
});

test.each([
  ['a sender without a server', { MAIL_FROM: 'desk@example.com' }, ['SMTP_URL']],
  ['a server alone', { SMTP_URL: 'smtp://localhost' }, ['MAIL_FROM', 'PUBLIC_URL']],
  ['a server that cannot be read alone', { SMTP_URL: 'x' }, ['MAIL_FROM', 'PUBLIC_URL', 'SMTP_URL']],
  ['a sender that cannot be read', { ...sender, SMTP_URL: 'smtp://localhost', MAIL_FROM: 'x' }, ['MAIL_FROM']],
  ['all of it', { ...sender, SMTP_URL: 'smtp://localhost' }, []],
])('of e-mail, with %s, it is said what is missing', (_what, env, names) => {
  expect(problems(env).map((line) => line.split(':')[0])).toEqual(names);
});

const app = { MICROSOFT_APP_ID: 'an-app' };
const password = { MICROSOFT_APP_PASSWORD: 'hunter2' };
const tenant = { MICROSOFT_APP_TENANT_ID: 'a-tenant' };
const pem = (name: string) => join(__dirname, 'fixtures/bot-certificate', `${name}.pem`);
const certificate = { MICROSOFT_APP_CERTIFICATE: pem('good') };
const msi = { MICROSOFT_APP_TYPE: 'UserAssignedMSI' };
test.each([
  ['a password without an app', password, ['MICROSOFT_APP_ID']],
  ['an app alone', app, ['MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_TENANT_ID']],
  ['an app of many tenants alone', { ...app, MICROSOFT_APP_TYPE: 'MultiTenant' }, ['MICROSOFT_APP_PASSWORD']],
  ['a managed identity alone', { ...app, ...msi }, ['MICROSOFT_APP_TENANT_ID']],
  ['a managed identity with a password', { ...app, ...msi, ...tenant, ...password }, ['MICROSOFT_APP_PASSWORD']],
  [
    'a managed identity with a certificate',
    { ...app, ...msi, ...tenant, ...certificate },
    ['MICROSOFT_APP_CERTIFICATE'],
  ],
  ['a managed identity', { ...app, ...msi, ...tenant }, []],
  ['a certificate without an app', certificate, ['MICROSOFT_APP_ID']],
  ['a certificate and a password', { ...app, ...tenant, ...certificate, ...password }, ['MICROSOFT_APP_CERTIFICATE']],
  ['a certificate', { ...app, ...tenant, ...certificate }, []],
  ['an app with all', { ...app, ...password, ...tenant }, []],
])('of the account of the bot, with %s, it is said what is wrong', (_what, env, names) => {
  const found = problems(env);
  expect(found.map((line) => line.split(':')[0])).toEqual(names);
  expect(found.join()).not.toContain('hunter2');
});

test.each([
  ['a role without an app', { ENTRA_STAFF_ROLE: 'RefundDesk.Staff' }, ['ENTRA_APP_ID', 'ENTRA_TENANT_ID']],
  ['guests without an app', { ENTRA_GUESTS: 'on' }, ['ENTRA_APP_ID', 'ENTRA_TENANT_ID']],
  ['an app alone', { ENTRA_APP_ID: 'an-app' }, ['ENTRA_TENANT_ID']],
  ['a role that is none', { ENTRA_APP_ID: 'a', ENTRA_TENANT_ID: 'b', ENTRA_STAFF_ROLE: 'a b' }, ['ENTRA_STAFF_ROLE']],
  ['an app and its tenant', { ENTRA_APP_ID: 'a', ENTRA_TENANT_ID: 'b' }, []],
  ['the app and the tenant of the bot', { ...app, ...password, ...tenant, ENTRA_GUESTS: 'on' }, []],
])('of the sign-in from Teams, with %s, it is said what is missing', (_what, env, names) => {
  expect(problems(env).map((line) => line.split(':')[0])).toEqual(names);
});

test.each([
  ['a file', pem('good')],
  ['what is in the file', readFileSync(pem('good'), 'utf8')],
  ['the same on one line', readFileSync(pem('good'), 'utf8').replaceAll('\n', '\\n')],
])('the certificate of the bot is read from %s', (_what, given) => {
  const { appCertificate } = config({ ...app, ...tenant, MICROSOFT_APP_CERTIFICATE: given }).bot;
  const { fingerprint } = new X509Certificate(readFileSync(pem('good')));
  expect(appCertificate?.thumbprint).toBe(fingerprint.replaceAll(':', ''));
  expect(createPrivateKey(appCertificate?.privateKey ?? '').asymmetricKeyType).toBe('rsa');
  expect(new X509Certificate(appCertificate?.chain ?? '').fingerprint).toBe(fingerprint);
});

test.each([
  ['a file that is not there', 'nowhere.pem', 'is neither PEM nor a file that can be read (ENOENT)'],
  [
    'no certificate',
    readFileSync(pem('good'), 'utf8').replaceAll('CERTIFICATE', 'NOTHING'),
    'has no certificate in it',
  ],
  ['no private key', readFileSync(pem('good'), 'utf8').replaceAll('PRIVATE', 'PUBLIC'), 'has no private key in it'],
  [
    'a key with a password',
    readFileSync(pem('good'), 'utf8').replaceAll(' PRIVATE', ' ENCRYPTED PRIVATE'),
    'has no private key in it',
  ],
  [
    'a broken certificate',
    readFileSync(pem('good'), 'utf8').replace('MII', 'XXX'),
    'has a certificate in it that is broken',
  ],
  ['the key of another certificate', pem('other-key'), 'has the private key of another certificate'],
  ['a certificate that ran out', pem('expired'), 'ran out on Feb  1 00:00:00 2020 GMT'],
])('of a certificate of the bot with %s it is said what is wrong', (_what, given, words) => {
  const found = problems({ ...app, ...tenant, MICROSOFT_APP_CERTIFICATE: given });
  expect(found).toEqual([expect.stringContaining(`MICROSOFT_APP_CERTIFICATE: ${words}`)]);
});

test.each([
  ['on outside production', {}, true],
  ['off in production', { NODE_ENV: 'production' }, false],
  ['on in production with an app id', { NODE_ENV: 'production', ...app, ...password, ...tenant }, true],
  ['off where that is set', { ...app, ...password, ...tenant, BOT_MESSAGES: 'off' }, false],
])('messages of Bot Framework channels are %s', (_what, env, botMessages) => {
  expect(config(env).botMessages).toBe(botMessages);
});

describe('what must not stay open', () => {
  const closed = { ALLOWED_ORIGINS: 'https://www.example.com', TOKEN_SECRETS: `one:${SECRET}` };

  test.each([
    ['in production', { NODE_ENV: 'production' }],
    ['beyond this machine', { HOST: '0.0.0.0', BOT_MESSAGES: 'off' }],
  ])('%s everything open is listed with what to set', (_where, env) => {
    expect(openDoors(config(env))).toEqual([
      'ALLOWED_ORIGINS: is not set. List the websites that may show the chat: https://www.example.com.',
      'TOKEN_SECRETS: is not set. Write id:secret with 32 random characters or more.',
    ]);
  });

  test.each([
    ['in production', { NODE_ENV: 'production', BOT_MESSAGES: 'on' }],
    ['beyond this machine', { HOST: '0.0.0.0' }],
  ])('%s messages of Bot Framework channels need an app id', (_where, env) => {
    const door = 'BOT_MESSAGES: is on without MICROSOFT_APP_ID. Set the app id, or BOT_MESSAGES=off.';
    expect(openDoors(config({ ...closed, ...env }))).toEqual([door]);
    expect(openDoors(config({ ...closed, ...env, ...app, ...password, ...tenant }))).toEqual([]);
  });

  test('in production nothing is open once all is set', () => {
    expect(openDoors(config({ NODE_ENV: 'production', ...closed }))).toEqual([]);
  });

  test.each(['127.0.0.1', 'localhost', '::1', '127.0.0.2'])('on %s all may stay open for trying out', (HOST) => {
    expect(servesOthers(config({ HOST }))).toBe(false);
  });
});
