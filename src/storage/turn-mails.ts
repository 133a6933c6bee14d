// The e-mails of one conversation, inside its turn.
import { randomBytes } from 'node:crypto';
import { type MailRow, mailColumns, passGate, readAddress } from './mails.ts';
import type { Value } from './rows.ts';
import type { ConversationMails, Mail, MailAddress, MailCounts, MailKind, NewMail } from './storage/mails.ts';
import { keepText } from './text.ts';

const count =
  'select (select count(*) from mails where address_key = ? and made_at > ?) as address, ' +
  '(select count(*) from mails where made_at > ?) as hour, ' +
  "(select count(*) from mails where made_at > ? and kind in ('new-case', 'code')) as by_customers";

const insert = `insert into mails (${mailColumns}, ready_at, under_way) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0)`;

const end =
  'update mails set outcome = ?, ended_at = ?, address = null, code = null, under_way = 0 ' +
  'where conversation_id = ? and id = ? and attempts = ? and outcome is null returning id';

const useLink =
  'update mails set link_used_at = ? where conversation_id = ? and id = ? and made_at > ? ' +
  "and kind in ('reply', 'closed') and link_used_at is null returning id";

const keepAddress =
  'insert into mail_addresses (conversation_id, address) values (?, ?) ' +
  'on conflict (conversation_id) do update set address = excluded.address';

/** Each takes the conversation's id. */
export const forgetMails = ['mails', 'mail_addresses', 'last_seen'].map(
  (table) => `delete from ${table} where conversation_id = ?`,
);

/** `rows` runs a statement inside the turn that has locked the conversation; `id` is the conversation's, as it is kept. */
export function turnMails(parts: {
  id: string;
  conversationId: string;
  rows: <Row>(statement: string, values: Value[]) => Promise<Row[]>;
}): ConversationMails {
  const { id: conversation, conversationId, rows } = parts;
  return {
    async count({ addressKey, dayFrom, hourFrom }): Promise<MailCounts> {
      await rows(passGate, []);
      const [row] = await rows<{ address: number; hour: number; by_customers: number }>(count, [
        addressKey,
        dayFrom,
        hourFrom,
        hourFrom,
      ]);
      return { address: Number(row?.address), hour: Number(row?.hour), byCustomers: Number(row?.by_customers) };
    },

    async add(mail: NewMail): Promise<Mail> {
      const id = randomBytes(16).toString('base64url');
      await rows(insert, [
        id,
        conversation,
        mail.kind,
        keepText(mail.address),
        mail.addressKey,
        mail.case,
        mail.code,
        mail.office === null ? null : keepText(mail.office),
        mail.madeAt,
        mail.madeAt,
      ]);
      return { ...mail, id, conversationId, attempts: 0 };
    },

    async newest(kind: MailKind): Promise<number | null> {
      const [row] = await rows<{ made_at: number }>(
        'select made_at from mails where conversation_id = ? and kind = ? order by made_at desc limit 1',
        [conversation, kind],
      );
      return row?.made_at ?? null;
    },

    async end({ id, attempts }: Mail, outcome, at): Promise<boolean> {
      return (await rows<MailRow>(end, [outcome, at, conversation, id, attempts + 1])).length > 0;
    },

    async useLink(mailId, madeAfter, at): Promise<boolean> {
      return (await rows(useLink, [at, conversation, keepText(mailId), madeAfter])).length > 0;
    },

    address: () => readAddress(rows, conversation),

    async keepAddress(address: MailAddress): Promise<void> {
      await rows(keepAddress, [conversation, JSON.stringify(address)]);
    },

    async seenAt(): Promise<number | null> {
      const [row] = await rows<{ at: number }>('select at from last_seen where conversation_id = ?', [conversation]);
      return row?.at ?? null;
    },
  };
}
