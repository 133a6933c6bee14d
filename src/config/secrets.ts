// Secrets among the settings: long enough, and where there are several, each with an id of its own.
import { list } from './list.ts';
import { Wrong } from './wrong.ts';

export interface SigningSecret {
  kid: string;
  secret: string;
}

/** A secret of a server, or null. */
export function longSecret(text?: string): string | null {
  if (text !== undefined && text.length < 32)
    throw new Wrong('is too short to be a secret. Use 32 random characters or more.');
  return text ?? null;
}

/** What tokens are signed with: `id:secret`, several with commas. */
export function signingSecrets(text = ''): SigningSecret[] {
  const secrets = list(text).map((part) => {
    const [, kid, secret] = /^([\w-]+):(.+)$/.exec(part) ?? [];
    if (!kid || !secret) throw new Wrong('is not a list of signing secrets. Write id:secret, several with commas.');
    if (secret.length < 32)
      throw new Wrong(`holds a secret ("${kid}") that is too short. Use 32 random characters or more.`);
    return { kid, secret };
  });
  if (new Set(secrets.map(({ kid }) => kid)).size < secrets.length)
    throw new Wrong('names a key id twice. Give each secret an id of its own.');
  return secrets;
}
