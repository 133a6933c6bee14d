// Staff come in from Microsoft Teams: by the account that was bound when an invitation was used, or by a role in the tenant.
import { randomUUID } from 'node:crypto';
import { isSameName, readName } from '../handoff/people.ts';
import { hashOf, isSecret } from '../handoff/staff-secrets.ts';
import { AlreadyBound } from '../storage/storage/entra.ts';
import type { NewStaffToken, Staff } from '../storage/storage/staff.ts';
import type { Storage } from '../storage/storage.ts';
import { Refusal } from './http.ts';
import type { EntraSettings, EntraTokens, EntraUser } from './tokens/entra-token.ts';

export interface EntraRules extends EntraSettings {
  /** Whoever holds this role of the app is staff; null where only invited people are. */
  staffRole: string | null;
  guests: boolean;
}

export interface TeamsSignIn {
  /** Who may come in with this token of Teams, and with the code of an invitation where one is given; `token` is kept for them. */
  enter(teamsToken: unknown, code: unknown, token: NewStaffToken): Promise<Staff>;
}

/** `entra` is null where staff do not sign in from Teams. */
export function createTeamsSignIn(parts: {
  storage: Storage;
  entra: (EntraRules & { tokens: EntraTokens }) | null;
}): TeamsSignIn {
  const { storage, entra } = parts;

  async function enter(user: EntraUser, code: unknown, token: NewStaffToken, rules: EntraRules): Promise<Staff> {
    if (user.isGuest && !rules.guests)
      throw new Refusal(403, 'guest', 'Guests of the tenant are not let in. Ask the administrator for ENTRA_GUESTS.');
    const { tenantId, objectId } = user;
    const hasRole = rules.staffRole !== null && user.roles.includes(rules.staffRole);
    const account = await storage.entraAccount(tenantId, objectId);
    const isKnown = account !== undefined && account.staff.revokedAt === null;
    if (isKnown && (account.by === 'invitation' || hasRole)) {
      await storage.checkedEntra(tenantId, objectId, token.createdAt);
      const person = await storage.addToken(account.staff.id, token);
      if (person) return person;
    }
    if (code !== undefined) return useCode(user, code, token);
    if (isKnown) {
      // The role was taken away: what it opened closes everywhere.
      await storage.dropTokens(account.staff.id);
      await storage.changeStaff(account.staff.id, { available: false });
    }
    if (account || !hasRole) throw notInvited();
    return addByRole(user, token);
  }

  async function useCode({ tenantId, objectId, isGuest }: EntraUser, code: unknown, token: NewStaffToken) {
    const account = { tenantId, objectId, isGuest, by: 'invitation' } as const;
    const used = isSecret(code) ? storage.useCode(hashOf(code), token, token.createdAt, account) : undefined;
    const person = await used?.catch((error) => {
      if (error instanceof AlreadyBound)
        throw new Refusal(409, 'already-bound', 'This invitation, or your account, belongs to somebody else already.');
      throw error;
    });
    if (!person)
      throw new Refusal(401, 'code-refused', 'This link was used before, or has ended. Ask for a new sign-in link.');
    return person;
  }

  async function addByRole({ tenantId, objectId, isGuest, name }: EntraUser, token: NewStaffToken): Promise<Staff> {
    const at = token.createdAt;
    const made = await storage.addStaff({
      id: randomUUID(),
      name: await freeName(readName(name ?? '') ?? 'Staff'),
      office: null,
      role: 'staff',
      createdAt: at,
    });
    try {
      await storage.bindEntra(made.id, { tenantId, objectId, isGuest, by: 'role' }, at);
    } catch {
      // Somebody who opens two tabs at once is one person: the other one was first.
      await storage.revokeStaff(made.id, at);
    }
    const bound = await storage.entraAccount(tenantId, objectId);
    const person = bound && (await storage.addToken(bound.staff.id, token));
    if (!person) throw notInvited();
    return person;
  }

  /** Nobody may pass for a colleague. */
  async function freeName(name: string): Promise<string> {
    const taken = await storage.staff();
    const isFree = (wanted: string) => !taken.some((one) => isSameName(one.name, wanted));
    for (let count = 1; ; count++) {
      const wanted = count === 1 ? name : `${name.slice(0, 50)} ${count}`;
      if (isFree(wanted)) return wanted;
    }
  }

  return {
    async enter(teamsToken, code, token) {
      if (!entra)
        throw new Refusal(403, 'teams-off', 'Nobody signs in from Teams here. Set ENTRA_APP_ID and ENTRA_TENANT_ID.');
      return enter(await entra.tokens.verify(teamsToken), code, token, entra);
    },
  };
}

const notInvited = () =>
  new Refusal(403, 'not-invited', 'Your account is not known here. Open the refund desk once with your invitation.');
