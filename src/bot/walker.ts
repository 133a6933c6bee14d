// Walks a customer through a guide: shows steps, takes choices, goes back, leaves and returns.
import type { Content } from '../content/content.ts';
import { type Choice, type Guide, progress, type Step } from '../content/guide.ts';
import type { Reply } from '../rules/activity.ts';
import { halfSaidButton } from './contacts.ts';
import { type Button, command, message, personButton } from './message.ts';
import { advance, type Place, type State } from './state.ts';

const backButton = command('Back', 'back');
const stopButton = command('Stop for now', 'stop');
const troubleButton = command('It does not work', 'trouble');

/** A step without choices goes on with this one. */
const next: Choice = {
  id: 'next',
  label: 'Next',
  also: ['done', 'ok', 'okay', 'go on', 'continue', 'next step', 'yes'],
};

/** The guide and step of a place; the place must be settled. */
export function at(content: Content, place: Place): { guide: Guide; step: Step } {
  const guide = content.guides.get(place.guide);
  const step = guide?.steps.find(({ id }) => id === place.step);
  if (!guide || !step) throw new Error(`There is no step "${place.step}" in the guide "${place.guide}".`);
  return { guide, step };
}

/** The choices a step takes; none where the guide ends. */
export function choicesOf(step: Step): Choice[] {
  return step.choices.length > 0 || step.end ? step.choices : [next];
}

/** The action of a choice, which names it wherever the customer stands by then. */
export function choiceAction(guide: Guide, step: Step, choice: Choice): string {
  return `choose:${guide.id}/${step.id}/${choice.id}`;
}

/** The message of the step the active guide stands at. The last step of a guide ends it. */
export function showStep(content: Content, state: State): Reply[] {
  if (!state.guide) return [];
  const { guide, step } = at(content, state.guide);
  const choices: Button[] = choicesOf(step).map((choice) => ({
    text: choice.label,
    action: choiceAction(guide, step, choice),
  }));
  const commands: Button[] = [];
  if (step.trouble.length > 0) commands.push(troubleButton);
  if (state.guide.history.length > 0) commands.push(backButton);
  if (!step.end) commands.push(stopButton);
  // What is half said is never out of sight.
  if (!step.end) commands.push(...halfSaidButton(state).map((button): Button => ({ ...button, command: true })));
  commands.push(personButton);
  const more = {
    guide: guide.id,
    step: step.id,
    ...progress(guide, step),
    ...(step.asks ? { asks: step.asks } : {}),
    ...(step.end ? { done: true } : {}),
  };
  if (step.end) {
    state.ended = state.guide;
    state.guide = null;
    state.pending = choices.length > 0 ? choices : null;
    return [message('guide', step.say, [...choices, ...returnButtons(content, state), ...commands], more)];
  }
  return [message('guide', step.say, [...choices, ...commands], more)];
}

/** Starts a guide, or goes on where it was left. What was active is kept for a return. */
export function startGuide(content: Content, state: State, guide: Guide): Reply[] {
  if (state.guide?.guide === guide.id) return showStep(content, state);
  leaveGuide(state);
  const left = takeBack(state, guide);
  state.guide = left ?? beginning(guide);
  if (!left) return showStep(content, state);
  return [message('notice', `We go on at ${whereAmI(content, left)}.`), ...showStep(content, state)];
}

/** Leaves the active guide; its place is kept. */
export function leaveGuide(state: State): void {
  const { guide } = state;
  if (guide) state.interrupted = [...state.interrupted.filter((place) => place.guide !== guide.guide), guide];
  state.guide = null;
  state.ended = null;
}

/** Begins the active guide again at its first step. */
export function restartGuide(content: Content, state: State): Reply[] {
  if (!state.guide) return [];
  const { guide } = at(content, state.guide);
  state.guide = beginning(guide);
  return showStep(content, state);
}

function beginning(guide: Guide): Place {
  return { guide: guide.id, step: guide.steps[0]?.id ?? '', answers: {}, history: [] };
}

/** Goes back this many steps, or as many as there are. */
export function goBack(content: Content, state: State, steps: number): Reply[] {
  state.guide ??= state.ended;
  state.ended = null;
  const place = state.guide;
  if (!place) return [];
  if (place.history.length === 0) {
    return [message('notice', 'This is the first step, there is nothing before it.'), ...showStep(content, state)];
  }
  for (let gone = 0; gone < steps && place.history.length > 0; gone++) {
    place.step = place.history.pop() ?? place.step;
    delete place.answers[place.step];
  }
  return showStep(content, state);
}

/** Takes a choice of a step, also of an earlier one or of a guide that was left: then the customer is taken there first. */
export function choose(state: State, guide: Guide, step: Step, choice: Choice): void {
  state.entry = null;
  if (step.end) return;
  if (state.guide?.guide !== guide.id) startAt(state, guide, step);
  else returnTo(state.guide, step);
  const place = state.guide as Place;
  place.answers[step.id] = choice.id;
  if (choice.entry || choice.person || choice.guide) return;
  const target = choice.go ?? guide.steps[guide.steps.indexOf(step) + 1]?.id;
  if (target) advance(place, target);
}

function startAt(state: State, guide: Guide, step: Step): void {
  leaveGuide(state);
  state.guide = takeBack(state, guide) ?? { ...beginning(guide), step: step.id };
  returnTo(state.guide, step);
}

/** Takes a guide out of those left on the way. */
function takeBack(state: State, guide: Guide): Place | undefined {
  const left = state.interrupted.find((place) => place.guide === guide.id);
  state.interrupted = state.interrupted.filter((place) => place !== left);
  return left;
}

function returnTo(place: Place, step: Step): void {
  if (place.step === step.id) return;
  const passed = place.history.lastIndexOf(step.id);
  if (passed < 0) advance(place, step.id);
  else {
    place.step = step.id;
    place.history = place.history.slice(0, passed);
  }
}

/** Where the customer is, in words. */
export function whereAmI(content: Content, place: Place): string {
  const { guide, step } = at(content, place);
  const { position, of } = progress(guide, step);
  return `step ${position} of ${of} in “${guide.title}” (${step.title})`;
}

/** Buttons that lead back to what is half said and into guides left on the way, the newest first. */
export function returnButtons(content: Content, state: State): Button[] {
  const guides = state.interrupted
    .map((place) => ({ text: `Go on: ${content.guides.get(place.guide)?.title}`, action: `start:${place.guide}` }))
    .reverse()
    .slice(0, 3);
  return [...halfSaidButton(state), ...guides];
}

/** Said where content has changed under the customer. */
export function lostNotice(content: Content, state: State, lost: 'guide' | 'step'): Reply {
  if (lost === 'guide' || !state.guide) {
    return message('notice', 'The guide you were in is no longer there. Your question comes first:');
  }
  const { step } = at(content, state.guide);
  return message('notice', `The guide has changed since you were here. The nearest step is now: ${step.title}.`);
}
