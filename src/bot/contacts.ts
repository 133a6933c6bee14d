// Desks and offices in words and cards: what for, whether open now, how to reach them.
import type { Content } from '../content/content.ts';
import type { Desk, Office } from '../content/help.ts';
import type { Attachment, Reply } from '../rules/activity.ts';
import { openness } from '../rules/hours.ts';
import { describeReach, phoneLink } from '../rules/reach.ts';
import { type Button, command, message } from './message.ts';
import type { State } from './state.ts';

export type Contact = Desk | Office;

export const allButton: Button = { text: 'All contacts', action: 'contacts:all' };

/** Leads into the message to an office, or back to one that is half written. */
export function leaveButton({ intake }: State): Button {
  const isBegun = intake?.kind === 'message';
  return { text: isBegun ? 'Go on with your message' : 'Leave a message', action: 'message:start' };
}

/** Leads back to what is half said, for staff who are there or for an office. */
export function halfSaidButton(state: State): Button[] {
  if (!state.intake) return [];
  return state.intake.kind === 'message'
    ? [leaveButton(state)]
    : [{ text: 'Go on to our staff', action: 'handoff:start' }];
}

/** What leads on from contacts and cases: the guide that waits. */
export function guideButton(state: State): Button[] {
  return state.guide ? [command('Go on with the guide', 'status')] : [];
}

/** Whose place is in which order: who is open now, then who opens soonest; who writes only comes last. */
export function openFirst(contacts: readonly Contact[], now: number): Contact[] {
  const wait = ({ hours }: Contact) => {
    const { open, opensAt } = openness(hours, now);
    return open ? 0 : (opensAt ?? Number.POSITIVE_INFINITY);
  };
  return contacts.toSorted((a, b) => wait(a) - wait(b) || 0);
}

/** The desks for what the customer is at, the closest first: its step, its answer, its topic, its guide. */
export function fittingDesks(content: Content, state: State): Desk[] {
  const { guide, entry } = state;
  const topic = content.entries.get(entry ?? '')?.topic;
  const moments = [...(guide ? [`${guide.guide}/${guide.step}`] : []), entry, topic, guide?.guide];
  const fits = moments.flatMap((id) => content.desks.filter((desk) => id && desk.fits.includes(id)));
  return [...new Set(fits)];
}

/** A message that names these contacts, in this order, with a card for each. */
export function contactsMessage(
  state: State,
  contacts: readonly Contact[],
  now: number,
  words: { before: (string | undefined)[]; after?: string; buttons: Button[]; isShort?: boolean },
): Reply {
  const list = contacts.map((contact) => `- ${describe(contact, state.timeZone, now, words.isShort)}`).join('\n');
  const text = [...words.before, list, words.after].filter(Boolean).join('\n\n');
  const desks = contacts.map(({ id, hours }) => ({ id, open: openness(hours, now).open }));
  const reply = message('escalation', text, [...words.buttons, ...guideButton(state)], { desks });
  reply.attachments = contacts.map(card).filter((one) => one !== null);
  return reply;
}

/** One item of a list: a line each for what it is for and how to reach it, or all in one. */
function describe(contact: Contact, timeZone: string | null, now: number, isShort = false): string {
  const helps = 'helps_with' in contact ? `for ${contact.helps_with}` : '';
  const phone = contact.phone ? `Phone ${contact.phone}${contact.phone_menu ? `, ${contact.phone_menu}` : ''}` : '';
  const ready = 'have_ready' in contact && contact.have_ready ? `Have ready: ${contact.have_ready}` : '';
  const address = 'address' in contact && contact.address ? contact.address : '';
  const spoken = 'languages' in contact && contact.languages.includes('es') ? 'Se habla español' : '';
  const hours = describeReach(contact, now, timeZone);
  if (!isShort)
    return [`${nameOf(contact)}: ${hours}`, capital(helps), phone, contact.email, address, spoken, ready]
      .filter(Boolean)
      .join('\n  ');
  const ways = [phone, contact.email].filter(Boolean).join('. ');
  return `${[nameOf(contact), helps].filter(Boolean).join(', ')}: ${hours}. ${ways}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The name, with the word that a sample is one. */
export function nameOf(contact: Contact): string {
  return `**${contact.name}**${'sample' in contact && contact.sample ? ' (a sample, not a real office)' : ''}`;
}

function card(contact: Contact): Attachment | null {
  const buttons = [
    ...(contact.phone ? [{ type: 'call', title: `Call ${contact.phone}`, value: phoneLink(contact.phone) }] : []),
    ...(contact.email ? [{ type: 'openUrl', title: `E-mail ${contact.name}`, value: `mailto:${contact.email}` }] : []),
  ];
  if (buttons.length === 0) return null;
  return { contentType: 'application/vnd.microsoft.card.hero', content: { title: contact.name, buttons } };
}
