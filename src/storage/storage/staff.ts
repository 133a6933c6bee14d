// The part of the interface that is about staff: who was invited, and how they come in.

import type { EntraAccount } from './entra.ts';

export type Role = 'staff' | 'lead';

export interface NewStaff {
  id: string;
  name: string;
  /** The office's id; null for who belongs to none. */
  office: string | null;
  role: Role;
  /** Milliseconds since 1970, as are all times here. */
  createdAt: number;
}

export interface Staff extends NewStaff {
  /** Whether they take customers now, as they say themselves. */
  available: boolean;
  seenAt: number | null;
  /** Until when they take customers in Teams, where nobody sees whether they are there. */
  dutyUntil: number | null;
  revokedAt: number | null;
}

export type StaffChange = Partial<Pick<Staff, 'name' | 'office' | 'role' | 'available' | 'dutyUntil'>>;

/** What lets somebody in, once; only its hash is kept. */
export interface SignInCode {
  hash: string;
  /** The id of a staff member. */
  staff: string;
  expiresAt: number;
}

export interface NewStaffToken {
  hash: string;
  createdAt: number;
  expiresAt: number;
}

export interface StaffToken extends NewStaffToken {
  usedAt: number;
}

export interface StaffStore {
  addStaff(person: NewStaff): Promise<Staff>;
  /** All that were not revoked, or all there ever were; by name. */
  staff(revokedToo?: boolean): Promise<Staff[]>;
  /** The person of this id, also a revoked one. */
  staffMember(id: string): Promise<Staff | undefined>;
  /** Changes what is named; undefined where nobody has this id, or the person was revoked. */
  changeStaff(id: string, change: StaffChange): Promise<Staff | undefined>;
  /** Shuts the person out, with all tokens and codes; undefined where nobody has this id, or it was done before. */
  revokeStaff(id: string, at: number): Promise<Staff | undefined>;
  /** Keeps a code; the person's earlier ones hold no longer. */
  addCode(code: SignInCode): Promise<void>;
  /**
   * Takes a code that holds at this time and keeps the token in its place; undefined where it was used, ended or never
   * was. With an account that is bound too; throws `AlreadyBound` where it cannot be, and the code holds on.
   */
  useCode(hash: string, token: NewStaffToken, now: number, account?: EntraAccount): Promise<Staff | undefined>;
  /** Keeps a token of somebody who was let in otherwise, who is available from then on; undefined where nobody has this id, or the person was revoked. */
  addToken(staff: string, token: NewStaffToken): Promise<Staff | undefined>;
  /** Whose token this is and how it stands, also where it ended; undefined where there is none. */
  token(hash: string): Promise<(StaffToken & { staff: Staff }) | undefined>;
  /** Keeps that the token was used at this time, and its owner seen. */
  touchToken(hash: string, usedAt: number, expiresAt: number): Promise<void>;
  /** A person's tokens, the newest first. */
  tokens(staff: string): Promise<StaffToken[]>;
  dropToken(hash: string): Promise<void>;
  /** Drops all tokens and codes of a person. */
  dropTokens(staff: string): Promise<void>;
}
