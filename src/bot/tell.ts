// What the bot says of what came of a request, or of what happened to the conversation beside it.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import type { Result } from '../rules/requests.ts';
import { tellCases, tellKept, tellTooMany } from './cases.ts';
import { escalate } from './escalation.ts';
import { tellHandoff } from './handoff.ts';
import { tellMail } from './mail-code.ts';
import { nobodyClaimedLine, tellOpened, tellPlace } from './queue.ts';
import type { State } from './state.ts';

/** The messages about one result, in the turn in which it came about. */
export function tellResult(content: Content, state: State, result: Result, now: number): Reply[] {
  switch (result.kind) {
    case 'case-opened':
      return [tellKept(content, state, result.opened, result.mail, now)];
    case 'too-many-cases':
      return [tellTooMany(state, result.open)];
    case 'cases':
      return [tellCases(content, state, result.number, result.cases, now)];
    case 'handoff-opened':
      state.intake = null;
      state.lastCase = result.queue.number;
      return [tellOpened(content, state, result.queue, result.mail)];
    case 'queue':
      return result.queue
        ? [tellPlace(content, state, result.queue)]
        : tellHandoff(content, state, { kind: 'nothing-open' });
    case 'nobody-claimed': {
      const { number, office } = result.queue;
      state.facts = { ...state.facts, live: { number, status: 'waiting', office } };
      return [escalate(content, state, now, nobodyClaimedLine(content, result.queue))];
    }
    case 'code-sent':
    case 'code-not-sent':
    case 'address-confirmed':
    case 'code-wrong':
    case 'code-over':
    case 'nothing-to-confirm':
      return tellMail(content, state, result, now);
    default:
      return tellHandoff(content, state, result);
  }
}
