// Where a customer may be written to: only what staff, a code or the website's signature confirmed.
import { randomInt, timingSafeEqual } from 'node:crypto';
import { findMailAddress, readMailAddress } from '../rules/mail-address.ts';
import type { MailOffer, Result } from '../rules/requests.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { MailAddress } from '../storage/storage/mails.ts';
import type { Identity } from '../storage/storage.ts';
import { changeCase, type Desk } from './desk.ts';
import { post } from './post-mail.ts';

const CODE_MS = 15 * 60_000;
const TRIES = 5;

/** An address that may be written to, and who confirmed it: the id of a staff member, `code` or `identity`. */
export interface Confirmed {
  address: string;
  by: string;
}

/** The confirmed address; null where there is none. */
export function confirmedIn({ confirmed }: MailAddress, identity: Identity | null): Confirmed | null {
  if (confirmed) return confirmed;
  const address = readMailAddress(identity?.email ?? '');
  return address === null ? null : { address, by: 'identity' };
}

/** The same for the conversation of this turn; null where no e-mail is sent, too. */
export async function confirmedAddress(desk: Desk): Promise<Confirmed | null> {
  if (!desk.mail) return null;
  return confirmedIn(await desk.turn.mails.address(), (await desk.turn.conversation())?.identity ?? null);
}

/** The address that a customer gave with a case; null where it is none. */
export function addressIn({ email, contact }: Pick<Case, 'email' | 'contact'>): string | null {
  return readMailAddress(email ?? '') ?? findMailAddress(contact ?? '');
}

/** What a customer may be offered with a case; null where no e-mail is sent, the channel brings answers by itself, or there is no address. */
export async function mailOffer(desk: Desk, found: Case): Promise<MailOffer | null> {
  const conversation = await desk.turn.conversation();
  if (!desk.mail || conversation?.reference) return null;
  const confirmed = await confirmedAddress(desk);
  const address = confirmed?.address ?? addressIn(found);
  return address === null ? null : { address, isConfirmed: confirmed !== null };
}

/** Confirms an address for this conversation. */
export async function confirm(desk: Desk, number: number, address: string, by: string): Promise<void> {
  const kept = await desk.turn.mails.address();
  if (kept.confirmed?.address === address && kept.asked === null) return;
  await desk.turn.mails.keepAddress({
    confirmed: { address, by, at: desk.at },
    asked: by === 'code' ? null : kept.asked,
  });
  const happened = { actor: by === 'code' ? 'customer' : by, what: 'email-confirmed', detail: { address } };
  await changeCase(desk, number, {}, happened);
}

/** Sends six digits to the address of this case, to be typed in the chat. */
export async function sendCode(desk: Desk, number: number): Promise<Result> {
  const found = await desk.turn.case(number);
  const offer = found ? await mailOffer(desk, found) : null;
  if (!found || !offer) return { kind: 'nothing-to-confirm' };
  const { address, isConfirmed } = offer;
  if (isConfirmed) return { kind: 'address-confirmed', address };
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const isSent = await post(desk, { kind: 'code', address, case: number, code, office: null });
  if (!isSent) return { kind: 'code-not-sent', address };
  const { confirmed } = await desk.turn.mails.address();
  await desk.turn.mails.keepAddress({ confirmed, asked: { address, code, number, at: desk.at, triesLeft: TRIES } });
  return { kind: 'code-sent', address };
}

/** Takes the digits that a customer typed. */
export async function checkCode(desk: Desk, digits: string): Promise<Result> {
  const { confirmed, asked } = await desk.turn.mails.address();
  if (!asked || !desk.mail) return { kind: 'code-over' };
  const { address, code, number, at } = asked;
  const isRight = code.length === digits.length && timingSafeEqual(Buffer.from(code), Buffer.from(digits));
  const isLate = desk.at > at + CODE_MS;
  if (isRight && !isLate) {
    await confirm(desk, number, address, 'code');
    return { kind: 'address-confirmed', address };
  }
  const triesLeft = isLate ? 0 : asked.triesLeft - 1;
  await desk.turn.mails.keepAddress({ confirmed, asked: triesLeft > 0 ? { ...asked, triesLeft } : null });
  return triesLeft > 0 ? { kind: 'code-wrong', triesLeft } : { kind: 'code-over' };
}
