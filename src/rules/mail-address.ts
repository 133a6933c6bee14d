// E-mail addresses that mail may go to: one that is whole and plain, and what is one mailbox under many spellings.

const longestAddress = 254;
const longestName = 64;
const whole = /^[a-z0-9_%+'-]+(?:\.[a-z0-9_%+'-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/;
const within = /[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/i;

/** The address, in small letters; null where the text is anything but one. */
export function readMailAddress(text: string): string | null {
  const address = text.trim().toLowerCase();
  if (address.length > longestAddress || address.indexOf('@') > longestName) return null;
  return whole.test(address) ? address : null;
}

/** The address in what a customer gave as contact: "dana@example.com, 1-973-555-0100". */
export function findMailAddress(contact: string): string | null {
  return readMailAddress(within.exec(contact.slice(0, 500))?.[0] ?? '');
}

/** One text for all spellings that reach the same mailbox: what follows a plus counts nowhere, points do not at Gmail. */
export function mailboxOf(address: string): string {
  const [name = '', host = ''] = address.toLowerCase().split('@');
  const [person = ''] = name.split('+');
  return /^(gmail|googlemail)\.com$/.test(host) ? `${person.replaceAll('.', '')}@gmail.com` : `${person}@${host}`;
}
