// What is mailed and when: a new message to its office; an answer, or that a case was closed, to a customer who is gone.
import type { Office } from '../content/help.ts';
import { openness } from '../rules/hours.ts';
import { readMailAddress } from '../rules/mail-address.ts';
import type { Case } from '../storage/storage/cases.ts';
import { type Desk, officeOf } from './desk.ts';
import { confirmedAddress } from './mail-address.ts';
import { post } from './post-mail.ts';

/** The due row after which it is looked whether the customer has read what staff wrote. */
export const REPLY_MAIL = 'reply-mail';
/** A customer of whose client nothing was heard for so long is gone. */
export const GONE_MS = 3 * 60_000;

const mostCases = 50;

/** Tells the office of a new message, or the one that opens first where it is for any. */
export async function mailOffice(desk: Desk, opened: Case): Promise<void> {
  const office = officeOf(desk, opened.office) ?? opensFirst(desk.content.offices, desk.at);
  const address = readMailAddress(office?.email ?? '');
  if (!office || address === null) return;
  await post(desk, { kind: 'new-case', address, case: opened.number, code: null, office: office.id });
}

/** Looks after a while whether what staff wrote has reached the customer. */
export async function scheduleReplyMail(desk: Desk): Promise<void> {
  if (!desk.mail || (await desk.turn.conversation())?.reference) return;
  await desk.turn.schedule({ kind: REPLY_MAIL, at: desk.at + GONE_MS });
}

/** Tells a customer who has been gone since staff wrote that there is an answer; once until they come back. */
export async function mailReply(desk: Desk): Promise<void> {
  const answered = (await desk.turn.cases(mostCases)).filter(({ staffAt }) => staffAt !== null);
  const newest = answered.sort((one, other) => Number(other.staffAt) - Number(one.staffAt))[0];
  const confirmed = await confirmedAddress(desk);
  if (!newest || !confirmed) return;
  const seenAt = (await desk.turn.mails.seenAt()) ?? 0;
  const toldAt = (await desk.turn.mails.newest('reply')) ?? 0;
  // Their client was there after it came, or an e-mail waits for them already.
  if (seenAt >= Number(newest.staffAt) || toldAt > seenAt) return;
  await post(desk, { kind: 'reply', address: confirmed.address, case: newest.number, code: null, office: null });
}

/** Tells a customer who is gone that a case was closed because nobody wrote. */
export async function mailClosed(desk: Desk, closed: Case): Promise<void> {
  const confirmed = await confirmedAddress(desk);
  const seenAt = (await desk.turn.mails.seenAt()) ?? 0;
  if (!confirmed || (await desk.turn.conversation())?.reference || seenAt > desk.at - GONE_MS) return;
  await post(desk, { kind: 'closed', address: confirmed.address, case: closed.number, code: null, office: null });
}

function opensFirst(offices: readonly Office[], at: number): Office | undefined {
  const wait = ({ hours }: Office) => {
    const { open, opensAt } = openness(hours, at);
    return open ? 0 : (opensAt ?? Number.POSITIVE_INFINITY);
  };
  return offices.toSorted((one, other) => wait(one) - wait(other) || 0)[0];
}
