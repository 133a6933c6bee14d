// What staff do with a case: claim, release, transfer, close, reopen, note. Refused where somebody else holds it.
import type { Attachment } from '../rules/activity.ts';
import { hasReader } from '../rules/made-in-teams.ts';
import { readMailAddress } from '../rules/mail-address.ts';
import type { Result } from '../rules/requests.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Staff } from '../storage/storage/staff.ts';
import { close, putBack, take } from './claims.ts';
import { changeCase, type Desk, isStaff, nameOfStaff, officeOf } from './desk.ts';
import { addressIn, confirm } from './mail-address.ts';
import { scheduleReplyMail } from './mails.ts';
import { isOnDuty } from './on-duty.ts';

export type StaffAction =
  | { kind: 'claim' | 'release' | 'reopen' }
  /** The customer is asked how it was, unless `rating` is false. */
  | { kind: 'close'; rating?: boolean }
  | { kind: 'transfer'; to: { staff: string } | { office: string } }
  | { kind: 'message'; text: string; files?: string[]; attachments?: Attachment[] }
  | { kind: 'note'; text: string }
  /** Without an address the one that came with the case. */
  | { kind: 'confirm-email'; email?: string };

/** Who acts. */
export type Actor = Pick<Staff, 'id' | 'name' | 'office' | 'role'>;

/** Why an action was refused: somebody else was first, or the case stands otherwise than was thought. */
export class CaseConflict extends Error {
  readonly code: ConflictCode;
  /** Who holds the case, or the conversation, and since when (milliseconds since 1970). */
  readonly owner: { id: string; name: string } | null;
  readonly since: number | null;

  constructor(code: ConflictCode, message: string, owner: CaseConflict['owner'] = null, since: number | null = null) {
    super(message);
    this.code = code;
    this.owner = owner;
    this.since = since;
  }
}

export type ConflictCode =
  | 'already-claimed'
  | 'not-yours'
  | 'closed'
  | 'not-closed'
  | 'conversation-taken'
  | 'not-on-duty'
  | 'no-such-office'
  | 'no-address'
  | 'mail-off'
  | 'no-reader';

/** Thrown where there is no case of this number. */
export class UnknownCase extends Error {}

/** Does it; gives what the customer is to be told. A note is kept under `key`, so that a retry is known. */
export async function act(desk: Desk, found: Case, who: Actor, action: StaffAction, key: string): Promise<Result[]> {
  const results = await change(desk, found, who, action, key);
  return hasReader(found.channel) ? results : [];
}

async function change(desk: Desk, found: Case, who: Actor, action: StaffAction, key: string): Promise<Result[]> {
  const by = { actor: who.id };
  switch (action.kind) {
    case 'claim':
      return claim(desk, found, who);
    case 'release':
      mustHold(desk, found, who, true);
      return [await putBack(desk, found, 'released', { ...by, what: 'released' })];
    case 'transfer':
      return transfer(desk, found, who, action.to);
    case 'close': {
      if (found.status === 'closed') throw isClosed(found);
      if (found.status === 'claimed') mustHold(desk, found, who, true);
      const isRated = action.rating !== false;
      const happened = { ...by, what: 'closed', ...(!isRated && { detail: { rating: false } }) };
      return [await close(desk, found, 'staff', happened, isRated)];
    }
    case 'reopen':
      if (found.status !== 'closed') throw new CaseConflict('not-closed', `Case ${found.number} is open already.`);
      await changeCase(
        desk,
        found.number,
        { status: 'waiting', closedAt: null, closedBy: null, owner: null, claimedAt: null },
        { ...by, what: 'reopened' },
      );
      return [{ kind: 'reopened', number: found.number }];
    case 'note':
      await changeCase(desk, found.number, {}, { ...by, what: 'note', detail: { text: action.text, key } });
      return [];
    case 'message':
      mustHold(desk, found, who, false);
      if (!hasReader(found.channel)) throw nobodyReads(found);
      await changeCase(desk, found.number, { staffAt: Math.max(desk.at, found.customerAt ?? 0) });
      await scheduleReplyMail(desk);
      return [];
    case 'confirm-email':
      return confirmEmail(desk, found, who, action.email);
  }
}

async function claim(desk: Desk, found: Case, who: Actor): Promise<Result[]> {
  if (found.status === 'closed') throw isClosed(found);
  if (found.status === 'claimed') {
    // A double click.
    if (found.owner === who.id) return [];
    throw conflict(desk, 'already-claimed', found, `Case ${found.number} is claimed already`);
  }
  await mustBeFree(desk, found);
  await take(desk, found, who.id, { actor: who.id, what: 'claimed' });
  return [{ kind: 'claimed', number: found.number, by: who.name, office: who.office }];
}

async function transfer(
  desk: Desk,
  found: Case,
  who: Actor,
  to: { staff: string } | { office: string },
): Promise<Result[]> {
  if (found.status === 'closed') throw isClosed(found);
  if (found.status === 'claimed') mustHold(desk, found, who, true);
  if ('office' in to) {
    const office = officeOf(desk, to.office);
    if (!office) throw new CaseConflict('no-such-office', `There is no office "${to.office}".`);
    const happened = { actor: who.id, what: 'transferred', detail: { from: found.office, to: office.id } };
    return [await putBack(desk, found, 'transferred', happened, office.id)];
  }
  if (to.staff === found.owner) return [];
  const colleague = desk.staff.find(({ id }) => id === to.staff);
  if (!colleague || !isOnDuty(colleague, desk.at))
    throw new CaseConflict('not-on-duty', `${colleague?.name ?? 'This person'} is not on duty.`);
  if (found.status === 'waiting') await mustBeFree(desk, found);
  const happened = { actor: who.id, what: 'transferred', detail: { from: found.owner, to: colleague.id } };
  await take(desk, found, colleague.id, happened);
  const from = nameOfStaff(desk, found.owner);
  return [{ kind: 'handed-over', number: found.number, by: from, to: colleague.name, office: colleague.office }];
}

/** What staff vouch for may be written to; so may they who were answered already. */
async function confirmEmail(desk: Desk, found: Case, who: Actor, email?: string): Promise<Result[]> {
  if (!desk.mail) throw new CaseConflict('mail-off', 'No e-mail is sent from here. Set SMTP_URL first.');
  const address = email === undefined ? addressIn(found) : readMailAddress(email);
  if (address === null) throw new CaseConflict('no-address', `Case ${found.number} has no e-mail address. Name one.`);
  await confirm(desk, found.number, address, who.id);
  await scheduleReplyMail(desk);
  return [];
}

/** Of the cases of one conversation at most one is claimed. */
async function mustBeFree(desk: Desk, { number }: Case): Promise<void> {
  const owner = (await desk.turn.conversation())?.owner ?? null;
  if (owner === null) return;
  const other = (await desk.turn.cases(50)).find(({ status }) => status === 'claimed');
  const about = other ?? { owner, claimedAt: null };
  throw conflict(desk, 'conversation-taken', about, `The customer of case ${number} is spoken with already`);
}

/** A lead may take a case from who holds it, but not write in that one's name. */
function mustHold(desk: Desk, found: Case, who: Actor, leadMay: boolean): void {
  if (found.status === 'closed') throw isClosed(found);
  if (found.status === 'claimed' && found.owner === who.id) return;
  if (found.status === 'claimed' && leadMay && (who.role === 'lead' || !isStaff(desk, found.owner))) return;
  throw conflict(desk, 'not-yours', found, `Case ${found.number} is not yours`);
}

function nobodyReads({ number, contact }: Case): CaseConflict {
  const where = contact ? `: ${contact}` : '';
  return new CaseConflict(
    'no-reader',
    `Nobody reads what is written in case ${number}. Answer where it was asked${where}, then close it.`,
  );
}

function isClosed({ number }: Case): CaseConflict {
  return new CaseConflict('closed', `Case ${number} is closed. Reopen it first.`);
}

function conflict(
  desk: Desk,
  code: ConflictCode,
  { owner, claimedAt }: Pick<Case, 'owner' | 'claimedAt'>,
  words: string,
): CaseConflict {
  const name = nameOfStaff(desk, owner);
  const holder = owner === null ? null : { id: owner, name: name ?? owner };
  return new CaseConflict(
    code,
    `${words}${holder ? `: ${holder.name} has it` : ': nobody has it'}.`,
    holder,
    claimedAt,
  );
}
