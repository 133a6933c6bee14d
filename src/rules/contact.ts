// Reads how a customer wants to be reached: an e-mail address or a phone number, and what looks like a typing error in it.
import { typingErrors } from './closest-name.ts';

export interface Contact {
  /** As it is kept: "dana@example.com, 1-973-555-0100". */
  text: string;
  /** The address that was probably meant, where this one looks mistyped. */
  meant: string | null;
  /** What else stands in the text: a name, for instance. */
  rest: string;
}

/** The e-mail address in a contact as it is kept, or null. */
export function emailIn(contact: string | null): string | null {
  return contact?.split(', ').find((one) => one.includes('@')) ?? null;
}

/** Mail hosts that many people use, and so mistype. */
const usualHosts = ['gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'icloud.com', 'aol.com', 'comcast.net'];
/** Hosts that are near to those and right all the same. */
const otherHosts = new Set([
  'ymail.com',
  'mail.com',
  'email.com',
  'gmx.com',
  'live.com',
  'me.com',
  'mac.com',
  'msn.com',
]);
const endings = new Map([
  ['con', 'com'],
  ['cmo', 'com'],
  ['comm', 'com'],
  ['ocm', 'com'],
  ['vom', 'com'],
  ['xom', 'com'],
  ['ent', 'net'],
  ['nte', 'net'],
  ['ogr', 'org'],
]);

const address = /[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/i;
/** A comma for a point, a blank beside the @, no ending. */
const nearlyAddress = /([a-z0-9._%+'-]+)\s*@\s*([a-z0-9-]+(?:\s*[.,;]\s*[a-z0-9-]+)*)/i;

/** No contact stands farther behind, and looking for one there takes long. */
const longest = 500;

/** The contact in a text, or null where there is none. */
export function readContact(whole: string): Contact | null {
  const text = whole.slice(0, longest);
  const found = address.exec(text)?.[0];
  const right = found?.toLowerCase();
  const broken = right ? null : nearlyAddress.exec(text);
  const [phone, rest] = readPhone(text.replace(found ?? broken?.[0] ?? '', ' '));
  if (right) return { text: joined(right, phone), meant: withPhone(mended(right), phone), rest };
  if (broken) {
    const written = broken[0].trim().toLowerCase();
    const host = (broken[2] ?? '').toLowerCase().replace(/\s*[.,;]\s*/g, '.');
    const full = `${broken[1]?.toLowerCase()}@${host.includes('.') ? host : withEnding(host)}`;
    if (!address.test(full)) return phone ? { text: phone, meant: null, rest } : null;
    return { text: joined(written, phone), meant: withPhone(mended(full) ?? full, phone), rest };
  }
  return phone ? { text: phone, meant: null, rest } : null;
}

function mended(mail: string): string | null {
  const [name, host = ''] = mail.split('@');
  if (otherHosts.has(host) || usualHosts.includes(host)) return null;
  const near = usualHosts.find((usual) => typingErrors(host, usual, 2) <= (usual.length > 8 ? 2 : 1));
  if (near) return `${name}@${near}`;
  const ending = host.split('.').at(-1) ?? '';
  const right = endings.get(ending);
  return right ? `${name}@${host.slice(0, -ending.length)}${right}` : null;
}

function withEnding(host: string): string {
  return usualHosts.find((usual) => usual.startsWith(`${host}.`)) ?? host;
}

function withPhone(mail: string | null, phone: string | null): string | null {
  return mail === null ? null : joined(mail, phone);
}

function joined(mail: string, phone: string | null): string {
  return phone ? `${mail}, ${phone}` : mail;
}

/** A US number as "1-973-555-0100", one of another country with its plus; an extension is kept. Then what else was said. */
function readPhone(text: string): [string | null, string] {
  for (const [found] of text.matchAll(/\+?\(?\d[\d().\s/-]{5,22}\d/g)) {
    const digits = found.replace(/\D/g, '');
    const after = text.slice(text.indexOf(found) + found.length);
    const [whole = '', extension] = /^\W*(?:ext(?:ension)?|x)\W*(\d{1,6})\b/i.exec(after) ?? [];
    const behind = extension ? ` ext. ${extension}` : '';
    const rest = text.replace(found + whole, ' ');
    const us = /^1?([2-9]\d{2})([2-9]\d{2})(\d{4})$/.exec(digits);
    if (us && (found.startsWith('+1') || !found.startsWith('+')))
      return [`1-${us[1]}-${us[2]}-${us[3]}${behind}`, rest];
    if (found.startsWith('+') && digits.length >= 8 && digits.length <= 15) return [`+${digits}${behind}`, rest];
  }
  return [null, text];
}
