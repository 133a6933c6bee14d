// The bot's account at Azure: its kinds, its certificate, and what each kind needs.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Wrong } from './wrong.ts';

export const appTypes = ['SingleTenant', 'UserAssignedMSI', 'MultiTenant'] as const;

export interface Certificate {
  /** SHA-1 in hexadecimal, as Azure shows it. */
  thumbprint: string;
  /** PEM. */
  privateKey: string;
  /** PEM: the certificate, and what it is signed by. */
  chain: string;
}

/** Without an id requests come unsigned, from this machine only. */
export interface BotAccount {
  appId: string | null;
  appPassword: string | null;
  appCertificate: Certificate | null;
  appType: (typeof appTypes)[number];
  appTenantId: string | null;
}

const pems = (text: string, what: string) =>
  text.match(new RegExp(`-----BEGIN ${what}-----[^-]+-----END ${what}-----`, 'g')) ?? [];

/** Reads a certificate with its private key, given as PEM or as the name of a file that holds it. */
export function readCertificate(text: string | undefined, project: string): Certificate | null {
  if (text === undefined) return null;
  // Where settings are kept on one line each, line breaks are written out.
  const pem = text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : readPem(resolve(project, text));
  const chain = pems(pem, 'CERTIFICATE');
  const [privateKey] = pems(pem, '(?:RSA )?PRIVATE KEY');
  if (chain.length === 0)
    throw new Wrong('has no certificate in it. Put "-----BEGIN CERTIFICATE-----" and what follows there.');
  if (!privateKey)
    throw new Wrong('has no private key in it that can be read. Put it beside the certificate, without a password.');
  const certificate = parse(chain[0] as string);
  if (!certificate.checkPrivateKey(keyOf(privateKey)))
    throw new Wrong('has the private key of another certificate. Put the two together that belong together.');
  if (Date.parse(certificate.validTo) < Date.now())
    throw new Wrong(`ran out on ${certificate.validTo}. Make a new one, and upload it to Azure.`);
  return { thumbprint: certificate.fingerprint.replaceAll(':', ''), privateKey, chain: chain.join('\n') };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Wrong(
      `is neither PEM nor a file that can be read (${code}). Give the name of the file, or what is in it.`,
    );
  }
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Wrong('has a certificate in it that is broken. Take it from its file once more.');
  }
}

function keyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Wrong('has a private key in it that is broken. Take it from its file once more.');
  }
}

/** What is missing beside the app id, or too much, by its kind. */
export function describeIncomplete({ appId, appPassword, appCertificate, appType, appTenantId }: BotAccount): string[] {
  const problems: string[] = [];
  const hasPassword = appPassword !== null;
  const hasCertificate = appCertificate !== null;
  if (appId === null) {
    if (hasPassword) problems.push('MICROSOFT_APP_ID: is not set, but its password is. Set both or none.');
    if (hasCertificate) problems.push('MICROSOFT_APP_ID: is not set, but its certificate is. Set both or none.');
    return problems;
  }
  if (appType === 'UserAssignedMSI') {
    if (hasPassword) problems.push('MICROSOFT_APP_PASSWORD: is set, but a UserAssignedMSI has none. Leave it out.');
    if (hasCertificate)
      problems.push('MICROSOFT_APP_CERTIFICATE: is set, but a UserAssignedMSI has none. Leave it out.');
  } else {
    if (!hasPassword && !hasCertificate)
      problems.push(
        "MICROSOFT_APP_PASSWORD: is not set. Set the app's client secret beside MICROSOFT_APP_ID, or MICROSOFT_APP_CERTIFICATE.",
      );
    if (hasPassword && hasCertificate)
      problems.push('MICROSOFT_APP_CERTIFICATE: is set beside MICROSOFT_APP_PASSWORD. Set one of the two.');
  }
  if (appType !== 'MultiTenant' && appTenantId === null)
    problems.push("MICROSOFT_APP_TENANT_ID: is not set. Set the bot's tenant beside MICROSOFT_APP_ID.");
  return problems;
}
