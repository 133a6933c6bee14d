// Who of the staff speaks in Microsoft Teams: the Entra account that the connector vouches for, if it was bound.
import type { Staff } from '../../storage/storage/staff.ts';
import type { Json, Storage } from '../../storage/storage.ts';
import type { EntraRules } from '../staff-teams-sign-in.ts';

/** A role is looked at when its holder opens the tab; so long it is believed. */
const ROLE_MS = 7 * 86_400_000;

/** Finds the staff member who sent this; undefined for everybody else. `now` in milliseconds since 1970. */
export function createWho(parts: {
  storage: Pick<Storage, 'entraAccount'>;
  entra: EntraRules | null;
  now: () => number;
}): (given: Json) => Promise<Staff | undefined> {
  const { storage, entra, now } = parts;
  return async (given) => {
    if (!entra || given.channelId !== 'msteams') return undefined;
    const { aadObjectId } = (given.from ?? {}) as { aadObjectId?: unknown };
    const tenantId = tenantOf(given);
    if (typeof aadObjectId !== 'string' || tenantId !== entra.tenantId) return undefined;
    const account = await storage.entraAccount(tenantId, aadObjectId);
    if (!account || account.staff.revokedAt !== null) return undefined;
    if (account.isGuest && !entra.guests) return undefined;
    const isHeld = account.by === 'invitation' || (entra.staffRole !== null && now() - account.checkedAt < ROLE_MS);
    return isHeld ? account.staff : undefined;
  };
}

/** Teams, "Conversation basics": the tenant stands in channelData, in a chat also in the conversation. */
function tenantOf({ channelData, conversation }: Json): unknown {
  const { tenant } = (channelData ?? {}) as { tenant?: { id?: unknown } };
  return tenant?.id ?? (conversation as { tenantId?: unknown } | undefined)?.tenantId;
}
