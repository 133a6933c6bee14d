// Decides what to say to one activity. Pure: the same input gives the same output, and nothing else happens.
import type { Content } from '../content/content.ts';
import type { Activity, Reply } from '../rules/activity.ts';
import type { Matching } from '../rules/matcher.ts';
import type { Request, Result } from '../rules/requests.ts';
import { isOnlyMasks } from '../rules/sensitive-fragment.ts';
import { type Sensitive, withoutMasks } from '../rules/sensitive-masks.ts';
import { act, obey } from './actions.ts';
import { answer, answerEach, clarify, decline } from './answers.ts';
import { isReported } from './cape-report.ts';
import { commandOf } from './commands.ts';
import { checkEntryNumbers } from './entry-numbers.ts';
import { escalate } from './escalation.ts';
import { type Facts, noStaff } from './facts.ts';
import { greet, menuButtons } from './greeting.ts';
import { isRating, takeWords } from './handoff.ts';
import { isFreeText, isWriting, take } from './intake.ts';
import { readMailCode } from './mail-code.ts';
import { meaningOf } from './meaning.ts';
import { choicesIn, message, offersOf, personButton } from './message.ts';
import { answerFiles, answerMasks, answerNothing } from './no-words.ts';
import { tellAtStep, tellChanges } from './notices.ts';
import { listButton, listOffices, mayBePlace, officeOf, showFound } from './offices.ts';
import { byNumber, pick } from './pick.ts';
import { shorten } from './quote.ts';
import { explainMessages } from './screen-messages.ts';
import { addSpanish, noteLanguage } from './spanish.ts';
import { copyState, remember, type State, settle, startState } from './state.ts';
import { tellResult } from './tell.ts';
import { correctTyped, takeTyped } from './typed-answer.ts';
import { noteQuestion, noteUnclear } from './unanswered.ts';
import { at, choiceAction, choicesOf, lostNotice, showStep, startGuide } from './walker.ts';
import { warn } from './warning.ts';

export type { Activity, Reply } from '../rules/activity.ts';
export { END_HANDOFF, type Request, type Result } from '../rules/requests.ts';
export type { Sensitive } from '../rules/sensitive-masks.ts';
export { type Facts, noStaff } from './facts.ts';
export { readMailCode } from './mail-code.ts';
export { describePlace } from './queue.ts';
export { type Kept, lookBackTo, type Screened, screen } from './screen.ts';
export { readState, type State, startState } from './state.ts';
export { keepSilent } from './warning.ts';

export interface Outcome {
  state: State;
  replies: Reply[];
  /** What is to be done in the same transaction; `tell` then says what came of it. */
  requests: Request[];
}

interface Said {
  content: Content;
  state: State;
  text: string;
  /** The id of the button, where our own page sent it. */
  action: string | null;
  /** What the whole message means, found once and only when somebody asks. */
  meaning: () => Matching;
  /** Whether the greeting goes out in this very turn. */
  greeting: boolean;
  now: number;
}

const longestLocale = 35;
/** So much of a question is kept, for who wants to send it to an office. */
const longestQuestion = 1000;

/** What a message is, in this order: the first that applies answers it. */
const precedence: [what: string, handle: (said: Said) => Reply[] | null][] = [
  ['a button of the last messages', byButton],
  ['a code from an e-mail', byMailCode],
  ["an answer in the customer's own words", byFreeText],
  ['a command as the whole message', byCommand],
  ['a pending question of the bot', byPending],
  ["the active guide's step", byStep],
  ['messages of CAPE or ACE', byMessages],
  ['entry numbers alone', byEntryNumbers],
  ['a place', byPlace],
  ['a word on the staff', byRating],
  ['small talk', bySmallTalk],
  ['a question', byQuestion],
];

/**
 * One turn: the activity of a customer in, the new state and the replies out. `facts` is what holds around the
 * conversation, `now` is in milliseconds since 1970; `removed` is what `screen` took out.
 */
export function respond(
  content: Content,
  before: State,
  activity: Activity,
  facts: Facts,
  now: number,
  removed: Sensitive[] = [],
): Outcome {
  const state = { ...copyState(before), facts };
  // Told with the next message, so that it is not lost on an event in between.
  const lost = activity.type === 'message' ? settle(state, content) : null;
  state.day = Math.floor(now / 86_400_000);
  if (typeof activity.localTimezone === 'string') state.timeZone = activity.localTimezone;
  if (typeof activity.locale === 'string') state.language = activity.locale.slice(0, longestLocale);
  const greeting = !state.greeted;
  // Whoever is greeted reads them there.
  const changes = greeting || activity.type === 'message' ? tellChanges(content, state, now) : [];
  const replies = greeting ? [greet(content, state, now)] : changes;
  state.greeted = true;
  if (removed.length > 0) replies.push(warn(content, removed));
  if (activity.type === 'message') {
    if (lost) replies.push(lostNotice(content, state, lost));
    replies.push(...answerFiles(content, state, activity));
    const answers = answerMessage(content, state, activity, greeting, now, removed);
    // Declines are in a row while nothing between them was understood; "did you mean" leaves that open.
    if (!answers.some(({ channelData }) => ['decline', 'clarify'].includes(channelData.kind))) state.declines = 0;
    noteUnclear(state, before, answers);
    replies.push(...addSpanish(content, state, before, answers, now));
    // What was asked stays asked only where it was asked again.
    if (state.asked === before.asked) state.asked = null;
  }
  tellAtStep(content, state, replies, now);
  return endTurn(state, replies);
}

/** Says what came of a request of the same turn, or what happened to the conversation. */
export function tell(content: Content, before: State, result: Result, facts: Facts, now: number): Outcome {
  const state = { ...copyState(before), facts };
  return endTurn(state, tellResult(content, state, result, now));
}

function endTurn(state: State, replies: Reply[]): Outcome {
  for (const reply of replies) remember(state, offersOf(reply));
  const last = replies.at(-1);
  if (last) state.menu = choicesIn(last);
  const { requests } = state;
  return { state: { ...state, requests: [], facts: noStaff }, replies, requests };
}

function answerMessage(
  content: Content,
  state: State,
  activity: Activity,
  greeting: boolean,
  now: number,
  removed: Sensitive[],
): Reply[] {
  const text = withoutMasks(activity.text ?? '');
  const pressed = activity.channelData?.action;
  const action = typeof pressed === 'string' ? pressed : null;
  let matching: Matching | undefined;
  const meaning = () => {
    matching ??= meaningOf(content, state, text);
    return matching;
  };
  const said: Said = { content, state, text, action, meaning, greeting, now };
  if (action === null && isOnlyMasks(activity.text ?? '')) return answerMasks(content, state, now, removed);
  // "Please check this" is answered by the report on the file.
  const isSaid = isReported(activity) && !commandOf(text) && meaning().decision !== 'answer';
  if ((text === '' || isSaid) && action === null) return answerNothing(content, state, activity);
  for (const [, handle] of precedence) {
    const replies = handle(said);
    if (replies) return replies;
  }
  return [];
}

/** What a customer reads when a turn failed: the message is kept, and who can help; before that, what was taken out. */
export function errorReplies(content: Content, before: State, now: number, removed: Sensitive[]): Reply[] {
  const help = escalate(content, { ...startState(), timeZone: before.timeZone }, now);
  const text = `I have your message, but I could not work on it just now. Please try once more in a minute, or reach a person.\n\n${help.text}`;
  const error = { ...message('error', text, [personButton]), attachments: help.attachments };
  return removed.length > 0 ? [warn(content, removed), error] : [error];
}

function byButton({ content, state, text, action, now }: Said): Reply[] | null {
  const plain = (words: string) => words.toLowerCase().replace(/[.!?]+$/, '');
  const offer =
    state.offered.find((one) => one.text === text) ?? state.offered.find((one) => plain(one.text) === plain(text));
  const named = action ?? offer?.action;
  if (!named) return null;
  // Typed words that fit the step the customer stands at are meant for it, whatever an older step's button says.
  const here = !action && named.startsWith('choose:') ? choiceHere(content, state, text) : null;
  return act(content, state, here ?? named, now);
}

function byMailCode({ state, text, now }: Said): Reply[] | null {
  const digits = readMailCode(state, text, now);
  if (digits === null) return null;
  state.requests.push({ kind: 'check-mail-code', digits });
  return [];
}

function byFreeText({ content, state, text, now }: Said): Reply[] | null {
  if (!isFreeText(state, now) || (text.startsWith('/') && commandOf(text))) return null;
  return take(content, state, text, now);
}

function byCommand({ content, state, text, now }: Said): Reply[] | null {
  const command = commandOf(text);
  if (command) noteLanguage(content, state, text);
  return command ? obey(content, state, command, now) : null;
}

function byPending({ content, state, text, now }: Said): Reply[] | null {
  if (isWriting(state, now)) return take(content, state, text, now);
  if (state.asked?.what === 'place' && !state.pending) {
    const found = content.officeFinder.find(text, true);
    if (found) return [showFound(content, state, found, now)];
  }
  const pending = state.pending?.map((offer) => ({ ...offer, words: [offer.text] }));
  // A step takes its own numbers; elsewhere they are those of the last message, as channels without buttons list them.
  const chosen = (pending && pick(text, pending)) ?? (pending || !state.guide ? byNumber(text, state.menu) : null);
  return chosen ? act(content, state, chosen, now) : null;
}

function byStep({ content, state, text, now }: Said): Reply[] | null {
  const typed = takeTyped(content, state, text, now);
  if (typed) return typed;
  const chosen = choiceHere(content, state, text);
  return chosen ? act(content, state, chosen, now) : correctTyped(content, state, text, now);
}

/** The choice of the active step that the text means. */
function choiceHere(content: Content, state: State, text: string): string | null {
  if (!state.guide) return null;
  const { guide, step } = at(content, state.guide);
  const options = choicesOf(step).map((choice) => ({
    action: choiceAction(guide, step, choice),
    words: [choice.label, ...choice.also],
  }));
  return pick(text, options);
}

function byPlace({ content, state, text, now }: Said): Reply[] | null {
  const found = content.officeFinder.find(text, false);
  return found && [showFound(content, state, found, now)];
}

function byMessages({ content, state, text, meaning, now }: Said): Reply[] | null {
  return explainMessages(content, state, text, meaning, now);
}

function byEntryNumbers({ content, state, text }: Said): Reply[] | null {
  return checkEntryNumbers(content, state, text);
}

/** Whoever asks a question instead of rating is answered. */
function byRating({ content, state, text, meaning, now }: Said): Reply[] | null {
  if (!isRating(state, now) || /\?\s*$/.test(text)) return null;
  const [first] = meaning().matches;
  if (meaning().decision === 'answer' && first?.kind !== 'small-talk') return null;
  return takeWords(content, state, text);
}

function bySmallTalk({ content, state, text, meaning, greeting }: Said): Reply[] | null {
  const [first] = meaning().matches;
  if (meaning().decision !== 'answer' || first?.kind !== 'small-talk') return null;
  const talk = content.smallTalk.find(({ id }) => id === first.id);
  if (!talk) return null;
  // "Gracias" is said by many who ask in English.
  if (state.writes === null) noteLanguage(content, state, text);
  if (greeting) return [];
  if (state.guide) return [message('notice', talk.reply), ...showStep(content, state)];
  return [message('notice', talk.reply, state.pending ?? menuButtons(content, state))];
}

function byQuestion({ content, state, text, meaning, now }: Said): Reply[] {
  const { decision } = meaning();
  const listed = state.menu.some(({ action }) => action.startsWith('office:') && action !== listButton.action);
  // Once is enough: who has read the list and says no place either has said something else.
  const isPlace = state.asked?.what === 'place' && !listed && decision === 'decline' && mayBePlace(text);
  if (isPlace && !officeOf(content, state))
    return [listOffices(content, state, now, 'I do not find that place. These are our offices: which one is yours?')];
  noteLanguage(content, state, text);
  // A part of a number is no question, and stands in no more places than it must.
  state.question = state.fragments?.passed === 0 ? null : shorten(text, longestQuestion);
  const answers = answerEach(content, state, text, now) ?? answerQuestion(content, state, meaning(), now);
  return state.question === null ? answers : noteQuestion(state, answers);
}

function answerQuestion(content: Content, state: State, { decision, matches }: Matching, now: number): Reply[] {
  const [first] = matches;
  if (decision === 'decline' || !first) return decline(content, state, now);
  if (decision === 'clarify') return clarify(content, state, matches);
  if (first.kind === 'guide') {
    const guide = content.guides.get(first.id);
    if (!guide) return decline(content, state, now);
    state.pending = null;
    // Nobody is taken out of a guide by words that only resemble another one's.
    return state.guide && state.guide.guide !== guide.id
      ? clarify(content, state, [first])
      : startGuide(content, state, guide);
  }
  const entry = content.entries.get(first.id);
  return entry ? answer(content, state, entry, first.confidence, now) : decline(content, state, now);
}
