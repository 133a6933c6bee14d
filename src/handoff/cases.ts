// Cases: messages that customers leave for an office. Does in a turn's transaction what the bot asks for.
import type { Request, Result } from '../rules/requests.ts';
import { type Rewritten, unquote } from '../rules/unquote.ts';
import type { Turn } from '../storage/storage.ts';

/** Nobody leaves more messages that wait; a flood of them would bury the others'. */
const mostOpen = 10;
const mostLookedUp = 50;

/** Carries out one request of the bot, at this time (milliseconds since 1970). */
export async function carryOut(turn: Turn, request: Request, at: number): Promise<Result> {
  const cases = await turn.cases(mostLookedUp);
  if (request.kind === 'look-up-cases') return { kind: 'cases', number: request.number, cases };
  const open = cases.filter(({ status }) => status === 'open').length;
  if (open >= mostOpen) return { kind: 'too-many-cases', open };
  return { kind: 'case-opened', opened: await turn.openCase({ ...request.wanted, openedAt: at }) };
}

/** Takes out of this conversation's cases what was redacted in its messages. */
export async function redactCases(turn: Turn, rewritten: Rewritten[]): Promise<void> {
  if (rewritten.length === 0) return;
  for (const { number, question, name } of await turn.cases(mostLookedUp)) {
    const left = { question: unquote(question, rewritten), name: name && unquote(name, rewritten) };
    if (left.question !== question || left.name !== name) await turn.amendCase(number, left);
  }
}
