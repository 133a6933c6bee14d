// Who of the broker's tenant may sign in from Microsoft Teams: the app registration, its tenant, a role, and guests.
import type { BotAccount } from './bot-account.ts';
import { Wrong } from './wrong.ts';

export interface EntraSettings {
  /** The app registration that Teams asks tokens for. */
  appId: string;
  tenantId: string;
  /** Whoever holds this role of the app is staff; null where only invited people are. */
  staffRole: string | null;
  /** Whether guests of the tenant may be staff. */
  guests: boolean;
}

/** The value of an app role. */
export function appRole(text?: string): string | null {
  if (text !== undefined && !/^[\w.:-]{1,120}$/.test(text))
    throw new Wrong('is not the value of an app role. Write it as the app registration does: RefundDesk.Staff.');
  return text ?? null;
}

/** The sign-in from Teams; null where nothing names the app and the tenant, which are the bot's own where nothing is set. */
export function completeEntra(
  given: { appId: string | null; tenantId: string | null; staffRole: string | null; guests: boolean },
  bot: Pick<BotAccount, 'appId' | 'appTenantId'>,
): { entra: EntraSettings | null; problems: string[] } {
  const appId = given.appId ?? bot.appId;
  const tenantId = given.tenantId ?? bot.appTenantId;
  const { staffRole, guests } = given;
  if (appId !== null && tenantId !== null) return { entra: { appId, tenantId, staffRole, guests }, problems: [] };
  const isWanted = given.appId !== null || given.tenantId !== null || staffRole !== null || guests;
  if (!isWanted) return { entra: null, problems: [] };
  const problems: string[] = [];
  if (appId === null)
    problems.push('ENTRA_APP_ID: is not set, but staff are to sign in from Teams. Set it, or MICROSOFT_APP_ID.');
  if (tenantId === null)
    problems.push(
      'ENTRA_TENANT_ID: is not set, but staff are to sign in from Teams. Set it, or MICROSOFT_APP_TENANT_ID.',
    );
  return { entra: null, problems };
}
