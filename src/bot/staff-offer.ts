// Whether staff can be reached here and now, and how that is said.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';
import { openness } from '../rules/hours.ts';
import { nameOf } from './contacts.ts';
import type { Button } from './message.ts';
import { officeOf } from './offices.ts';
import type { State } from './state.ts';

const chatButton: Button = { text: 'Chat with our staff', action: 'handoff:start' };
export const placeButton: Button = { text: 'My place in the queue', action: 'handoff:queue' };
export const leaveQueueButton: Button = { text: 'Leave the queue', action: 'handoff:leave' };

/** Somebody who is on duty, or an open office that has staff: the customer's, or any where that is unknown; else null. */
export function reachableStaff(content: Content, state: State, now: number): 'on-duty' | Office | null {
  const { onDuty, staffed } = state.facts;
  if (onDuty.length > 0) return 'on-duty';
  const own = officeOf(content, state);
  const hasStaff = ({ id }: Office) => staffed.includes(id) || staffed.includes(null);
  return (own ? [own] : content.offices).find((office) => hasStaff(office) && openness(office.hours, now).open) ?? null;
}

/** The offer to chat with staff, or to wait for them, before who else can help; null where there is nobody to chat with. */
export function staffOffer(content: Content, state: State, now: number): { lead: string; button: Button } | null {
  const { live } = state.facts;
  if (live) return { lead: 'You keep your place in the queue. Meanwhile these can help:', button: placeButton };
  const reachable = reachableStaff(content, state, now);
  if (!reachable) return null;
  const isBegun = state.intake?.kind === 'live';
  const button = isBegun ? { ...chatButton, text: 'Go on to our staff' } : chatButton;
  const who = reachable === 'on-duty' ? 'somebody is on duty now' : `${nameOf(reachable)} is open now`;
  return { lead: `**${button.text}** right here: ${who}. Or reach these:`, button };
}
