// Holds, what is kept of one conversation, and the trail of both, in whichever database.
import type { Access, Rows } from './access.ts';
import type { DataEvent, DataOfTurn, DataStore, Hold, NewDataEvent, Subject } from './storage/data.ts';
import type { Json } from './storage.ts';
import { keepText, readText } from './text.ts';

interface HoldRow {
  id: number;
  kind: Subject['kind'];
  value: string;
  reason: string;
  placed_at: number;
  placed_by: string;
  ended_at: number | null;
  ended_by: string | null;
}

const columns = 'id, kind, value, reason, placed_at, placed_by, ended_at, ended_by';
const insertHold = `insert into holds (kind, value, reason, placed_at, placed_by) values (?, ?, ?, ?, ?) returning ${columns}`;
const endHold = `update holds set ended_at = ?, ended_by = ? where id = ? and ended_at is null returning ${columns}`;
const selectHolds = `select ${columns} from holds order by id`;
const selectInForce = `select ${columns} from holds where ended_at is null order by id`;
const insertEvent = 'insert into data_events (at, actor, what, detail) values (?, ?, ?, ?)';
const selectEvents = 'select id, at, actor, what, detail from data_events order by id desc limit ?';

/** Every table with rows of a conversation, and how they are found; what becomes due is no data of a customer's. */
const tables: Record<string, string> = {
  conversations: 'id = ?',
  activities: 'conversation_id = ? order by sequence',
  cases: 'conversation_id = ? order by number',
  case_events: 'number in (select number from cases where conversation_id = ?) order by number, position',
  unanswered: 'conversation_id = ? order by id',
  mails: 'conversation_id = ? order by made_at',
  mail_addresses: 'conversation_id = ?',
  last_seen: 'conversation_id = ?',
  files: 'conversation_id = ? order by created_at',
  teams_threads: 'conversation_id = ? order by number',
  teams_posts: 'conversation_id = ? order by number, sequence',
};
/** Hashes, codes and keys, which open something or say nothing. */
const leftOut = new Set(['resume', 'code', 'client_key', 'address_key', 'attempts', 'under_way', 'ready_at']);
const json = new Set(['activity', 'state', 'reference', 'identity', 'answers', 'tried', 'detail', 'entries']);

/** Finds conversations by a piece of a text; each value is a pattern. */
const found: Record<'customer' | 'email', string[]> = {
  customer: [
    'select id from conversations where identity like ?',
    'select conversation_id as id from cases where identity like ?',
  ],
  email: [
    'select id from conversations where lower(identity) like ?',
    "select conversation_id as id from cases where lower(coalesce(email, '') || ' ' || coalesce(contact, '') || ' ' || coalesce(identity, '')) like ?",
    'select conversation_id as id from mail_addresses where lower(address) like ?',
  ],
};

/** This part of the storage. */
export function dataStore({ read, write }: Access): DataStore {
  return {
    addHold: ({ subject, reason, by, at }) =>
      write(async (rows) => {
        const values = [subject.kind, keepText(subject.value), keepText(reason), at, keepText(by)];
        const [row] = await rows<HoldRow>(insertHold, values);
        const hold = toHold(row as HoldRow);
        await noteIn(rows, { at, actor: by, what: 'held', detail: { hold: hold.id, subject, reason } });
        return hold;
      }),

    endHold: (id, by, at) =>
      write(async (rows) => {
        const [row] = await rows<HoldRow>(endHold, [at, keepText(by), id]);
        if (!row) return undefined;
        await noteIn(rows, { at, actor: by, what: 'released', detail: { hold: id } });
        return toHold(row);
      }),

    holds: async (endedToo = false) => (await read<HoldRow>(endedToo ? selectHolds : selectInForce, [])).map(toHold),

    async conversationsOf({ kind, value }) {
      const ids: { id: string }[] = [];
      if (kind === 'everything') ids.push(...(await read<{ id: string }>('select id from conversations', [])));
      else if (kind === 'conversation') ids.push({ id: keepText(value) });
      else {
        const piece = kind === 'email' ? value.toLowerCase() : JSON.stringify(value);
        // What would be a wildcard fits any sign: whoever asked looks closer.
        const pattern = `%${piece.replace(/[\\%]/g, '_')}%`;
        for (const select of found[kind]) ids.push(...(await read<{ id: string }>(select, [pattern])));
      }
      return [...new Set(ids.map(({ id }) => readText(id)))];
    },

    async contentsOf(conversationId) {
      const all: Record<string, Json[]> = {};
      for (const [table, where] of Object.entries(tables)) {
        const rows = await read<Json>(`select * from ${table} where ${where}`, [keepText(conversationId)]);
        all[table] = rows.map(readable);
      }
      return all;
    },

    note: (event) => write((rows) => noteIn(rows, event)),

    async dataEvents(limit) {
      const rows = await read<Omit<DataEvent, 'detail'> & { detail: string }>(selectEvents, [limit]);
      return rows.map((row) => ({ ...row, actor: readText(row.actor), detail: JSON.parse(row.detail) }));
    },
  };
}

/** The same inside a turn, whose rows this gives. */
export function turnData(rows: Rows): DataOfTurn {
  return {
    holds: async () => (await rows<HoldRow>(selectInForce, [])).map(toHold),
    note: (event) => noteIn(rows, event),
  };
}

async function noteIn(rows: Rows, { at, actor, what, detail }: NewDataEvent): Promise<void> {
  await rows(insertEvent, [at, keepText(actor), what, JSON.stringify(detail)]);
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    subject: { kind: row.kind, value: readText(row.value) } as Subject,
    reason: readText(row.reason),
    at: row.placed_at,
    by: readText(row.placed_by),
    endedAt: row.ended_at,
    endedBy: row.ended_by === null ? null : readText(row.ended_by),
  };
}

function readable(row: Json): Json {
  const read = (column: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    return json.has(column) || (column === 'address' && value.startsWith('{')) ? JSON.parse(value) : readText(value);
  };
  const columns = Object.entries(row).filter(([column]) => !leftOut.has(column));
  return Object.fromEntries(columns.map(([column, value]) => [column, read(column, value)]));
}
