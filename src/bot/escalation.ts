// Who can be reached now, and when the others open: the truth about desks and offices at this moment.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { openness } from '../rules/hours.ts';
import { allButton, type Contact, contactsMessage, fittingDesks, leaveButton, openFirst } from './contacts.ts';
import { listButton, officeOf, otherPlaceButton, placeQuestion } from './offices.ts';
import { spanishOffice } from './spanish.ts';
import { staffOffer } from './staff-offer.ts';
import type { State } from './state.ts';

const openLead = 'This is who can help you **now**, and when the others open:';
const officesLead = 'Some of our offices are open now: say where you are, and I show yours. At CBP:';
const closedLead =
  'Nobody is open at this moment. **Leave a message**: it becomes a case with a number. Or reach them when they open:';

/** Shows who fits this moment, staff and those open now first, and offers to leave a message. */
export function escalate(content: Content, state: State, now: number, reason?: string): Reply {
  const office = officeOf(content, state);
  // The first desk of the file is for whatever fits no other, and never missing.
  const [general] = content.desks;
  const [fitting] = fittingDesks(content, state);
  const rest = openFirst(
    [office, general].filter((one) => one !== undefined),
    now,
  );
  const first = [spanishOffice(content, state, now), fitting].filter((one) => one != null);
  const contacts = [...new Set([...first, ...rest])];
  const isPlaceAsked = !office && content.offices.length > 0;
  const isOpen = ({ hours }: Contact) => openness(hours, now).open;
  const staff = staffOffer(content, state, now);
  const lead = staff
    ? staff.lead
    : contacts.some(isOpen)
      ? openLead
      : isPlaceAsked && content.offices.some(isOpen)
        ? officesLead
        : closedLead;
  if (content.offices.length > 1) state.asked = { what: 'place', at: now };
  return contactsMessage(state, contacts, now, {
    before: [reason, lead],
    after: isPlaceAsked ? placeQuestion : '',
    buttons: [
      ...(staff ? [staff.button] : []),
      leaveButton(state),
      allButton,
      ...(office && content.offices.length > 1 ? [otherPlaceButton] : []),
    ],
  });
}

/** Every desk there is, with the customer's office; the other offices are behind one more button. */
export function showAll(content: Content, state: State, now: number): Reply {
  const office = officeOf(content, state);
  const reply = contactsMessage(state, [...(office ? [office] : []), ...openFirst(content.desks, now)], now, {
    before: ['This is who can help, at our offices and at CBP:'],
    buttons: [leaveButton(state), ...(content.offices.length > 1 ? [listButton] : [])],
    isShort: true,
  });
  // In the text stands all there is; so many cards at once are a wall.
  delete reply.attachments;
  return reply;
}
