// Cases: messages that customers leave for an office. Does in a turn's transaction what the bot asks for.
import type { Content } from '../content/content.ts';
import { openness } from '../rules/hours.ts';
import type { CaseKnown, CaseWanted, Request, Result } from '../rules/requests.ts';
import { type Rewritten, unquote } from '../rules/unquote.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Turn } from '../storage/storage.ts';

/** Nobody leaves more messages that wait; a flood of them would bury the others'. */
const mostOpen = 10;
const mostLookedUp = 50;

/** Carries out one request of the bot, at this time (milliseconds since 1970). */
export async function carryOut(content: Content, turn: Turn, request: Request, at: number): Promise<Result> {
  const cases = await turn.cases(mostLookedUp);
  if (request.kind === 'look-up-cases') return { kind: 'cases', number: request.number, cases: cases.map(toKnown) };
  const open = cases.filter(({ status }) => status !== 'closed').length;
  if (open >= mostOpen) return { kind: 'too-many-cases', open };
  return { kind: 'case-opened', opened: toKnown(await leaveMessage(content, turn, request.wanted, at)) };
}

async function leaveMessage(content: Content, turn: Turn, wanted: CaseWanted, at: number): Promise<Case> {
  const office = content.offices.find(({ id }) => id === wanted.office);
  const opened = await turn.openCase({
    ...wanted,
    kind: 'message',
    email: null,
    answers: null,
    tried: [],
    officeOpen: office !== undefined && openness(office.hours, at).open,
    openedAt: at,
  });
  await turn.addCaseEvent(opened.number, { actor: 'customer', what: 'opened', at });
  return opened;
}

/** A customer need not know whether somebody works on it already. */
function toKnown({ number, office, contact, question, status, openedAt, closedAt }: Case): CaseKnown {
  const stands = status === 'closed' ? 'closed' : 'open';
  return { number, office, contact: contact ?? '', question, status: stands, openedAt, closedAt };
}

/** Takes out of this conversation's cases what was redacted in its messages. */
export async function redactCases(turn: Turn, rewritten: Rewritten[], at: number): Promise<void> {
  if (rewritten.length === 0) return;
  for (const { number, question, name } of await turn.cases(mostLookedUp)) {
    const left = { question: unquote(question, rewritten), name: name && unquote(name, rewritten) };
    if (left.question === question && left.name === name) continue;
    await turn.changeCase(number, left, at);
    await turn.addCaseEvent(number, { actor: 'system', what: 'amended', at });
  }
}
