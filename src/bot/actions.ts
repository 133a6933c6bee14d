// Does what a button or command says: every action has an id that names it in full, valid whenever it is pressed.
import type { Content } from '../content/content.ts';
import { progress } from '../content/guide.ts';
import type { Reply } from '../rules/activity.ts';
import { answer, decline } from './answers.ts';
import type { Command } from './commands.ts';
import { escalate, showAll } from './escalation.ts';
import { greet, menuButtons } from './greeting.ts';
import { actOnHandoff, lookUp } from './handoff.ts';
import { actOnIntake, cancelIntake, isWriting } from './intake.ts';
import { actOnMail } from './mail-code.ts';
import { type Button, command, message, personButton } from './message.ts';
import { askPlace, listOffices, showOffice } from './offices.ts';
import type { State } from './state.ts';
import {
  at,
  choicesOf,
  choose,
  goBack,
  leaveGuide,
  restartGuide,
  returnButtons,
  showStep,
  startGuide,
  whereAmI,
} from './walker.ts';

/** Does the action of this id; null where content has no such thing any more and nothing can be said about it. */
export function act(content: Content, state: State, action: string, now: number): Reply[] | null {
  const [kind, name = ''] = split(action, ':');
  if (kind === 'choose') return takeChoice(content, state, name, now);
  if (kind === 'command') return obey(content, state, { name, steps: 1 } as Command, now);
  if (kind === 'none') return decline(content, state, now);
  if (kind === 'message')
    return actOnIntake(content, state, name, now) ?? (name === 'cancel' ? stop(content, state, false) : null);
  if (kind === 'handoff') return actOnHandoff(content, state, name, now);
  if (kind === 'mail') return actOnMail(state, name);
  if (kind === 'contacts') return [showAll(content, state, now)];
  if (kind === 'office') return takeOffice(content, state, name, now);
  state.pending = null;
  if (kind === 'start') {
    const guide = content.guides.get(name);
    return guide ? startGuide(content, state, guide) : null;
  }
  if (kind === 'entry') {
    const entry = content.entries.get(name);
    return entry ? answer(content, state, entry, 1, now) : null;
  }
  return null;
}

function takeOffice(content: Content, state: State, name: string, now: number): Reply[] | null {
  state.pending = null;
  if (name === 'ask') return [askPlace(state, now)];
  if (name === 'list') return [listOffices(content, state, now)];
  const office = content.offices.find(({ id }) => id === name);
  if (!office) return null;
  if (isWriting(state, now)) {
    state.office = office.id;
    return actOnIntake(content, state, 'next', now);
  }
  return [showOffice(content, state, office, now)];
}

function takeChoice(content: Content, state: State, name: string, now: number): Reply[] | null {
  const [guideId, stepId, choiceId] = name.split('/');
  const guide = content.guides.get(guideId ?? '');
  const step = guide?.steps.find(({ id }) => id === stepId);
  const choice = step && choicesOf(step).find(({ id }) => id === choiceId);
  if (!guide || !step || !choice) {
    if (!state.guide) return null;
    return [message('notice', 'This choice is no longer there.'), ...showStep(content, state)];
  }
  state.pending = null;
  choose(state, guide, step, choice);
  const said = choice.say
    ? [message('guide', choice.say, [], { guide: guide.id, step: step.id, ...progress(guide, step) })]
    : [];
  const entry = choice.entry ? content.entries.get(choice.entry) : undefined;
  if (entry) return [...said, ...answer(content, state, entry, 1, now)];
  if (choice.person) return [...said, escalate(content, state, now, choice.person)];
  const other = choice.guide ? content.guides.get(choice.guide) : undefined;
  if (other) return [...said, ...startGuide(content, state, other)];
  return [...said, ...showStep(content, state)];
}

/** Does a command; null where it means nothing in this state. */
export function obey(content: Content, state: State, what: Command, now: number): Reply[] | null {
  const wasPending = state.pending !== null;
  const writing = isWriting(state, now);
  if (what.name !== 'none') state.pending = null;
  switch (what.name) {
    case 'person': {
      if (state.facts.live) return lookUp(state);
      const reason = state.guide ? at(content, state.guide).step.person : undefined;
      return [escalate(content, state, now, reason)];
    }
    case 'help':
      return [helpMessage(content, state)];
    case 'stop':
      return writing ? cancelIntake(content, state) : stop(content, state, wasPending);
    case 'restart':
      return state.guide ? restartGuide(content, state) : [greet(content, state, now)];
    case 'status':
      return status(content, state);
    case 'continue':
      // Where a step only waits for "Next", this is what is meant.
      return state.guide && at(content, state.guide).step.choices.length === 0 ? null : status(content, state);
    case 'case':
      state.requests.push({ kind: 'look-up-cases', number: what.number });
      return [];
    case 'message':
      return actOnIntake(content, state, 'start', now);
    case 'queue':
      return state.facts.live || state.facts.staffed.length > 0 ? lookUp(state) : null;
    case 'wait':
      return state.facts.live ? lookUp(state) : null;
    case 'leave-queue':
      return state.facts.live ? actOnHandoff(content, state, 'leave', now) : null;
    case 'other-place':
      return [askPlace(state, now)];
    case 'back':
      if (writing) return actOnIntake(content, state, 'back', now);
      return state.guide || state.ended ? goBack(content, state, what.steps) : status(content, state);
    case 'trouble':
      return trouble(content, state);
    case 'none':
      return wasPending ? decline(content, state, now) : null;
    case 'start': {
      const guide = content.guides.get(what.guide);
      return guide ? startGuide(content, state, guide) : null;
    }
    default:
      return null;
  }
}

function stop(content: Content, state: State, wasPending: boolean): Reply[] {
  if (!state.guide) {
    // Whoever waits and has nothing else to stop may mean the queue: its button stands under the place.
    if (state.facts.live && !wasPending) return lookUp(state);
    const text = wasPending ? 'All right, never mind.' : 'There is nothing to stop. What can I do for you?';
    return [message('notice', text, [...returnButtons(content, state), personButton])];
  }
  const where = whereAmI(content, state.guide);
  leaveGuide(state);
  const text = `I keep your place: ${where}. Come back whenever you like, also in some days, and say **continue**.`;
  return [message('notice', text, [...returnButtons(content, state), personButton])];
}

function status(content: Content, state: State): Reply[] {
  if (state.guide)
    return [message('notice', `You are at ${whereAmI(content, state.guide)}.`), ...showStep(content, state)];
  const left = state.interrupted.at(-1);
  const guide = left && content.guides.get(left.guide);
  if (guide) return startGuide(content, state, guide);
  return [message('notice', 'You are in no guide at the moment.', menuButtons(content, state))];
}

function helpMessage(content: Content, state: State): Reply {
  const here = state.guide ? `You are at ${whereAmI(content, state.guide)}.\n\n` : '';
  const text = `${here}Ask me in your own words, press a button, or type its number. These words always work: **person**, **back**, **stop**, **continue**, **start over**, **where am I**.`;
  return message('notice', text, [
    ...(state.guide ? [command('Go on with the guide', 'status')] : returnButtons(content, state)),
    ...[...content.guides.values()]
      .filter(({ id }) => id !== state.guide?.guide && !state.interrupted.some((place) => place.guide === id))
      .map((guide) => ({ text: guide.title, action: `start:${guide.id}` })),
    personButton,
  ]);
}

/** The usual trouble at this step, as questions to choose from. */
function trouble(content: Content, state: State): Reply[] | null {
  if (!state.guide) return null;
  const { step } = at(content, state.guide);
  const entries = step.trouble.flatMap((id) => content.entries.get(id) ?? []);
  if (entries.length === 0) return null;
  const options: Button[] = entries.map((entry) => ({ text: entry.question, action: `entry:${entry.id}` }));
  state.pending = options;
  const buttons = [...options, command('Go on with the guide', 'status'), personButton];
  return [message('notice', 'What happens? Choose one, or tell me in your own words what your screen shows.', buttons)];
}

function split(text: string, at: string): [string, string?] {
  const place = text.indexOf(at);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}
