// Takes a message for an office: the question, how to reach the customer, a name, then one summary to send.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { readContact } from '../rules/contact.ts';
import { closestLabel } from '../rules/labels.ts';
import { guideButton, leaveButton, nameOf } from './contacts.ts';
import { type Button, message, personButton } from './message.ts';
import { officeButtons, officeOf } from './offices.ts';
import { pick } from './pick.ts';
import { plainly, quote, shorten } from './quote.ts';
import type { Intake, State } from './state.ts';
import { returnButtons } from './walker.ts';

type Part = Intake['asking'];

/** The questions in their order. */
const parts: Part[] = ['question', 'contact', 'name', 'office', 'summary'];

const longest = { question: 4000, name: 80 };
/** Longer than this ago, a message is rather the beginning of something new. */
const freshFor = 12 * 3_600_000;

const backButton: Button = { text: 'Back', action: 'message:back', command: true };
const cancelButton: Button = { text: 'Cancel', action: 'message:cancel', command: true };
const skipButton: Button = { text: 'Skip', action: 'message:skip' };

const summaryButtons: Button[] = [
  { text: 'Send it', action: 'message:send' },
  { text: 'Change', action: 'message:change' },
];
const changes: { button: Button; also: string[] }[] = [
  { button: { text: 'The question', action: 'message:change/question' }, also: ['question', 'message', 'text'] },
  {
    button: { text: 'E-mail or phone', action: 'message:change/contact' },
    also: ['e-mail', 'mail', 'phone', 'number', 'address', 'contact'],
  },
  { button: { text: 'The name', action: 'message:change/name' }, also: ['name', 'my name'] },
  { button: { text: 'The office', action: 'message:change/office' }, also: ['office', 'state', 'zip'] },
];

/** Whether the last message asked for a part of the intake. */
export function isWriting(state: State, now: number): boolean {
  return state.intake !== null && state.asked?.what === 'intake' && now - state.asked.at < freshFor;
}

/** Whether what is typed now is taken as it is: only buttons and commands with a slash go before. */
export function isFreeText(state: State, now: number): boolean {
  return isWriting(state, now) && ['question', 'contact', 'name', 'office'].includes(state.intake?.asking ?? '');
}

/** Does what a button of the intake says; null where it means nothing any more. */
export function actOnMessage(content: Content, state: State, name: string, now: number): Reply[] | null {
  const { intake } = state;
  if (name === 'start') return start(content, state, now);
  if (!intake) return name === 'send' ? sentAlready(state) : null;
  state.pending = null;
  switch (name) {
    case 'last':
      return take(content, state, state.question ?? '', now);
    case 'skip':
      if (intake.asking === 'name') intake.name = '';
      else if (intake.asking === 'office') intake.anyOffice = true;
      return ask(content, state, nextPart(content, state), now);
    case 'meant':
    case 'written':
      return settleDoubt(content, state, name, now);
    case 'next':
      return ask(content, state, nextPart(content, state), now);
    case 'back':
      return ask(content, state, partBefore(content, state), now);
    case 'change':
      return ask(content, state, 'change', now);
    case 'cancel':
      return cancelMessage(content, state);
    case 'send':
      return send(content, state, now);
    default: {
      const part = parts.find((one) => name === `change/${one}`);
      if (part === 'office') state.office = null;
      if (part === 'office') intake.anyOffice = false;
      return part ? ask(content, state, part, now) : null;
    }
  }
}

function start(content: Content, state: State, now: number): Reply[] {
  state.pending = null;
  state.intake ??= {
    question: null,
    contact: null,
    name: null,
    anyOffice: false,
    asking: 'question',
    doubt: null,
  };
  return ask(content, state, state.intake.asking, now);
}

/** Takes a typed text for the question that is open; null where it is no answer to it. */
export function take(content: Content, state: State, text: string, now: number): Reply[] | null {
  const { intake } = state;
  if (!intake) return null;
  switch (intake.asking) {
    case 'question':
      if (text.length > longest.question) {
        const long = `That is longer than I can pass on (${longest.question.toLocaleString('en-US')} characters). Please say it shorter; our office can ask you for more.`;
        return [message('notice', long), ...ask(content, state, 'question', now)];
      }
      intake.question = text;
      break;
    case 'contact':
      return takeContact(content, state, text, now);
    case 'name':
      intake.name = readName(text);
      break;
    case 'office': {
      const found = content.officeFinder.find(text, true);
      const offices = content.offices.filter(({ id }) => found?.offices.includes(id));
      if (offices.length !== 1 || !offices[0]) return askOffice(content, state, now, offices);
      state.office = offices[0].id;
      break;
    }
    default:
      return takeChoice(content, state, text, now);
  }
  return ask(content, state, nextPart(content, state), now);
}

function takeContact(content: Content, state: State, text: string, now: number): Reply[] | null {
  const intake = state.intake as Intake;
  if (intake.doubt) {
    const said = closestLabel(text, [
      { id: 'meant', words: ['Yes', intake.doubt.meant] },
      { id: 'written', words: ['No', intake.doubt.written] },
    ]);
    if (said === 'meant' || said === 'written') return settleDoubt(content, state, said, now);
  }
  const contact = readContact(text);
  if (!contact) {
    const again = /@/.test(text)
      ? 'That e-mail address is not whole. It looks like **dana@example.com**.'
      : 'I find no e-mail address and no phone number in that. A phone number needs its area code, as in **973 555 0100**.';
    return [message('notice', again), ...ask(content, state, 'contact', now)];
  }
  intake.contact = contact.text;
  intake.doubt = contact.meant === null ? null : { written: contact.text, meant: contact.meant };
  return ask(content, state, intake.doubt ? 'contact' : nextPart(content, state), now);
}

function settleDoubt(content: Content, state: State, which: 'meant' | 'written', now: number): Reply[] | null {
  const { intake } = state;
  if (!intake?.doubt) return null;
  intake.contact = intake.doubt[which];
  intake.doubt = null;
  return ask(content, state, nextPart(content, state), now);
}

/** The name in "my name is Dana Reyes" and the like. */
function readName(text: string): string {
  const name = text.replace(/^\s*(?:my name is|name is|my name's|i am|i'm|it is|it's|this is)\s+/i, '').trim();
  return /^(no|none|skip|no name|no thanks|-+)[.!]?$/i.test(name) ? '' : shorten(name, longest.name);
}

function takeChoice(content: Content, state: State, text: string, now: number): Reply[] | null {
  const isSummary = state.intake?.asking === 'summary';
  const options = isSummary
    ? [
        { action: 'send', words: ['Send it', 'send', 'yes', 'submit', 'looks good'] },
        { action: 'change', words: ['Change', 'no', 'edit', 'correct', 'wrong'] },
        { action: 'cancel', words: ['Cancel'] },
      ]
    : changes.map(({ button, also }) => ({
        action: button.action.slice('message:'.length),
        words: [button.text, ...also],
      }));
  const chosen = pick(text, options);
  return chosen ? actOnMessage(content, state, chosen, now) : null;
}

/** The first thing that is not said yet. */
function nextPart(content: Content, { intake, office }: State): Part {
  if (!intake?.question) return 'question';
  if (!intake.contact) return 'contact';
  if (intake.name === null) return 'name';
  const isOfficeOpen = !content.offices.some(({ id }) => id === office) && !intake.anyOffice;
  return isOfficeOpen && content.offices.length > 1 ? 'office' : 'summary';
}

function partBefore(content: Content, { intake }: State): Part {
  const here = intake?.asking ?? 'question';
  if (here === 'change') return 'summary';
  const before = parts[Math.max(0, parts.indexOf(here) - 1)] ?? 'question';
  return before === 'office' && content.offices.length < 2 ? 'name' : before;
}

function ask(content: Content, state: State, part: Part, now: number): Reply[] {
  const intake = state.intake as Intake;
  intake.asking = part;
  if (part !== 'contact') intake.doubt = null;
  const says = (text: string, buttons: Button[], now?: string | null) => {
    const kept = now ? `\n\nSo far:\n\n${quote(shorten(now, 200))}` : '';
    const back = part === 'question' ? [] : [backButton];
    return [message('notice', text + kept, [...buttons, ...back, cancelButton, personButton], { asks: part })];
  };
  state.asked = { what: 'intake', at: now };
  switch (part) {
    case 'question': {
      const last = state.question && state.question !== intake.question ? [lastButton(state.question)] : [];
      const text =
        '**What shall our office know?** Write it in your own words, in one message. Please no bank details, passwords or codes.';
      return says(text, last, intake.question);
    }
    case 'contact': {
      if (!intake.doubt)
        return says('**How can we reach you?** An e-mail address or a phone number is enough.', [], intake.contact);
      const { meant, written } = intake.doubt;
      return says(`Did you mean **${meant}**?`, [
        { text: `Yes, ${meant}`, action: 'message:meant' },
        { text: `No, ${written}`, action: 'message:written' },
      ]);
    }
    case 'name':
      return says('**Your name?** You may leave it out.', [skipButton], intake.name);
    case 'office':
      return says('**Which state or ZIP are you in?** Then the right office gets it.', [skipButton]);
    case 'change':
      return says('What shall I change?', changeButtons(content));
    default:
      return says(summary(content, state), summaryButtons);
  }
}

function askOffice(content: Content, state: State, now: number, found: readonly Content['offices'][number][]): Reply[] {
  const [asked] = ask(content, state, 'office', now);
  const lead = found.length > 0 ? 'More than one of our offices is there.' : 'I do not find that place.';
  const buttons = [...officeButtons(found.length > 0 ? found : content.offices.slice(0, 12)), skipButton];
  const text = `${lead} Which office is yours?`;
  return asked
    ? [message('notice', text, [...buttons, backButton, cancelButton, personButton], { asks: 'office' })]
    : [];
}

function changeButtons(content: Content): Button[] {
  return changes.map(({ button }) => button).filter(({ text }) => text !== 'The office' || content.offices.length > 1);
}

function lastButton(question: string): Button {
  return { text: `“${shorten(question, 60)}”`, action: 'message:last' };
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

function send(content: Content, state: State, now: number): Reply[] {
  const intake = state.intake as Intake;
  const part = nextPart(content, state);
  if (part !== 'summary' || !intake.question || !intake.contact) return ask(content, state, part, now);
  state.requests.push({
    kind: 'open-case',
    wanted: {
      office: officeOf(content, state)?.id ?? null,
      name: intake.name || null,
      contact: intake.contact,
      question: intake.question,
      topic: content.entries.get(state.entry ?? '')?.topic ?? null,
      guide: state.guide?.guide ?? null,
      step: state.guide?.step ?? null,
      language: state.language,
      timeZone: state.timeZone,
    },
  });
  return [];
}

function sentAlready(state: State): Reply[] {
  const text =
    state.lastCase === null
      ? 'There is no message to send.'
      : `Your message is with us already: it is **case ${state.lastCase}**.`;
  return [message('notice', text, [leaveButton(state), ...guideButton(state), personButton])];
}

/** Drops the message that is half written. */
export function cancelMessage(content: Content, state: State): Reply[] {
  state.intake = null;
  const buttons = [...guideButton(state), ...(state.guide ? [] : returnButtons(content, state)), personButton];
  return [message('notice', 'All right, nothing was sent.', buttons)];
}
