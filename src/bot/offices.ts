// The customer's office: asked for by state or ZIP code, found, remembered, and changed when the customer says so.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';
import type { Reply } from '../rules/activity.ts';
import type { FoundOffices } from '../rules/find-office.ts';
import { contactsMessage, guideButton, leaveButton, openFirst } from './contacts.ts';
import { type Button, message, personButton } from './message.ts';
import type { State } from './state.ts';

export const placeQuestion = 'Which state or ZIP are you in? Then I show your office.';
export const otherPlaceButton: Button = { text: 'I am in another state', action: 'office:ask' };
export const listButton: Button = { text: 'All offices', action: 'office:list' };

/** A place has no more words. */
const placeWords = 3;
/** So many offices are listed; a state or ZIP code finds the others. */
const mostListed = 12;

/** The office of this customer, where it is known or there is only one. */
export function officeOf(content: Content, state: State): Office | undefined {
  if (content.offices.length === 1) return content.offices[0];
  return content.offices.find(({ id }) => id === state.office);
}

/** Asks where the customer is, anew where an office is known; whatever else is said then is answered as always. */
export function askPlace(state: State, now: number): Reply {
  state.office = null;
  state.asked = { what: 'place', at: now };
  return message('notice', placeQuestion, [listButton, ...guideButton(state), personButton]);
}

/** The customer's office where it is known, else the question for it. */
export function officeOrQuestion(content: Content, state: State, now: number): Reply {
  const office = officeOf(content, state);
  return office ? showOffice(content, state, office, now) : askPlace(state, now);
}

/** Remembers an office and shows it with its hours. */
export function showOffice(content: Content, state: State, office: Office, now: number, place?: string): Reply {
  state.office = office.id;
  // Whoever sees that it is the wrong one may name another place.
  state.asked = { what: 'place', at: now };
  const others = content.offices.length > 1 ? [otherPlaceButton] : [];
  return contactsMessage(state, [office], now, {
    before: [`This is your office${place ? ` for ${place}` : ''}:`],
    buttons: [leaveButton(state), ...others],
  });
}

/** Shows the office of a place, or lets the customer choose where there are several or none. */
export function showFound(content: Content, state: State, found: FoundOffices, now: number): Reply {
  const offices = content.offices.filter(({ id }) => found.offices.includes(id));
  const [only] = offices;
  if (only && offices.length === 1) return showOffice(content, state, only, now, found.place);
  const lead = only
    ? `More than one of our offices serves ${found.place}. Which one is yours?`
    : `I find no office of ours for ${found.place}. These are our offices: which one handles your shipments?`;
  return listOffices(content, state, now, lead, only ? offices : content.offices);
}

/** The offices to choose from. */
export function listOffices(
  content: Content,
  state: State,
  now: number,
  lead = 'These are our offices. Which one is yours?',
  offices: readonly Office[] = content.offices,
): Reply {
  state.asked = { what: 'place', at: now };
  const listed = openFirst(offices, now).slice(0, mostListed) as Office[];
  const more = offices.length > listed.length ? 'There are more: a state or ZIP code finds the right one.' : '';
  const reply = contactsMessage(state, listed, now, {
    before: [lead],
    after: more,
    buttons: officeButtons(listed),
    isShort: listed.length > 1,
  });
  // One press on a name shows the card; so many cards at once are a wall.
  delete reply.attachments;
  return reply;
}

/** A button for each office. */
export function officeButtons(offices: readonly Office[]): Button[] {
  return offices.map(({ id, name }) => ({ text: name, action: `office:${id}` }));
}

/** A place has few words, and asks nothing. */
export function mayBePlace(text: string): boolean {
  return (
    text.split(/\s+/).length <= placeWords &&
    !/\?|^(?:do|does|is|are|can|could|how|what|why|who|when|where|which)\b/i.test(text)
  );
}
