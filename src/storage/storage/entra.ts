// The part of the interface that is about the Entra accounts of staff, by which Microsoft Teams knows them.
import type { Staff } from './staff.ts';

export interface EntraAccount {
  tenantId: string;
  objectId: string;
  /** What let its owner in: an invitation that was used, or a role in the tenant. */
  by: 'invitation' | 'role';
  /** Whether another tenant vouched for its owner then. */
  isGuest: boolean;
}

/** Thrown where the account belongs to another staff member, or the staff member has another account. */
export class AlreadyBound extends Error {}

export interface EntraStore {
  /** Whose account this is, also where that person was revoked, and when a token of it was last checked. */
  entraAccount(
    tenantId: string,
    objectId: string,
  ): Promise<{ staff: Staff; by: EntraAccount['by']; isGuest: boolean; checkedAt: number } | undefined>;
  /** Binds an account to a staff member, for good. Throws `AlreadyBound`. */
  bindEntra(staff: string, account: EntraAccount, at: number): Promise<void>;
  /** Keeps that a token of this account was checked. */
  checkedEntra(tenantId: string, objectId: string, at: number): Promise<void>;
}
