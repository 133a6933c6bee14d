// Puts e-mails into the outbox as far as the limits allow, and keeps in the trail of their case what became of them.
import { createHash } from 'node:crypto';
import { mailboxOf } from '../rules/mail-address.ts';
import type { Mail, NewMail } from '../storage/storage/mails.ts';
import { changeCase, type Desk } from './desk.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface MailRules {
  /** So many e-mails one customer's address gets in a day. */
  perAddress: number;
  /** So many are sent in an hour in all. */
  perHour: number;
}

/** Keeps a mail to be sent; false where none are sent, or it would be one too many. */
export async function post(desk: Desk, mail: Omit<NewMail, 'addressKey' | 'madeAt'>): Promise<boolean> {
  const { turn, at, mail: rules } = desk;
  if (!rules) return false;
  const addressKey = createHash('sha256').update(mailboxOf(mail.address)).digest('base64url');
  const counts = await turn.mails.count({ addressKey, dayFrom: at - DAY_MS, hourFrom: at - HOUR_MS });
  const isToOffice = mail.kind === 'new-case';
  const isByCustomer = isToOffice || mail.kind === 'code';
  const isOver =
    (!isToOffice && counts.address >= rules.perAddress) ||
    counts.hour >= rules.perHour ||
    // A flood of messages leaves the other half to answers.
    (isByCustomer && counts.byCustomers >= Math.ceil(rules.perHour / 2));
  if (isOver) await note(desk, mail, 'over-limit');
  else await turn.mails.add({ ...mail, addressKey, madeAt: at });
  return !isOver;
}

/** Keeps how a mail ended; nothing where another server did before. */
export async function endMail(desk: Desk, mail: Mail, outcome: 'sent' | 'failed'): Promise<void> {
  if (await desk.turn.mails.end(mail, outcome, desk.at))
    await note(desk, mail, outcome === 'sent' ? 'sent' : 'given-up');
}

async function note(desk: Desk, mail: Pick<NewMail, 'case' | 'kind'>, outcome: string): Promise<void> {
  if (mail.case === null || !(await desk.turn.case(mail.case))) return;
  const detail = { mail: mail.kind, outcome };
  await changeCase(desk, mail.case, {}, { actor: 'system', what: 'mailed', detail });
}
