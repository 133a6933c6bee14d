// Every setting: its name, what it means, what holds without it, and how it is checked.
import { resolve } from 'node:path';
import { type BotAccount, describeIncomplete } from './config/bot-account.ts';
import { completeEntra, type EntraSettings } from './config/entra.ts';
import { completeMail, type MailSettings, mailLimit, mailSender, smtpServer } from './config/mail.ts';
import { microsoftSettings } from './config/microsoft-settings.ts';
import { origins, proxies, publicUrl } from './config/origins.ts';
import { longSecret, type SigningSecret, signingSecrets } from './config/secrets.ts';
import { oneOf, onOrOff, type Setting } from './config/setting.ts';
import { Wrong } from './config/wrong.ts';

export interface Config {
  host: string;
  port: number;
  production: boolean;
  /** Absolute paths. */
  dataDir: string;
  contentDir: string;
  databaseUrl: string | null;
  databaseListenUrl: string | null;
  /** Origins as browsers send them: scheme, host and, where it is not the usual one, port. */
  allowedOrigins: string[];
  publicUrl: string | null;
  /** How many proxies of ours stand in front; 0 believes no forwarded header. */
  trustProxy: number;
  logLevel: string;
  directLineSecret: string | null;
  /** The first signs, all verify; empty where they are kept in the database. */
  tokenSecrets: SigningSecret[];
  /** What the website signs its customers' identities with; empty where it does not. */
  identitySecrets: SigningSecret[];
  metricsToken: string | null;
  /** Null where no e-mail is sent. */
  mail: MailSettings | null;
  bot: BotAccount;
  /** Null where staff do not sign in from Teams. */
  entra: EntraSettings | null;
  /** Whether /api/messages is open. */
  botMessages: boolean;
}

function port(text = '3978'): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new Wrong('is not a port. Use a number from 1 to 65535, or leave it out for 3978.');
  return Number(text);
}

function host(text = '127.0.0.1'): string {
  if (/[\s/]|^\w+:\/\//.test(text)) throw new Wrong('is not an address. Use 127.0.0.1, or 0.0.0.0 for all networks.');
  return text;
}

function databaseUrl(text?: string): string | null {
  if (text !== undefined && !(/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)))
    throw new Wrong('is not the address of a PostgreSQL database. Write postgres://user:password@host:5432/name.');
  return text ?? null;
}

/** The settings in the order in which they are explained. */
export const settings = {
  HOST: { meaning: 'The address the server listens on; 0.0.0.0 for all networks.', fallback: '127.0.0.1', read: host },
  PORT: { meaning: 'The port it listens on; 0 takes any free one.', fallback: '3978', read: port },
  NODE_ENV: {
    meaning: '`production` closes everything that is open for trying out, and logs JSON.',
    fallback: 'development',
    read: oneOf(['development', 'production', 'test'] as const, 'development'),
  },
  DATA_DIR: {
    meaning: 'The folder of the SQLite file; unused with DATABASE_URL.',
    fallback: 'data/',
    read: (text = 'data', project: string) => resolve(project, text),
  },
  DATABASE_URL: {
    meaning: 'A PostgreSQL database that keeps everything instead of SQLite: `postgres://...`.',
    fallback: 'not set',
    secret: true,
    read: databaseUrl,
  },
  DATABASE_LISTEN_URL: {
    meaning: 'The same database without a pooler between; needed only where DATABASE_URL leads to a pooler.',
    fallback: 'DATABASE_URL',
    secret: true,
    read: databaseUrl,
  },
  CONTENT_DIR: {
    meaning: 'The folder that holds `dialogs/` and `knowledge/`.',
    fallback: "the project's folder",
    read: (text = '.', project: string) => resolve(project, text),
  },
  ALLOWED_ORIGINS: {
    meaning: 'The websites that may show the chat, with commas: `https://www.example.com`. Needed in production.',
    fallback: "only the server's own pages",
    read: origins,
  },
  PUBLIC_URL: {
    meaning: 'How browsers reach the server behind a proxy: `https://chat.example.com`. Needed with SMTP_URL.',
    fallback: 'what the request says',
    read: publicUrl,
  },
  TRUST_PROXY: {
    meaning: 'How many proxies of yours stand in front; that many forwarded addresses are believed.',
    fallback: '0',
    read: proxies,
  },
  LOG_LEVEL: {
    meaning: 'How much is logged.',
    fallback: 'info',
    read: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const, 'info'),
  },
  DIRECT_LINE_SECRET: {
    meaning: 'Lets a server of yours call `tokens/generate` and name the user.',
    fallback: 'not set',
    secret: true,
    read: longSecret,
  },
  TOKEN_SECRETS: {
    meaning:
      'What tokens are signed with: `id:secret`, several with commas. The first signs, all verify. Needed in production.',
    fallback: 'made once and kept in the database',
    secret: true,
    read: signingSecrets,
  },
  IDENTITY_SECRETS: {
    meaning:
      'What your website signs the identities of logged-in customers with: `id:secret`, several with commas; each verifies.',
    fallback: 'not set: all customers are anonymous',
    secret: true,
    read: signingSecrets,
  },
  METRICS_TOKEN: {
    meaning: 'Opens `/metrics` to who sends it as bearer token; without it only this machine may read them.',
    fallback: 'not set',
    secret: true,
    read: longSecret,
  },
  SMTP_URL: {
    meaning:
      'The server that e-mail is sent by: `smtp://user:password@smtp.example.com:587` with STARTTLS, `smtps://` with TLS from the start. Without TLS only on this machine.',
    fallback: 'no e-mail',
    secret: true,
    read: smtpServer,
  },
  MAIL_FROM: {
    meaning: 'Who e-mail comes from: `desk@example.com`, or with a name before it in `<>`. Needed with SMTP_URL.',
    fallback: 'not set',
    read: mailSender,
  },
  MAIL_PER_ADDRESS: {
    meaning: "How many e-mails one customer's address gets in a day at most.",
    fallback: '3',
    read: mailLimit(3, 50),
  },
  MAIL_PER_HOUR: {
    meaning: 'How many e-mails are sent in an hour in all, by all servers together.',
    fallback: '200',
    read: mailLimit(200, 100_000),
  },
  ...microsoftSettings,
  BOT_MESSAGES: {
    meaning:
      '`on` opens `/api/messages` to Bot Framework channels. Without an app id it takes what comes from this machine, as the Bot Framework Emulator does.',
    fallback: 'on outside production; in production on with an app id',
    read: onOrOff,
  },
} satisfies Record<string, Setting<unknown>>;

/** Reads all settings, or says everything that is wrong with them; relative folders start at `project`. */
export function readConfig(
  env: Record<string, string | undefined>,
  project = process.cwd(),
): { config: Config } | { problems: string[] } {
  const problems: string[] = [];
  const read = <T>(name: string, setting: Setting<T>): T => {
    const text = env[name]?.trim() || undefined;
    try {
      return setting.read(text, project);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      problems.push(
        `${name}: ${setting.secret || error.message.startsWith('holds') ? '' : `"${text}" `}${error.message}`,
      );
      return undefined as T;
    }
  };
  const production = read('NODE_ENV', settings.NODE_ENV) === 'production';
  const bot = {
    appId: read('MICROSOFT_APP_ID', settings.MICROSOFT_APP_ID),
    appPassword: read('MICROSOFT_APP_PASSWORD', settings.MICROSOFT_APP_PASSWORD),
    appCertificate: read('MICROSOFT_APP_CERTIFICATE', settings.MICROSOFT_APP_CERTIFICATE),
    appType: read('MICROSOFT_APP_TYPE', settings.MICROSOFT_APP_TYPE),
    appTenantId: read('MICROSOFT_APP_TENANT_ID', settings.MICROSOFT_APP_TENANT_ID),
  };
  problems.push(...describeIncomplete(bot));
  const { entra, problems: unnamed } = completeEntra(
    {
      appId: read('ENTRA_APP_ID', settings.ENTRA_APP_ID),
      tenantId: read('ENTRA_TENANT_ID', settings.ENTRA_TENANT_ID),
      staffRole: read('ENTRA_STAFF_ROLE', settings.ENTRA_STAFF_ROLE),
      guests: read('ENTRA_GUESTS', settings.ENTRA_GUESTS) ?? false,
    },
    bot,
  );
  problems.push(...unnamed);
  const publicUrl = read('PUBLIC_URL', settings.PUBLIC_URL);
  const { mail, problems: missing } = completeMail({
    smtp: read('SMTP_URL', settings.SMTP_URL),
    from: read('MAIL_FROM', settings.MAIL_FROM),
    perAddress: read('MAIL_PER_ADDRESS', settings.MAIL_PER_ADDRESS),
    perHour: read('MAIL_PER_HOUR', settings.MAIL_PER_HOUR),
    publicUrl,
  });
  problems.push(...missing);
  const config: Config = {
    host: read('HOST', settings.HOST),
    port: read('PORT', settings.PORT),
    production,
    dataDir: read('DATA_DIR', settings.DATA_DIR),
    databaseUrl: read('DATABASE_URL', settings.DATABASE_URL),
    databaseListenUrl: read('DATABASE_LISTEN_URL', settings.DATABASE_LISTEN_URL),
    contentDir: read('CONTENT_DIR', settings.CONTENT_DIR),
    allowedOrigins: read('ALLOWED_ORIGINS', settings.ALLOWED_ORIGINS),
    publicUrl,
    trustProxy: read('TRUST_PROXY', settings.TRUST_PROXY),
    logLevel: read('LOG_LEVEL', settings.LOG_LEVEL),
    directLineSecret: read('DIRECT_LINE_SECRET', settings.DIRECT_LINE_SECRET),
    tokenSecrets: read('TOKEN_SECRETS', settings.TOKEN_SECRETS),
    identitySecrets: read('IDENTITY_SECRETS', settings.IDENTITY_SECRETS),
    metricsToken: read('METRICS_TOKEN', settings.METRICS_TOKEN),
    mail,
    bot,
    entra,
    botMessages: read('BOT_MESSAGES', settings.BOT_MESSAGES) ?? (!production || bot.appId !== null),
  };
  return problems.length ? { problems: problems.sort() } : { config };
}

/** Whether others than this machine are served, or may be: then nothing may stay open. */
export function servesOthers(config: Config): boolean {
  return config.production || !/^(localhost|127(\.\d{1,3}){3}|::1)$/.test(config.host);
}

/** Lists the settings by which something stays open that must not be where others are served, with what to set. */
export function openDoors(config: Config): string[] {
  const doors: string[] = [];
  if (!config.allowedOrigins.length)
    doors.push('ALLOWED_ORIGINS: is not set. List the websites that may show the chat: https://www.example.com.');
  if (!config.tokenSecrets.length)
    doors.push('TOKEN_SECRETS: is not set. Write id:secret with 32 random characters or more.');
  if (config.botMessages && config.bot.appId === null)
    doors.push('BOT_MESSAGES: is on without MICROSOFT_APP_ID. Set the app id, or BOT_MESSAGES=off.');
  return doors.sort();
}
