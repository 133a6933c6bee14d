// Hands e-mails to the SMTP server, and says how that ended.
import { createTransport } from 'nodemailer';

export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte on. */
  secure: boolean;
  /** STARTTLS must follow; without it nothing is encrypted. */
  requireTls: boolean;
  user: string | null;
  password: string | null;
}

export interface Letter {
  from: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
  /** The same for each try, so that a mail that comes twice can be known. */
  messageId: string;
}

const SEND_MS = 60_000;

/** Thrown where a letter was not taken: the reason without an address, and whether trying again is in vain. */
export class NotMailed extends Error {
  readonly isFinal: boolean;

  constructor(reason: string, isFinal: boolean) {
    super(reason);
    this.isFinal = isFinal;
  }
}

/** What sends one letter; it ends within a minute. */
export function openTransport(server: SmtpServer): (letter: Letter) => Promise<void> {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    // Only on this machine: what a server there offers is signed by nobody.
    ignoreTLS: !server.requireTls,
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    dnsTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return async ({ from, to, subject, text, messageId }) => {
    try {
      await transport.sendMail({
        from,
        // RFC 5321 takes it from here alone: a list in an address is no list.
        envelope: { from: from.address, to: [to] },
        to: { name: '', address: to },
        subject,
        text,
        messageId,
        // RFC 3834: whoever answers by itself does not answer this.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: AbortSignal.timeout(SEND_MS),
      });
    } catch (error) {
      throw notMailed(error);
    }
  };
}

/** A server's words may hold the address, so they are left out. */
function notMailed(error: unknown): NotMailed {
  const {
    code = 'unknown',
    responseCode = 0,
    command = '',
  } = error as {
    code?: string;
    responseCode?: number;
    command?: string;
  };
  const at = command ? ` at ${command}` : '';
  const said = responseCode ? `, it answered ${responseCode}` : '';
  // What is refused of one letter stays refused. A log-in or a sender that is refused is for the operator to correct.
  const isFinal = responseCode >= 500 && (command.startsWith('RCPT') || command.startsWith('DATA'));
  return new NotMailed(`The SMTP server did not take an e-mail (${code}${at}${said}).`, isFinal);
}
