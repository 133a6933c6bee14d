// Signs the codes in links of e-mails: each opens one conversation, for whoever got that mail.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** So long after its mail was made a link works. */
export const LINK_MS = 7 * 24 * 3_600_000;

export interface MailLinks {
  /** The code in the link of this mail; the same each time. */
  code(mail: { id: string; conversationId: string }): string;
  /** The mail whose code this is; null where it was not signed here. */
  read(code: string): { mailId: string; conversationId: string } | null;
}

/** The first secret signs, all verify. */
export function createMailLinks(secrets: { secret: string }[]): MailLinks {
  const sign = (secret: string, conversationId: string, mailId: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['mail-link', conversationId, mailId]))
      .digest();

  return {
    code: ({ id, conversationId }) =>
      `${conversationId}.${id}.${sign(secrets[0]?.secret ?? '', conversationId, id).toString('base64url')}`,

    read(code) {
      const [, conversationId = '', mailId = '', given = ''] = /^(.+)\.([\w-]+)\.([\w-]+)$/.exec(code) ?? [];
      const signature = Buffer.from(given, 'base64url');
      const isOurs = secrets.some(({ secret }) => {
        const right = sign(secret, conversationId, mailId);
        return right.length === signature.length && timingSafeEqual(right, signature);
      });
      return isOurs ? { mailId, conversationId } : null;
    },
  };
}
