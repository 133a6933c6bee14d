// Sends the e-mails that wait in the outbox: each by one server, tried again for a day.
import type { Logger } from 'pino';
import type { Content } from '../content/content.ts';
import { repeat } from '../conversation/repeat.ts';
import type { Conversations } from '../conversation.ts';
import { endMail } from '../handoff/post-mail.ts';
import type { Mail } from '../storage/storage/mails.ts';
import { DatabaseDown, type Storage } from '../storage/storage.ts';
import { writeLetter } from './mail/letter.ts';
import { createMailLinks, LINK_MS } from './mail/links.ts';
import { NotMailed, openTransport, type SmtpServer } from './mail/transport.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Five sends end within a minute; a server that stands still for longer than this may see its mail sent twice. */
const LEASE_MS = 300_000;
const AT_ONCE = 5;
const FIRST_WAIT_MS = 60_000;
const NOTE_AGAIN_MS = 200;
/** Longer than a link works and a limit looks back. */
const KEEP_MS = LINK_MS + DAY_MS;

export interface MailerSettings {
  smtp: SmtpServer;
  from: { name: string | null; address: string };
  perHour: number;
  /** Where browsers reach the server. */
  publicUrl: string;
}

export interface Mailer {
  /** Begins no more sends and resolves when the running ones are noted. */
  stop(): Promise<void>;
}

/** Looks every so many milliseconds. `secrets` are those that tokens are signed with; `now` in milliseconds since 1970. */
export function createMailer(parts: {
  settings: MailerSettings;
  storage: Pick<Storage, 'mails'>;
  conversations: Pick<Conversations, 'within'>;
  content: () => Content;
  secrets: { secret: string }[];
  log: Logger;
  now: () => number;
  every: number;
}): Mailer {
  const { settings, storage, conversations, content, log, now } = parts;
  const send = openTransport(settings.smtp);
  const links = createMailLinks(parts.secrets);
  let stopping = false;
  let cleanedAt = 0;

  async function run(): Promise<void> {
    let taken: Mail[];
    do {
      const at = now();
      const quota = { perHour: settings.perHour, hourFrom: at - HOUR_MS };
      taken = await storage.mails.take(at, at + LEASE_MS, AT_ONCE, quota);
      await Promise.all(taken.map((mail) => deliver(mail).catch(report(mail))));
    } while (taken.length === AT_ONCE && !stopping);
    if (now() < cleanedAt + HOUR_MS) return;
    cleanedAt = now();
    await storage.mails.dropBefore(cleanedAt - KEEP_MS);
  }

  async function deliver(mail: Mail): Promise<void> {
    const about = describe(mail);
    try {
      await send({ ...write(mail), to: mail.address });
    } catch (err) {
      if (!(err instanceof NotMailed)) throw err;
      const isOver = now() - mail.madeAt > DAY_MS;
      if (!err.isFinal && !isOver) {
        const waitMs = Math.min(FIRST_WAIT_MS * 2 ** mail.attempts, HOUR_MS);
        log.warn({ ...about, reason: err.message, waitMs }, 'An e-mail could not be sent; it is tried again.');
        return storage.mails.giveBack(mail, Math.ceil(now() + waitMs * spread()));
      }
      log.error({ ...about, reason: err.message }, 'An e-mail could not be sent; it is given up.');
      return note(mail, 'failed');
    }
    log.info(about, 'An e-mail was sent.');
    return note(mail, 'sent');
  }

  function write(mail: Mail) {
    const { subject, text } = writeLetter(content(), mail, linkIn(mail));
    const { name, address } = settings.from;
    const host = address.slice(address.indexOf('@') + 1);
    return {
      from: { name: name ?? content().broker.name, address },
      subject,
      text,
      messageId: `<${mail.id}@${host}>`,
    };
  }

  // Behind the # a link says nothing to whoever fetches it: a scanner of mails uses nothing up.
  function linkIn(mail: Mail): string {
    return mail.kind === 'new-case'
      ? `${settings.publicUrl}/staff#case=${mail.case}`
      : `${settings.publicUrl}/chat#code=${links.code(mail)}`;
  }

  /** What was sent and is not noted would be sent again: a database that is away is waited for. */
  async function note(mail: Mail, outcome: 'sent' | 'failed'): Promise<void> {
    const until = now() + LEASE_MS / 2;
    for (;;) {
      try {
        await conversations.within(mail.conversationId, async (desk) => {
          await endMail(desk, mail, outcome);
          return [];
        });
        return;
      } catch (error) {
        if (stopping || !(error instanceof DatabaseDown) || now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, NOTE_AGAIN_MS));
      }
    }
  }

  function report(mail: Mail) {
    return (err: unknown) => log.error({ err, ...describe(mail) }, 'Of an e-mail it could not be noted how it ended.');
  }

  const looks = repeat(parts.every, run, log, {
    fails: 'E-mails cannot be taken; this is tried until it works.',
    works: 'E-mails are taken again.',
  });

  return {
    stop() {
      stopping = true;
      return looks.stop();
    },
  };
}

/** For the log, which is no place for an address. */
function describe({ conversationId: conversation, kind: mail, case: about, attempts }: Mail) {
  return { conversation, mail, case: about, tries: attempts + 1 };
}

/** Keeps what failed together from coming again together. */
const spread = () => 1 + Math.random() / 10;
