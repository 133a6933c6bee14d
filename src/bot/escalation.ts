// Who can be reached now, and when the others open: the truth about desks and offices at this moment.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { openness } from '../rules/hours.ts';
import { type Contact, contactsMessage, fittingDesks, leaveButton, openFirst } from './contacts.ts';
import type { Button } from './message.ts';
import { officeOf, otherPlaceButton, placeQuestion } from './offices.ts';
import type { State } from './state.ts';

/** So many desks at once; the others stand behind a button. */
const mostDesks = 2;

const openLead = 'This is who can help you **now**, and when the others open:';
const officesLead = 'Some of our offices are open now: say where you are, and I show yours. At CBP:';
const closedLead =
  'Nobody is open at this moment. **Leave a message**: it becomes a case with a number. Or reach them when they open:';

const allButton: Button = { text: 'All contacts', action: 'contacts:all' };

/** Shows who fits this moment, those open now first, and offers to leave a message. */
export function escalate(content: Content, state: State, now: number, reason?: string): Reply {
  const office = officeOf(content, state);
  const [general] = content.desks;
  const fitting = fittingDesks(content, state).slice(0, mostDesks);
  // The first desk of the file is for whatever fits no other, and never missing.
  const desks = general && !fitting.includes(general) ? [...fitting.slice(0, mostDesks - 1), general] : fitting;
  const contacts = openFirst([...(office ? [office] : []), ...desks], now);
  const isPlaceAsked = !office && content.offices.length > 0;
  const isOpen = ({ hours }: Contact) => openness(hours, now).open;
  const lead = contacts.some(isOpen)
    ? openLead
    : isPlaceAsked && content.offices.some(isOpen)
      ? officesLead
      : closedLead;
  if (isPlaceAsked) state.asked = { what: 'place', at: now };
  return contactsMessage(state, contacts, now, {
    before: [reason, lead],
    after: isPlaceAsked ? placeQuestion : '',
    buttons: [leaveButton(state), allButton, ...(office && content.offices.length > 1 ? [otherPlaceButton] : [])],
  });
}

/** Every desk and office there is. */
export function showAll(content: Content, state: State, now: number): Reply {
  const office = officeOf(content, state);
  const offices = [...(office ? [office] : []), ...openFirst(content.offices, now).filter((one) => one !== office)];
  const reply = contactsMessage(state, [...offices, ...openFirst(content.desks, now)], now, {
    before: ['These are all who can help, at our offices and at CBP:'],
    buttons: [leaveButton(state), ...(content.offices.length > 1 ? [otherPlaceButton] : [])],
  });
  // In the text stands all there is; so many cards at once are a wall.
  delete reply.attachments;
  return reply;
}
