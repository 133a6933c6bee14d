// Keeps which Entra account each staff member has, in whichever database.
import type { Access, Rows } from './access.ts';
import { AlreadyBound, type EntraAccount, type EntraStore } from './storage/entra.ts';
import type { Staff } from './storage/staff.ts';
import { keepText, readText } from './text.ts';

interface AccountRow {
  staff_id: string;
  let_in_by: 'invitation' | 'role';
  is_guest: number;
  checked_at: number;
}

const insert =
  'insert into entra_accounts (tenant_id, object_id, staff_id, let_in_by, is_guest, checked_at) values (?, ?, ?, ?, ?, ?)';
const selectFree =
  'select entra_accounts.staff_id, staff.revoked_at from entra_accounts join staff on staff.id = entra_accounts.staff_id ' +
  'where (tenant_id = ? and object_id = ?) or staff_id = ?';

// Whoever was bound a moment ago, on another node, stays so: then the insert fails.
const dropOld =
  'delete from entra_accounts where tenant_id = ? and object_id = ? and ' +
  '(staff_id = ? or staff_id in (select id from staff where revoked_at is not null))';

/** Binds the account to the person, in a transaction; throws `AlreadyBound` where either has another. */
export async function bindAccount(rows: Rows, staffId: string, account: EntraAccount, at: number): Promise<void> {
  const { tenantId, objectId, by, isGuest } = account;
  const place = [keepText(tenantId), keepText(objectId)];
  const bound = await rows<{ staff_id: string; revoked_at: number | null }>(selectFree, [...place, staffId]);
  // Whoever was shut out may be invited anew, as somebody else.
  if (bound.some((one) => one.revoked_at === null && one.staff_id !== staffId)) throw new AlreadyBound();
  await rows(dropOld, [...place, staffId]);
  const [other] = await rows('select staff_id from entra_accounts where staff_id = ?', [staffId]);
  if (other) throw new AlreadyBound();
  await rows(insert, [...place, staffId, by, isGuest ? 1 : 0, at]);
}

/** This part of the storage. */
export function entraStore(
  { read, write }: Access,
  staffMember: (id: string) => Promise<Staff | undefined>,
): EntraStore {
  return {
    async entraAccount(tenantId, objectId) {
      const select =
        'select staff_id, let_in_by, is_guest, checked_at from entra_accounts where tenant_id = ? and object_id = ?';
      const [row] = await read<AccountRow>(select, [keepText(tenantId), keepText(objectId)]);
      const staff = row && (await staffMember(readText(row.staff_id)));
      return staff && { staff, by: row.let_in_by, isGuest: row.is_guest === 1, checkedAt: row.checked_at };
    },

    async bindEntra(staff, account, at) {
      await write((rows) => bindAccount(rows, keepText(staff), account, at));
    },

    async checkedEntra(tenantId, objectId, at) {
      const update = 'update entra_accounts set checked_at = ? where tenant_id = ? and object_id = ?';
      await write((rows) => rows(update, [at, keepText(tenantId), keepText(objectId)]));
    },
  };
}
