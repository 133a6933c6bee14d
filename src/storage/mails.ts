// The outbox of e-mails over the rows of whichever database it is in.
import type { Access } from './access.ts';
import type { Value } from './rows.ts';
import type { MailAddress, MailKind, Outbox } from './storage/mails.ts';
import { keepText, readText } from './text.ts';

export interface MailRow {
  id: string;
  conversation_id: string;
  kind: MailKind;
  address: string;
  address_key: string;
  case_number: number | null;
  code: string | null;
  office: string | null;
  made_at: number;
  attempts: number;
}

export const mailColumns =
  'id, conversation_id, kind, address, address_key, case_number, code, office, made_at, attempts';

/** The one row that whoever counts mails changes first. */
export const passGate = 'update mail_gate set passed = passed + 1';

const countSending =
  "select (select count(*) from mails where outcome = 'sent' and ended_at > ?) + " +
  '(select count(*) from mails where outcome is null and under_way = 1 and ready_at > ?) as sending';

const anyReady = 'select 1 as ready from mails where outcome is null and ready_at <= ? limit 1';

/** `lock` is what the database adds to pass over rows that a turn is ending. */
const take = (lock: string) =>
  'update mails set attempts = attempts + 1, under_way = 1, ready_at = ? where id in ' +
  `(select id from mails where outcome is null and ready_at <= ? order by ready_at limit ?${lock}) ` +
  `returning ${mailColumns}`;

const giveBack =
  'update mails set under_way = 0, ready_at = ? where id = ? and attempts = ? and outcome is null returning id';

const seen = (count: number) =>
  `insert into last_seen (conversation_id, at) values ${Array(count).fill('(?, ?)').join(', ')} ` +
  'on conflict (conversation_id) do update set ' +
  'at = case when excluded.at > last_seen.at then excluded.at else last_seen.at end';

const SEEN_AT_ONCE = 50;

export const toMail = (row: MailRow) => ({
  id: row.id,
  conversationId: readText(row.conversation_id),
  kind: row.kind,
  address: readText(row.address),
  addressKey: row.address_key,
  case: row.case_number,
  code: row.code,
  office: row.office === null ? null : readText(row.office),
  madeAt: row.made_at,
  attempts: row.attempts,
});

/** Where a customer may be written to, by the conversation's id as it is kept. */
export async function readAddress(
  rows: <Row>(statement: string, values: Value[]) => Promise<Row[]>,
  id: string,
): Promise<MailAddress> {
  const select = 'select address from mail_addresses where conversation_id = ?';
  const [row] = await rows<{ address: string }>(select, [id]);
  return row ? JSON.parse(row.address) : { confirmed: null, asked: null };
}

/** The outbox in this database. */
export function openOutbox({ read, write, skipLocked }: Access): Outbox {
  return {
    async take(now, leaseUntil, limit, { perHour, hourFrom }) {
      if ((await read(anyReady, [now])).length === 0) return [];
      return write(async (rows) => {
        await rows(passGate, []);
        const [counted] = await rows<{ sending: number }>(countSending, [hourFrom, now]);
        const most = Math.min(limit, perHour - Number(counted?.sending));
        if (most <= 0) return [];
        const taken = await rows<MailRow>(take(skipLocked), [leaseUntil, now, most]);
        return taken.map((row) => toMail({ ...row, attempts: row.attempts - 1 })).sort((a, b) => a.madeAt - b.madeAt);
      });
    },

    async giveBack({ id, attempts }, readyAt) {
      await write((rows) => rows(giveBack, [readyAt, id, attempts + 1]));
    },

    async dropBefore(madeAt) {
      await write((rows) => rows('delete from mails where made_at < ?', [madeAt]));
    },

    address: (conversationId) => readAddress(read, keepText(conversationId)),

    async countWaiting() {
      const [row] = await read<{ waiting: number }>('select count(*) as waiting from mails where outcome is null', []);
      return Number(row?.waiting);
    },

    async seen(clients) {
      // In one order on all nodes: two that keep the same rows must not wait for each other.
      const rows = clients.map(({ conversationId, at }): [string, number] => [keepText(conversationId), at]);
      rows.sort(([one], [other]) => (one < other ? -1 : 1));
      for (let start = 0; start < rows.length; start += SEEN_AT_ONCE) {
        const some = rows.slice(start, start + SEEN_AT_ONCE);
        await write((run) => run(seen(some.length), some.flat()));
      }
    },
  };
}
