// A real SMTP server for tests: takes letters, asks for TLS and a log-in, refuses what it is told to.
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

/** PEM: the server's certificate, which nobody trusts by itself. */
export const certificate = readFileSync(join(__dirname, 'fixtures/smtp-certificate/localhost.pem'), 'utf8');

export interface Letter {
  /** As the server was told, whatever the letter says. */
  from: string;
  to: string[];
  /** Names in small letters. */
  headers: Record<string, string>;
  text: string;
  raw: string;
  secure: boolean;
  user: string | undefined;
}

export interface TestSmtp {
  port: number;
  letters: Letter[];
  /** Resolves once so many letters have come. */
  come(count: number): Promise<Letter[]>;
  /** How often a letter was offered, taken or not. */
  offered: () => number;
  /** Answers no letter before this resolves. */
  hold(until: Promise<void>): void;
  /** Says this to the next letters, at `RCPT` or at the end of `DATA`; null takes them again. */
  refuse(status: number | null, at?: 'rcpt' | 'data'): void;
  stop(): Promise<void>;
}

/** `login` is what it asks for; `tls` offers STARTTLS. */
export async function startSmtp(
  options: { port?: number; tls?: boolean; login?: { user: string; password: string } } = {},
): Promise<TestSmtp> {
  const { login, tls = false } = options;
  const letters: Letter[] = [];
  const waiting: (() => void)[] = [];
  let refusal: { status: number; at: 'rcpt' | 'data' } | null = null;
  let offered = 0;
  let held = Promise.resolve();
  const no = (address = '') =>
    Object.assign(new Error(`<${address}> is not wanted`), { responseCode: refusal?.status });
  const server = new SMTPServer({
    authOptional: !login,
    allowInsecureAuth: !tls,
    disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    ...(tls ? { key: certificate, cert: certificate } : {}),
    onAuth({ username, password }, _session, done) {
      if (username === login?.user && password === login?.password) done(null, { user: username });
      else done(new Error('Wrong user or password'));
    },
    onRcptTo({ address }, _session, done) {
      offered += 1;
      done(refusal?.at === 'rcpt' ? no(address) : null);
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', async () => {
        await held;
        if (refusal?.at === 'data') return done(no());
        const raw = Buffer.concat(pieces).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        letters.push({
          ...parse(raw),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
        for (const look of waiting) look();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    letters,
    come: (count) =>
      new Promise((resolve) => {
        const look = () => letters.length >= count && resolve(letters);
        waiting.push(look);
        look();
      }),
    offered: () => offered,
    hold(until) {
      held = until;
    },
    refuse(status, at = 'rcpt') {
      refusal = status === null ? null : { status, at };
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function parse(raw: string): Pick<Letter, 'headers' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    if (name in headers) throw new Error(`The header "${name}" is there twice.`);
    headers[name] = line.slice(line.indexOf(':') + 1).trim();
  }
  const body = raw.slice(end + 4).replaceAll('\r\n', '\n');
  const isQuoted = headers['content-transfer-encoding'] === 'quoted-printable';
  return { headers, text: isQuoted ? unquoted(body) : body };
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_whole, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
