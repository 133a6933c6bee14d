// The settings of Bot Framework channels and of the sign-in from Microsoft Teams.
import { appTypes, readCertificate } from './bot-account.ts';
import { appRole } from './entra.ts';
import { asItIs, oneOf, onOrOff, type Setting } from './setting.ts';

/** In the order in which they are explained. */
export const microsoftSettings = {
  MICROSOFT_APP_ID: {
    meaning: 'The app id of the bot at Azure, for Teams and other Bot Framework channels.',
    fallback: 'not set',
    read: asItIs,
  },
  MICROSOFT_APP_PASSWORD: {
    meaning: 'Its client secret; not with `UserAssignedMSI` or a certificate.',
    fallback: 'not set',
    secret: true,
    read: asItIs,
  },
  MICROSOFT_APP_CERTIFICATE: {
    meaning: 'Instead of the client secret: a PEM file with the certificate and its private key, or what is in it.',
    fallback: 'not set',
    secret: true,
    read: readCertificate,
  },
  MICROSOFT_APP_TYPE: {
    meaning:
      'How Azure knows the bot: `SingleTenant`, `UserAssignedMSI`, or `MultiTenant` for a bot made before August 2025.',
    fallback: 'SingleTenant',
    read: oneOf(appTypes, 'SingleTenant'),
  },
  MICROSOFT_APP_TENANT_ID: {
    meaning: 'The tenant of the bot; not with `MultiTenant`.',
    fallback: 'not set',
    read: asItIs,
  },
  ENTRA_APP_ID: {
    meaning: 'The app registration by which staff sign in from Microsoft Teams.',
    fallback: 'MICROSOFT_APP_ID',
    read: asItIs,
  },
  ENTRA_TENANT_ID: {
    meaning: 'The tenant of staff: nobody of another one comes in.',
    fallback: 'MICROSOFT_APP_TENANT_ID',
    read: asItIs,
  },
  ENTRA_STAFF_ROLE: {
    meaning:
      'An app role of that registration, as `RefundDesk.Staff`: whoever holds it is staff without an invitation.',
    fallback: 'not set: only who was invited',
    read: appRole,
  },
  ENTRA_GUESTS: {
    meaning: '`on` lets guests of the tenant be staff too, if they were invited or hold the role.',
    fallback: 'off',
    read: onOrOff,
  },
} satisfies Record<string, Setting<unknown>>;
