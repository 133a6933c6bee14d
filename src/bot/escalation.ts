// Who can be reached now, and when the others open: the truth about desks and offices at this moment.
import type { Content } from '../content/content.ts';
import type { Desk, Office } from '../content/help.ts';
import type { Attachment, Reply } from '../rules/activity.ts';
import { describeOpening, openness } from '../rules/hours.ts';
import { command, message } from './message.ts';
import type { State } from './state.ts';

/** Shows every desk and office, those open now first, then who opens soonest, with the ways to reach them. */
export function escalate(content: Content, state: State, now: number, reason?: string): Reply {
  const contacts = [...content.offices, ...content.desks].map((contact) => ({
    contact,
    ...openness(contact.hours, now),
  }));
  const wait = ({ open, opensAt }: { open: boolean; opensAt: number | null }) =>
    open ? 0 : (opensAt ?? Number.POSITIVE_INFINITY);
  contacts.sort((a, b) => wait(a) - wait(b) || 0);
  const lead = contacts.some(({ open }) => open)
    ? 'This is who can help you **now**, and when the others open:'
    : 'Nobody is open at this moment. This is who can help you, and when they open:';
  const list = contacts.map(({ contact }) => `- ${describe(contact, state.timeZone, now)}`).join('\n');
  const reply = message(
    'escalation',
    [reason, lead, list].filter(Boolean).join('\n\n'),
    state.guide ? [command('Go on with the guide', 'status')] : [],
    { desks: contacts.map(({ contact, open }) => ({ id: contact.id, open })) },
  );
  reply.attachments = contacts.map(({ contact }) => card(contact)).filter((one) => one !== null);
  return reply;
}

function describe(contact: Desk | Office, timeZone: string | null, now: number): string {
  const sample = 'sample' in contact && contact.sample ? ' (a sample, not a real office)' : '';
  const helps = 'helps_with' in contact ? `, for ${contact.helps_with}` : '';
  const phone = contact.phone ? `Phone ${contact.phone}${contact.phone_menu ? `, ${contact.phone_menu}` : ''}` : '';
  const ready = 'have_ready' in contact && contact.have_ready ? `Have ready: ${contact.have_ready}` : '';
  const address = 'address' in contact && contact.address ? contact.address : '';
  const ways = [phone, contact.email ?? '', address, ready].filter(Boolean).join('. ');
  return `**${contact.name}**${sample}${helps}: ${describeOpening(contact.hours, now, timeZone)}. ${ways}`.trim();
}

function card(contact: Desk | Office): Attachment | null {
  const buttons = [
    ...(contact.phone
      ? [{ type: 'call', title: `Call ${contact.phone}`, value: `tel:${dialled(contact.phone)}` }]
      : []),
    ...(contact.email ? [{ type: 'openUrl', title: `E-mail ${contact.name}`, value: `mailto:${contact.email}` }] : []),
  ];
  if (buttons.length === 0) return null;
  return { contentType: 'application/vnd.microsoft.card.hero', content: { title: contact.name, buttons } };
}

function dialled(phone: string): string {
  const digits = phone.replace(/ ext\. /, ',').replace(/[^0-9+,]/g, '');
  return /^1\d{10}/.test(digits) ? `+${digits}` : digits;
}
