// Says what became of a message that was left: its number, who reads it when, and how it stands.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';
import type { Reply } from '../rules/activity.ts';
import { describeInstant, describeOpening, isZone, openness, zoneName } from '../rules/hours.ts';
import type { CaseKnown, MailOffer } from '../rules/requests.ts';
import { guideButton, leaveButton, nameOf, openFirst } from './contacts.ts';
import { offerMail } from './mail-code.ts';
import { message, personButton } from './message.ts';
import { quote, shorten } from './quote.ts';
import type { State } from './state.ts';
import { returnButtons } from './walker.ts';

const mostShown = 5;

/** Says that a customer has enough cases that wait, or opened too many today where none does. */
export function tellTooMany(state: State, open: number): Reply {
  const text =
    open > 0
      ? `You have ${open} messages with us that wait for an answer. Please let our office work on those first, or call it.`
      : 'You have asked for a person so often today that I open no more cases here. Please call our office.';
  return message('notice', text, [...guideButton(state), personButton]);
}

/** Says that a message is kept, under which number, and who reads it when. */
export function tellKept(
  content: Content,
  state: State,
  opened: CaseKnown,
  mail: MailOffer | null,
  now: number,
): Reply {
  state.intake = null;
  state.lastCase = opened.number;
  const { lines, buttons: mailButtons } = offerMail(mail);
  const text = [
    `Thank you, your message is kept: **case ${opened.number}**.`,
    whoReads(content, opened, state.timeZone, now),
    `The answer goes to ${opened.contact}. Quote the number when you call, or ask me here: **status of case ${opened.number}**.`,
    ...lines,
  ].join('\n\n');
  const back = state.guide ? guideButton(state) : returnButtons(content, state);
  return message('handoff', text, [...mailButtons, ...back, personButton], { case: opened.number });
}

/** Says how the customer's cases stand, or the one of this number. */
export function tellCases(content: Content, state: State, number: number | null, all: CaseKnown[], now: number): Reply {
  const buttons = [leaveButton(state), ...guideButton(state), personButton];
  const cases = number === null ? all : all.filter((one) => one.number === number);
  if (cases.length === 0) {
    const text =
      number === null
        ? 'You have left no message in this conversation.'
        : `I find no case ${number} in this conversation, and I can tell only of messages that were left in it. Our office knows of all others.`;
    return message('notice', text, buttons);
  }
  const list = cases.slice(0, mostShown).map((one) => describeCase(content, one, state.timeZone, now));
  const more = cases.length > mostShown ? `These are the newest ${mostShown} of ${cases.length}.` : '';
  const numbers = cases.slice(0, mostShown).map((one) => one.number);
  return message('handoff', [...list, more].filter(Boolean).join('\n\n'), buttons, { cases: numbers });
}

function describeCase(content: Content, one: CaseKnown, zone: string | null, now: number): string {
  const office = content.offices.find(({ id }) => id === one.office);
  const to = office ? `, to ${nameOf(office)}` : '';
  const stands =
    one.status === 'closed'
      ? `It was closed ${when(one.closedAt ?? now, office, zone)}. If that is not right, leave another message and name the number.`
      : one.status === 'claimed'
        ? 'It is open: our staff have it in hand.'
        : one.kind === 'live'
          ? 'It is open: it waits in the queue for our staff.'
          : `It is open. ${whoReads(content, one, zone, now)}`;
  return `**Case ${one.number}**, ${one.kind === 'live' ? 'opened' : 'left'} ${when(one.openedAt, office, zone)}${to}:\n\n${quote(shorten(one.question, 120))}\n\n${stands}`;
}

/** Who reads a case and when: the truth about the hours, and no more. */
function whoReads(content: Content, one: CaseKnown, timeZone: string | null, now: number): string {
  const own = content.offices.find(({ id }) => id === one.office);
  const office = own ?? (openFirst(content.offices, now)[0] as Office | undefined);
  if (!office) return 'It waits for a person to read it.';
  const who = own ? `Our office ${nameOf(office)}` : `The first of our offices to see it, ${nameOf(office)},`;
  const { open, opensAt, closesAt } = openness(office.hours, now);
  const at = (instant: number) => describeInstant(instant, now, office.hours.time_zone, timeZone);
  if (!open)
    return opensAt === null
      ? `${who} reads it; it has no fixed hours.`
      : `${who} reads it when it opens: ${at(opensAt)}.`;
  if (closesAt === null) return `${who} is open around the clock and reads it.`;
  const next = opensAt === null ? '' : `; what it does not reach by then, it reads when it opens again: ${at(opensAt)}`;
  return `${who} is ${describeOpening(office.hours, now, timeZone)}, and reads it${next}.`;
}

/** "on March 3, 2026, 7:40 PM ET", on the customer's clock where it is known. */
function when(instant: number, office: Office | undefined, timeZone: string | null): string {
  const zone = [timeZone, office?.hours.time_zone].find(isZone) ?? 'UTC';
  const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
  return `on ${format.format(instant).replace(' at ', ', ')} ${zoneName(zone, instant)}`;
}
