// Keeps staff, their sign-in codes and tokens, in whichever database.
import type { Access, Rows } from './access.ts';
import { bindAccount } from './entra.ts';
import type { Value } from './rows.ts';
import type { NewStaffToken, Role, Staff, StaffChange, StaffStore, StaffToken } from './storage/staff.ts';
import { keepText, readText } from './text.ts';

interface StaffRow {
  id: string;
  name: string;
  office: string | null;
  role: Role;
  available: number;
  seen_at: number | null;
  created_at: number;
  duty_until: number | null;
  revoked_at: number | null;
}

interface TokenRow {
  hash: string;
  token_created_at: number;
  used_at: number;
  expires_at: number;
}

const MOST_LISTED = 1000;
// On so many machines somebody may be signed in; the oldest token gives way.
const MOST_TOKENS = 10;

const columns = 'id, name, office, role, available, seen_at, duty_until, created_at, revoked_at';
const tokenColumns = 'hash, staff_tokens.created_at as token_created_at, used_at, expires_at';
const dropCodes = 'delete from staff_codes where staff_id = ?';
const dropTokens = 'delete from staff_tokens where staff_id = ?';
const fields = {
  name: 'name',
  office: 'office',
  role: 'role',
  available: 'available',
  dutyUntil: 'duty_until',
} as const;

/** This part of the storage. */
export function staffStore({ read, write }: Access): StaffStore {
  const one = async (rows: Promise<StaffRow[]>): Promise<Staff | undefined> => {
    const [row] = await rows;
    return row && toStaff(row);
  };

  return {
    addStaff({ id, name, office, role, createdAt }) {
      const statement = `insert into staff (id, name, office, role, created_at) values (?, ?, ?, ?, ?) returning ${columns}`;
      const values = [keepText(id), keepText(name), textOrNull(office), role, createdAt];
      return write(async (rows) => toStaff((await rows<StaffRow>(statement, values))[0] as StaffRow));
    },

    async staff(revokedToo = false) {
      const where = revokedToo ? '' : ' where revoked_at is null';
      const rows = await read<StaffRow>(`select ${columns} from staff${where} order by name, id limit ?`, [
        MOST_LISTED,
      ]);
      return rows.map(toStaff);
    },

    staffMember: (id) => one(read(`select ${columns} from staff where id = ?`, [keepText(id)])),

    changeStaff: (id, change) => one(write((rows) => changeStaff(rows, id, change))),

    revokeStaff(id, at) {
      const statement = `update staff set revoked_at = ?, available = 0 where id = ? and revoked_at is null returning ${columns}`;
      return write(async (rows) => {
        await shutOut(rows, id);
        return one(rows(statement, [at, keepText(id)]));
      });
    },

    addCode({ hash, staff, expiresAt }) {
      return write(async (rows) => {
        await rows(dropCodes, [keepText(staff)]);
        await rows('insert into staff_codes (hash, staff_id, expires_at) values (?, ?, ?)', [
          hash,
          keepText(staff),
          expiresAt,
        ]);
      });
    },

    useCode(hash, token, now, account) {
      return write(async (rows) => {
        const used = 'delete from staff_codes where hash = ? returning staff_id, expires_at';
        const [code] = await rows<{ staff_id: string; expires_at: number }>(used, [hash]);
        if (!code || code.expires_at <= now) return undefined;
        const person = await one(changeStaff(rows, readText(code.staff_id), { available: true }, now));
        if (person && account) await bindAccount(rows, code.staff_id, account, now);
        if (person) await addToken(rows, code.staff_id, token);
        return person;
      });
    },

    addToken(staff, token) {
      return write(async (rows) => {
        const person = await one(changeStaff(rows, staff, { available: true }, token.createdAt));
        if (person) await addToken(rows, keepText(staff), token);
        return person;
      });
    },

    async token(hash) {
      const statement = `select ${columns.replace('created_at', 'staff.created_at')}, ${tokenColumns} from staff_tokens join staff on staff.id = staff_id where hash = ?`;
      const [row] = await read<StaffRow & TokenRow>(statement, [hash]);
      return row && { ...toToken(row), staff: toStaff(row) };
    },

    touchToken(hash, usedAt, expiresAt) {
      return write(async (rows) => {
        const touch = 'update staff_tokens set used_at = ?, expires_at = ? where hash = ? returning staff_id';
        const [touched] = await rows<{ staff_id: string }>(touch, [usedAt, expiresAt, hash]);
        if (touched) await rows('update staff set seen_at = ? where id = ?', [usedAt, touched.staff_id]);
      });
    },

    async tokens(staff) {
      const statement = `select ${tokenColumns} from staff_tokens where staff_id = ? order by created_at desc`;
      return (await read<TokenRow>(statement, [keepText(staff)])).map(toToken);
    },

    async dropToken(hash) {
      await write((rows) => rows('delete from staff_tokens where hash = ?', [hash]));
    },

    dropTokens: (staff) => write((rows) => shutOut(rows, staff)),
  };
}

function changeStaff(rows: Rows, id: string, change: StaffChange, seenAt?: number): Promise<StaffRow[]> {
  const set: string[] = [];
  const values: Value[] = [];
  for (const [field, column] of Object.entries(fields)) {
    const value = change[field as keyof StaffChange];
    if (value === undefined) continue;
    set.push(`${column} = ?`);
    values.push(typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : textOrNull(value));
  }
  if (seenAt !== undefined) {
    set.push('seen_at = ?');
    values.push(seenAt);
  }
  if (set.length === 0) return rows(`select ${columns} from staff where id = ? and revoked_at is null`, [keepText(id)]);
  const statement = `update staff set ${set.join(', ')} where id = ? and revoked_at is null returning ${columns}`;
  return rows(statement, [...values, keepText(id)]);
}

async function addToken(rows: Rows, staffId: string, { hash, createdAt, expiresAt }: NewStaffToken): Promise<void> {
  await rows('insert into staff_tokens (hash, staff_id, created_at, used_at, expires_at) values (?, ?, ?, ?, ?)', [
    hash,
    staffId,
    createdAt,
    createdAt,
    expiresAt,
  ]);
  const kept = 'select hash from staff_tokens where staff_id = ? and expires_at > ? order by created_at desc limit ?';
  await rows(`delete from staff_tokens where staff_id = ? and hash not in (${kept})`, [
    staffId,
    staffId,
    createdAt,
    MOST_TOKENS,
  ]);
}

async function shutOut(rows: Rows, id: string): Promise<void> {
  for (const statement of [dropCodes, dropTokens]) await rows(statement, [keepText(id)]);
}

function toStaff(row: StaffRow): Staff {
  return {
    id: readText(row.id),
    name: readText(row.name),
    office: row.office === null ? null : readText(row.office),
    role: row.role,
    available: row.available === 1,
    seenAt: row.seen_at,
    dutyUntil: row.duty_until,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

function toToken(row: TokenRow): StaffToken {
  return { hash: row.hash, createdAt: row.token_created_at, usedAt: row.used_at, expiresAt: row.expires_at };
}

function textOrNull(text: string | null): Value {
  return text === null ? null : keepText(text);
}
