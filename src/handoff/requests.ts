// Does in a turn's transaction what the bot asks for: opens and rates cases, looks them up, ends them for the customer.
import { openness } from '../rules/hours.ts';
import type { CaseKnown, CaseWanted, Request, Result } from '../rules/requests.ts';
import type { Case } from '../storage/storage/cases.ts';
import { close } from './claims.ts';
import { changeCase, type Desk, officeOf } from './desk.ts';
import { checkCode, mailOffer, sendCode } from './mail-address.ts';
import { mailOffice } from './mails.ts';
import { queueOf } from './queue.ts';

/** Nobody has more cases open; a flood of them would bury the others'. */
const mostOpen = 10;
/** Who leaves the queue may come back, but not without end. */
const mostInDay = 20;
const dayMs = 86_400_000;
const mostLookedUp = 50;

/** Carries out one request of the bot; null where there is nothing to say about it. */
export async function carryOut(desk: Desk, request: Request): Promise<Result | null> {
  const { turn, at } = desk;
  switch (request.kind) {
    case 'open-case':
      return openCase(desk, request.wanted);
    case 'look-up-cases':
      return { kind: 'cases', number: request.number, cases: (await turn.cases(mostLookedUp)).map(asKnown) };
    case 'look-up-queue': {
      const waiting = await findLive(desk, 'waiting');
      return { kind: 'queue', queue: waiting ? await queueOf(desk, waiting) : null };
    }
    case 'leave-queue': {
      const waiting = await findLive(desk, 'waiting');
      if (!waiting) return { kind: 'nothing-open' };
      await close(desk, waiting, 'customer', { actor: 'customer', what: 'left-queue' });
      return { kind: 'left-queue', number: waiting.number };
    }
    case 'end-handoff':
      return endForCustomer(desk);
    case 'send-mail-code':
      return sendCode(desk, request.number);
    case 'check-mail-code':
      return checkCode(desk, request.digits);
    case 'rate': {
      const { number, stars, words } = request;
      const said = { ...(stars !== undefined && { stars }), ...(words !== undefined && { words }) };
      await changeCase(desk, number, said, { actor: 'customer', what: 'rated', detail: said });
      return null;
    }
    case 'keep-unanswered': {
      const { sequence, decision, entries } = request;
      await turn.addUnanswered({ sequence, at, decision, entries });
      return null;
    }
  }
}

/** The case of this conversation that staff hold. */
export async function findHeld({ turn }: Desk): Promise<Case | undefined> {
  return (await turn.cases(mostLookedUp)).find(({ status }) => status === 'claimed');
}

/** Ends the conversation with staff for the customer. */
export async function endForCustomer(desk: Desk): Promise<Result> {
  const held = await findHeld(desk);
  return held ? close(desk, held, 'customer', { actor: 'customer', what: 'closed' }) : { kind: 'nothing-open' };
}

async function findLive({ turn }: Desk, wanted: Case['status']): Promise<Case | undefined> {
  return (await turn.cases(mostLookedUp)).find(({ kind, status }) => kind === 'live' && status === wanted);
}

async function openCase(desk: Desk, wanted: CaseWanted): Promise<Result> {
  const { turn, at } = desk;
  const cases = await turn.cases(mostLookedUp);
  const open = cases.filter(({ status }) => status !== 'closed');
  if (open.length >= mostOpen) return { kind: 'too-many-cases', open: open.length };
  if (cases.filter(({ openedAt }) => openedAt > at - dayMs).length >= mostInDay)
    return { kind: 'too-many-cases', open: 0 };
  const office = officeOf(desk, wanted.office);
  const officeOpen = office !== undefined && openness(office.hours, at).open;
  const opened = await turn.openCase({ ...wanted, officeOpen, openedAt: at });
  desk.changed.set(opened.number, opened);
  await turn.addCaseEvent(opened.number, { actor: 'customer', what: 'opened', at });
  if (opened.kind === 'message') await mailOffice(desk, opened);
  const mail = await mailOffer(desk, opened);
  if (opened.kind === 'message') return { kind: 'case-opened', opened: asKnown(opened), mail };
  return { kind: 'handoff-opened', queue: await queueOf(desk, opened), mail };
}

function asKnown({ number, kind, office, contact, question, status, openedAt, closedAt }: Case): CaseKnown {
  return { number, kind, office, contact, question, status, openedAt, closedAt };
}
