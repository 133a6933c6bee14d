// Takes what a person must know: for staff who are there what it is about, the office, who asks; for a message also how to answer, then a summary.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { emailIn, readContact } from '../rules/contact.ts';
import { closestLabel } from '../rules/labels.ts';
import type { CaseKind } from '../rules/requests.ts';
import { guideButton, leaveButton } from './contacts.ts';
import { changes, matterOfPlace, type Part, questionFor, whichOffice } from './intake-questions.ts';
import { message, personButton } from './message.ts';
import { officeOf } from './offices.ts';
import { pick } from './pick.ts';
import { shorten } from './quote.ts';
import { reachableStaff } from './staff-offer.ts';
import type { Intake, State } from './state.ts';
import { returnButtons } from './walker.ts';

/** The questions of each kind in their order. */
const parts: Record<CaseKind, Part[]> = {
  live: ['question', 'office', 'who'],
  message: ['question', 'contact', 'name', 'office', 'summary'],
};
/** What is answered in the customer's own words. */
const freeParts: Part[] = ['question', 'contact', 'name', 'office', 'who'];

const longest = { question: 4000, name: 80 };
/** Longer than this ago, a message is rather the beginning of something new. */
const freshFor = 12 * 3_600_000;

/** Whether the last message asked for a part of the intake. */
export function isWriting(state: State, now: number): boolean {
  return state.intake !== null && state.asked?.what === 'intake' && now - state.asked.at < freshFor;
}

/** Whether what is typed now is taken as it is: only buttons and commands with a slash go before. */
export function isFreeText(state: State, now: number): boolean {
  return isWriting(state, now) && freeParts.includes(state.intake?.asking as Part);
}

/** Begins the intake of this kind, or goes on with what is half said, also where it was of the other kind. */
export function startIntake(content: Content, state: State, kind: CaseKind, now: number): Reply[] {
  state.pending = null;
  const { intake } = state;
  if (intake?.kind === kind) return ask(content, state, intake.asking, now);
  state.intake = {
    question: null,
    contact: null,
    name: null,
    anyOffice: false,
    ...intake,
    kind,
    asking: 'question',
    doubt: null,
  };
  return ask(content, state, intake ? nextPart(content, state) : 'question', now);
}

/** Does what a button of the intake says; null where it means nothing any more. */
export function actOnIntake(content: Content, state: State, name: string, now: number): Reply[] | null {
  const { intake } = state;
  if (name === 'start') return startIntake(content, state, 'message', now);
  if (!intake) return name === 'send' ? sentAlready(state) : null;
  state.pending = null;
  switch (name) {
    case 'last':
      return take(content, state, state.question ?? '', now);
    case 'place':
      return take(content, state, matterOfPlace(content, state) ?? '', now);
    case 'skip':
      if (intake.asking === 'name' || intake.asking === 'who') intake.name = '';
      else if (intake.asking === 'office') intake.anyOffice = true;
      return goOn(content, state, now);
    case 'meant':
    case 'written':
      return settleDoubt(content, state, name, now);
    case 'next':
      return goOn(content, state, now);
    case 'again':
      return ask(content, state, intake.asking, now);
    case 'back':
      return ask(content, state, partBefore(content, state), now);
    case 'change':
      return ask(content, state, 'change', now);
    case 'cancel':
      return cancelIntake(content, state);
    case 'send':
      return goOn(content, state, now, true);
    default: {
      const part = parts.message.find((one) => name === `change/${one}`);
      if (part === 'office') state.office = null;
      if (part === 'office') intake.anyOffice = false;
      return part ? ask(content, state, part, now) : null;
    }
  }
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
    case 'who':
      return takeContact(content, state, text, now);
    case 'name':
      intake.name = readName(text);
      break;
    case 'office': {
      const found = content.officeFinder.find(text, true);
      const offices = content.offices.filter(({ id }) => found?.offices.includes(id));
      if (offices.length !== 1 || !offices[0]) {
        keepAsking(state, 'office', now);
        return [whichOffice(content, state, offices)];
      }
      state.office = offices[0].id;
      break;
    }
    default:
      return takeChoice(content, state, text, now);
  }
  return goOn(content, state, now);
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
  if (intake.asking === 'who') intake.name = readName(contact?.rest ?? text);
  if (!contact && (intake.asking === 'contact' || /@/.test(text))) {
    const again = /@/.test(text)
      ? 'That e-mail address is not whole. It looks like **dana@example.com**.'
      : 'I find no e-mail address and no phone number in that. A phone number needs its area code, as in **973 555 0100**.';
    return [message('notice', again), ...ask(content, state, intake.asking, now)];
  }
  intake.contact = contact?.text ?? null;
  intake.doubt = contact?.meant ? { written: contact.text, meant: contact.meant } : null;
  return intake.doubt ? ask(content, state, intake.asking, now) : goOn(content, state, now);
}

function settleDoubt(content: Content, state: State, which: 'meant' | 'written', now: number): Reply[] | null {
  const { intake } = state;
  if (!intake?.doubt) return null;
  intake.contact = intake.doubt[which];
  intake.doubt = null;
  return goOn(content, state, now);
}

/** The name in "my name is Dana Reyes" and the like. */
function readName(text: string): string {
  const name = text
    .replace(/^\s*(?:my name is|name is|my name's|i am|i'm|it is|it's|this is)\s+/i, '')
    .replace(/[\s,;:/|-]+$|^[\s,;:/|-]+|\b(?:and )?(?:my )?(?:e-?mail|mail)(?: address)?(?: is)?\W*$/gi, '')
    .trim();
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
  return chosen ? actOnIntake(content, state, chosen, now) : null;
}

/** The first thing that is not said yet; for a handoff null where nothing is missing. */
function nextPart(content: Content, { intake, office, facts }: State): Part | null {
  if (!intake?.question) return 'question';
  const mustAskOffice =
    content.offices.length > 1 && !content.offices.some(({ id }) => id === office) && !intake.anyOffice;
  if (intake.kind === 'live') {
    if (mustAskOffice) return 'office';
    return intake.name === null && !facts.isKnown ? 'who' : null;
  }
  if (!intake.contact) return 'contact';
  if (intake.name === null) return 'name';
  return mustAskOffice ? 'office' : 'summary';
}

function partBefore(content: Content, { intake }: State): Part {
  if (!intake || intake.asking === 'change') return 'summary';
  const before = parts[intake.kind].filter((part) => part !== 'office' || content.offices.length > 1);
  return before[before.indexOf(intake.asking) - 1] ?? 'question';
}

function ask(content: Content, state: State, part: Part | null, now: number): Reply[] {
  if (part === null) return goOn(content, state, now);
  keepAsking(state, part, now);
  return [questionFor(content, state, part)];
}

function keepAsking(state: State, part: Part, now: number): void {
  const intake = state.intake as Intake;
  intake.asking = part;
  if (part !== 'contact' && part !== 'who') intake.doubt = null;
  state.asked = { what: 'intake', at: now };
}

/** Asks for what is missing; where nothing is, and a message is to be sent, opens the case. */
function goOn(content: Content, state: State, now: number, isSent = false): Reply[] {
  const intake = state.intake as Intake;
  const part = nextPart(content, state);
  if (part !== null && !(part === 'summary' && isSent)) return ask(content, state, part, now);
  if (intake.kind === 'live' && !reachableStaff(content, state, now)) {
    const gone = 'Nobody of our staff is here any more. I make it a **message**: it becomes a case with a number.';
    return [message('notice', gone), ...startIntake(content, state, 'message', now)];
  }
  const place = state.guide ?? state.ended;
  // Whom nobody claims may leave the same as a message.
  if (intake.kind === 'live') state.question = intake.question;
  state.requests.push({
    kind: 'open-case',
    wanted: {
      kind: intake.kind,
      office: officeOf(content, state)?.id ?? null,
      name: intake.name || null,
      email: emailIn(intake.contact),
      contact: intake.contact,
      question: intake.question ?? '',
      topic: content.entries.get(state.entry ?? '')?.topic ?? null,
      guide: place?.guide ?? null,
      step: place?.step ?? null,
      answers: place && { ...place.answers },
      tried: state.tried,
      language: state.writes === 'es' ? 'es' : state.language,
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

/** Drops what is half said. */
export function cancelIntake(content: Content, state: State): Reply[] {
  state.intake = null;
  const buttons = [...guideButton(state), ...(state.guide ? [] : returnButtons(content, state)), personButton];
  return [message('notice', 'All right, nothing was sent.', buttons)];
}
