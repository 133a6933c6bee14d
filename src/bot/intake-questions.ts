// The questions of the intake, in words: what it is about, where, who asks; for a message also how to answer, and a summary.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';
import type { Reply } from '../rules/activity.ts';
import { nameOf } from './contacts.ts';
import { type Button, message, personButton } from './message.ts';
import { officeButtons, officeOf } from './offices.ts';
import { plainly, quote, shorten } from './quote.ts';
import type { Intake, State } from './state.ts';
import { whereAmI } from './walker.ts';

export type Part = Intake['asking'];

const mostListed = 12;

const backButton: Button = { text: 'Back', action: 'message:back', command: true };
const cancelButton: Button = { text: 'Cancel', action: 'message:cancel', command: true };
const skipButton: Button = { text: 'Skip', action: 'message:skip' };
const anyButton: Button = { text: 'Any office', action: 'message:skip' };

const summaryButtons: Button[] = [
  { text: 'Send it', action: 'message:send' },
  { text: 'Change', action: 'message:change' },
];

/** What may be changed before a message is sent, with other words for it. */
export const changes: { button: Button; also: string[] }[] = [
  { button: { text: 'The question', action: 'message:change/question' }, also: ['question', 'message', 'text'] },
  {
    button: { text: 'E-mail or phone', action: 'message:change/contact' },
    also: ['e-mail', 'mail', 'phone', 'number', 'address', 'contact'],
  },
  { button: { text: 'The name', action: 'message:change/name' }, also: ['name', 'my name'] },
  { button: { text: 'The office', action: 'message:change/office' }, also: ['office', 'state', 'zip'] },
];

const noNumbers = 'Please no bank details, passwords or codes.';

/** Asks for a part of the intake; what is said of it already is shown. */
export function questionFor(content: Content, state: State, part: Part): Reply {
  const intake = state.intake as Intake;
  const isLive = intake.kind === 'live';
  switch (part) {
    case 'question': {
      const text = isLive
        ? `**What is it about?** Write it in your own words, in one message. ${noNumbers}`
        : `**What shall our office know?** Write it in your own words, in one message. ${noNumbers}`;
      const place = isLive ? placeButton(content, state) : [];
      return asks(part, text, [...lastButton(state), ...place], intake.question);
    }
    case 'contact':
      if (intake.doubt) return asksDoubt(part, intake.doubt);
      return asks(part, '**How can we reach you?** An e-mail address or a phone number is enough.', [], intake.contact);
    case 'name':
      return asks(part, '**Your name?** You may leave it out.', [skipButton], intake.name);
    case 'who':
      if (intake.doubt) return asksDoubt(part, intake.doubt);
      return asks(part, '**Your name and e-mail?** In one message; you may leave out either, or both.', [skipButton]);
    case 'office':
      return isLive
        ? asks(part, '**Which state or ZIP are you in?** Then the right office sees it.', [anyButton])
        : asks(part, '**Which state or ZIP are you in?** Then the right office gets it.', [skipButton]);
    case 'change':
      return asks(part, 'What shall I change?', changeButtons(content));
    default:
      return asks(part, summary(content, state), summaryButtons);
  }
}

/** Asks which of these offices it is, or of all where none was found. */
export function whichOffice(content: Content, { intake }: State, found: readonly Office[]): Reply {
  const lead = found.length > 0 ? 'More than one of our offices is there.' : 'I do not find that place.';
  const buttons = officeButtons(found.length > 0 ? found : content.offices.slice(0, mostListed));
  const skip = intake?.kind === 'live' ? anyButton : skipButton;
  return asks('office', `${lead} Which office is yours?`, [...buttons, skip]);
}

/** What the guide's place is called as the matter of a handoff. */
export function matterOfPlace(content: Content, state: State): string | null {
  const place = state.guide ?? state.ended;
  return place && `I am at ${whereAmI(content, place)}`;
}

function asks(part: Part, text: string, buttons: Button[], now?: string | null): Reply {
  const kept = now ? `\n\nSo far:\n\n${quote(shorten(now, 200))}` : '';
  const back = part === 'question' ? [] : [backButton];
  return message('notice', text + kept, [...buttons, ...back, cancelButton, personButton], { asks: part });
}

function asksDoubt(part: Part, { meant, written }: NonNullable<Intake['doubt']>): Reply {
  return asks(part, `Did you mean **${meant}**?`, [
    { text: `Yes, ${meant}`, action: 'message:meant' },
    { text: `No, ${written}`, action: 'message:written' },
  ]);
}

function lastButton({ question, intake }: State): Button[] {
  if (!question || question === intake?.question) return [];
  return [{ text: `“${shorten(question, 60)}”`, action: 'message:last' }];
}

function placeButton(content: Content, state: State): Button[] {
  const place = matterOfPlace(content, state);
  return place ? [{ text: place, action: 'message:place' }] : [];
}

function changeButtons(content: Content): Button[] {
  return changes.map(({ button }) => button).filter(({ text }) => text !== 'The office' || content.offices.length > 1);
}

function summary(content: Content, state: State): string {
  const intake = state.intake as Intake;
  const office = officeOf(content, state);
  const to = office ? nameOf(office) : 'whichever of our offices opens first';
  return [
    `This goes to ${to}:`,
    quote(shorten(intake.question ?? '', 600)),
    [`- **Reach you at:** ${intake.contact}`, ...(intake.name ? [`- **Name:** ${plainly(intake.name)}`] : [])].join(
      '\n',
    ),
    'Shall I send it?',
  ].join('\n\n');
}
