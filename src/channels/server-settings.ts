// The settings that the web server needs.
import type { BotAccount } from './bot-framework/adapter.ts';
import type { OriginSettings } from './origins.ts';
import type { EntraRules } from './staff-teams-sign-in.ts';

export interface ServerSettings extends OriginSettings {
  host: string;
  port: number;
  /** The folder that holds dialogs/ and knowledge/. */
  contentDir: string;
  tokenSecrets: { kid: string; secret: string }[];
  /** What the website signs its customers' identities with; empty where it does not. */
  identitySecrets: { kid: string; secret: string }[];
  directLineSecret: string | null;
  metricsToken: string | null;
  mail: object | null;
  bot: BotAccount;
  /** Null where staff do not sign in from Teams. */
  entra: EntraRules | null;
  /** Whether POST /api/messages is there. */
  botMessages: boolean;
}
