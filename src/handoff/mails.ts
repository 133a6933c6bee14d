// Puts e-mails into the outbox, as far as the limits allow, in the turn that brings them about.
import { createHash } from 'node:crypto';
import { mailboxOf } from '../rules/mail-address.ts';
import type { NewMail } from '../storage/storage/mails.ts';
import type { Turn } from '../storage/storage.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface MailRules {
  /** So many e-mails one customer's address gets in a day. */
  perAddress: number;
  /** So many are sent in an hour in all. */
  perHour: number;
}

/** Keeps a mail to be sent; false where it would be one too many. */
export async function post(
  turn: Turn,
  rules: MailRules,
  mail: Omit<NewMail, 'addressKey' | 'madeAt'>,
  at: number,
): Promise<boolean> {
  const addressKey = createHash('sha256').update(mailboxOf(mail.address)).digest('base64url');
  const { address, hour, byCustomers } = await turn.mails.count({
    addressKey,
    dayFrom: at - DAY_MS,
    hourFrom: at - HOUR_MS,
  });
  const isToOffice = mail.kind === 'new-case';
  const isByCustomer = isToOffice || mail.kind === 'code';
  if (!isToOffice && address >= rules.perAddress) return false;
  if (hour >= rules.perHour) return false;
  // A flood of messages leaves the other half to answers.
  if (isByCustomer && byCustomers >= Math.ceil(rules.perHour / 2)) return false;
  await turn.mails.add({ ...mail, addressKey, madeAt: at });
  return true;
}
