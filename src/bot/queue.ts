// A customer's place in the queue for staff, and the wait, in words that are true.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import type { MailOffer, Queue, Wait } from '../rules/requests.ts';
import { waitInWords } from '../rules/wait-words.ts';
import { allButton, guideButton, leaveButton, nameOf } from './contacts.ts';
import { offerMail } from './mail-code.ts';
import { type Button, message } from './message.ts';
import { leaveQueueButton } from './staff-offer.ts';
import type { State } from './state.ts';
import { returnButtons } from './walker.ts';

/** Says that the customer is in the queue, at which place, and how long it takes. */
export function tellOpened(content: Content, state: State, queue: Queue, mail: MailOffer | null): Reply {
  const { lines, buttons } = offerMail(mail);
  const text = [
    placeLine(content, queue),
    waitLine(queue.wait),
    'Go on asking me meanwhile. You may also close this page: your place stays, and so does what you wrote.',
    ...lines,
  ];
  return queueMessage(content, state, queue, text, buttons);
}

/** A message that told of the place in the queue, with the place of now: whatever else it says stays. */
export function describePlace(told: Reply, place: number): Reply {
  const handoff = { ...(told.channelData.handoff as { place: number }), place };
  const text = told.text.replace(inQueue((told.channelData.handoff as { place: number }).place), inQueue(place));
  return { ...told, text, channelData: { ...told.channelData, handoff } };
}

const inQueue = (place: number) => `You are **${ordinal(place)}** in the queue`;

/** Says where the customer stands by now. */
export function tellPlace(content: Content, state: State, queue: Queue): Reply {
  return queueMessage(content, state, queue, [placeLine(content, queue), waitLine(queue.wait)]);
}

/** Says that nobody claimed in time; who else is open is told after it. */
export function nobodyClaimedLine(content: Content, queue: Queue): string {
  return `Nobody of our staff was free so far. ${placeLine(content, queue)} You need not wait here: you may close this page, or leave a message.`;
}

/** "You are first in the queue of **Newark**: **case 1001**." */
export function placeLine(content: Content, { number, office, place }: Queue): string {
  const known = content.offices.find(({ id }) => id === office);
  const of = known ? ` of ${nameOf(known)}` : ' for our staff';
  return `${inQueue(place)}${of}: **case ${number}**.`;
}

function queueMessage(content: Content, state: State, queue: Queue, lines: string[], buttons: Button[] = []): Reply {
  const more = state.guide ? guideButton(state) : returnButtons(content, state);
  const { number, place, wait } = queue;
  return message(
    'handoff',
    lines.join('\n\n'),
    [...buttons, leaveQueueButton, leaveButton(state), allButton, ...more],
    {
      handoff: { number, status: 'waiting', place, wait },
    },
  );
}

function waitLine(wait: Wait | null): string {
  return wait ? `At this hour it usually takes ${waitInWords(wait)}.` : 'How long it takes we cannot say yet.';
}

function ordinal(place: number): string {
  const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
  if (words[place - 1]) return words[place - 1] as string;
  const end = place % 100 > 10 && place % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${end}`;
}
