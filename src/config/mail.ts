// How e-mail is sent: the SMTP server in one address, the sender, and the limits.
import { Wrong } from './wrong.ts';

export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte on. */
  secure: boolean;
  /** STARTTLS must follow; false on this machine alone. */
  requireTls: boolean;
  user: string | null;
  password: string | null;
}

export interface MailSender {
  /** Null for the broker's name. */
  name: string | null;
  address: string;
}

export interface MailSettings {
  smtp: SmtpServer;
  from: MailSender;
  perAddress: number;
  perHour: number;
  /** Where links lead. */
  publicUrl: string;
}

const form = 'Write smtp://user:password@smtp.example.com:587, or smtps:// for TLS from the start.';

/** The SMTP server, or null; what is special in a user's name or a password is written in percents. */
export function smtpServer(text?: string): SmtpServer | null {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || /[^/]/.test(url.pathname) || url.search || url.hash)
    throw new Wrong(`is not the address of an SMTP server. ${form}`);
  if ((url.username === '') !== (url.password === ''))
    throw new Wrong(`has a user without a password, or a password without a user. ${form}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  const isHere = /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  return {
    host,
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    requireTls: !secure && !isHere,
    user: url.username ? decoded(url.username) : null,
    password: url.password ? decoded(url.password) : null,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Wrong(`has a % in it that stands for nothing. Write %25 for a % in the user's name or the password.`);
  }
}

/** Who mail comes from: an address, or a name with the address in angle brackets. */
export function mailSender(text?: string): MailSender | null {
  if (text === undefined) return null;
  const [, name, bracketed, bare] =
    /^(?:"?([^<>"\p{Cc}]{1,80}?)"?\s*<([^\s<>@"]{1,64}@[^\s<>@"]{1,189})>|([^\s<>@"]{1,64}@[^\s<>@"]{1,189}))$/u.exec(
      text,
    ) ?? [];
  const address = bracketed ?? bare;
  if (!address) throw new Wrong('is not an e-mail address. Write desk@example.com, or Refund Desk <desk@example.com>.');
  return { name: name ?? null, address };
}

/** A limit from 1 up to `most`. */
export function mailLimit(fallback: number, most: number) {
  return (text = String(fallback)): number => {
    const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > most)
      throw new Wrong(`is not a limit. Use a number from 1 to ${most}, or leave it out for ${fallback}.`);
    return limit;
  };
}

/** All of it, or null where no e-mail is sent; and what is missing. What could not be read is undefined, and told already. */
export function completeMail({
  smtp,
  from,
  publicUrl,
  ...limits
}: { [name in keyof MailSettings]: MailSettings[name] | null }): { mail: MailSettings | null; problems: string[] } {
  const problems: string[] = [];
  if (smtp === null) {
    if (from) problems.push('SMTP_URL: is not set, but MAIL_FROM is. Set both or none.');
    return { mail: null, problems };
  }
  if (from === null) problems.push('MAIL_FROM: is not set. Set the address that e-mail comes from beside SMTP_URL.');
  if (publicUrl === null)
    problems.push('PUBLIC_URL: is not set. Links in e-mails need it beside SMTP_URL: https://chat.example.com.');
  return { mail: { smtp, from, publicUrl, ...limits } as MailSettings, problems };
}
