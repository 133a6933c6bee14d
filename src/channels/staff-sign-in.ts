// Staff come in by a one-time code or from Microsoft Teams, go again, and say who and where they are.
import type { Content } from '../content/content.ts';
import { isSameName, readName } from '../handoff/people.ts';
import { hashOf, isSecret, newSecret, tokenEnd } from '../handoff/staff-secrets.ts';
import type { Staff, StaffChange } from '../storage/storage/staff.ts';
import type { Storage } from '../storage/storage.ts';
import { Refusal, type Route } from './http.ts';
import { type StaffAccess, signInNeeded } from './staff-access.ts';
import type { SignedIn, StaffRoute } from './staff-route.ts';
import type { TeamsSignIn } from './staff-teams-sign-in.ts';

export interface StaffSignIn {
  signIn: Route;
  signOut: StaffRoute;
  me: StaffRoute;
  changeMe: StaffRoute;
}

/** `now` in milliseconds since 1970. */
export function createStaffSignIn(parts: {
  storage: Storage;
  access: Pick<StaffAccess, 'countAttempt'>;
  teams: TeamsSignIn;
  content: () => Content;
  now: () => number;
}): StaffSignIn {
  const { storage, access, teams, content, now } = parts;

  async function readChange(body: unknown, person: SignedIn): Promise<StaffChange> {
    const { available, name, office } = (body ?? {}) as Record<string, unknown>;
    const change: StaffChange = {};
    if (available !== undefined) {
      if (typeof available !== 'boolean') throw wrong('"available" is true or false.');
      change.available = available;
    }
    if (name !== undefined) {
      change.name = typeof name === 'string' ? readName(name) : undefined;
      if (change.name === undefined) throw wrong('"name" is a name of 1 to 60 characters.');
      await refuseTaken(change.name, person.id);
    }
    if (office !== undefined) {
      const ids = content().offices.map(({ id }) => id);
      if (office === null && person.role !== 'lead') throw wrong('"office" may be null for leads only.');
      if (office !== null && !ids.includes(office as string)) throw wrong(`"office" is one of: ${ids.join(', ')}.`);
      change.office = office as string | null;
    }
    return change;
  }

  /** Nobody may pass for a colleague. */
  async function refuseTaken(name: string, own: string): Promise<void> {
    const taken = (await storage.staff()).some((other) => other.id !== own && isSameName(other.name, name));
    if (taken)
      throw new Refusal(409, 'name-taken', `Somebody else is called ${name} here. Add a letter or a last name.`);
  }

  return {
    async signIn(call) {
      access.countAttempt(call);
      const { code, teamsToken } = (call.body ?? {}) as { code?: unknown; teamsToken?: unknown };
      const [secret, at] = [newSecret(), now()];
      const token = { hash: hashOf(secret), createdAt: at, expiresAt: tokenEnd(at, at) };
      if (teamsToken !== undefined)
        return { status: 200, body: { token: secret, ...describe(await teams.enter(teamsToken, code, token)) } };
      const person = isSecret(code) ? await storage.useCode(hashOf(code), token, at) : undefined;
      if (!person)
        throw new Refusal(401, 'code-refused', 'This link was used before, or has ended. Ask for a new sign-in link.');
      return { status: 200, body: { token: secret, ...describe(person) } };
    },

    async signOut(_call, { id, token }) {
      await storage.dropToken(token);
      // Whoever has left the last machine takes no customers.
      const left = (await storage.tokens(id)).filter(({ expiresAt }) => expiresAt > now());
      if (left.length === 0) await storage.changeStaff(id, { available: false });
      return { status: 204 };
    },

    async me(_call, { id }) {
      const person = await storage.staffMember(id);
      if (!person) throw signInNeeded();
      return { status: 200, body: describe(person) };
    },

    async changeMe(call, person) {
      const changed = await storage.changeStaff(person.id, await readChange(call.body, person));
      if (!changed) throw signInNeeded();
      return { status: 200, body: describe(changed) };
    },
  };
}

const describe = ({ id, name, office, role, available }: Staff) => ({ id, name, office, role, available });
const wrong = (message: string) => new Refusal(400, 'BadArgument', message);
