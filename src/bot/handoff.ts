// What the bot does and says where staff are concerned: into the queue and out of it, who is there, how it ended, the rating.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { type BackWhy, END_HANDOFF, type Result } from '../rules/requests.ts';
import { allButton, guideButton, leaveButton } from './contacts.ts';
import { escalate } from './escalation.ts';
import { startIntake } from './intake.ts';
import { type Button, message, personButton } from './message.ts';
import { placeLine } from './queue.ts';
import { plainly } from './quote.ts';
import { leaveQueueButton, reachableStaff } from './staff-offer.ts';
import type { State } from './state.ts';
import { returnButtons, showStep } from './walker.ts';

const longestWords = 1000;
const mostStars = 5;
const freshFor = 12 * 3_600_000;

const endButton: Button = { text: 'End this conversation', action: END_HANDOFF, command: true, byValue: true };
const skipButton: Button = { text: 'Skip', action: 'handoff:skip-rating', command: true };

/** Does what a button about staff says; null where it means nothing any more. */
export function actOnHandoff(content: Content, state: State, name: string, now: number): Reply[] | null {
  const { live } = state.facts;
  state.pending = null;
  if (name === 'start') {
    if (live) return lookUp(state);
    if (!reachableStaff(content, state, now)) return [escalate(content, state, now)];
    return startIntake(content, state, 'live', now);
  }
  if (name === 'queue') return lookUp(state);
  if (name === 'leave') return ask(state, 'leave-queue');
  if (name === 'end') return ask(state, 'end-handoff');
  if (state.rated === null) return null;
  if (name === 'skip-rating') {
    state.rated = null;
    return [message('notice', 'All right.', backToTheBot(content, state))];
  }
  const stars = Number(/^rate:([1-5])$/.exec(name)?.[1]);
  return stars ? takeStars(content, state, state.rated, stars, now) : null;
}

/** Looks up the customer's place in the queue. */
export function lookUp(state: State): Reply[] {
  return ask(state, 'look-up-queue');
}

function ask(state: State, kind: 'look-up-queue' | 'leave-queue' | 'end-handoff'): Reply[] {
  state.requests.push({ kind });
  return [];
}

function takeStars(content: Content, state: State, number: number, stars: number, now: number): Reply[] {
  state.requests.push({ kind: 'rate', number, stars });
  state.asked = { what: 'rating', at: now };
  const text = 'Thank you. Would you add a word for our staff? Write it here; whatever you ask instead, I answer.';
  return [message('handoff', text, [skipButton, ...backToTheBot(content, state)], { asks: 'rating' })];
}

/** Whether the last message asked for a word on the staff. */
export function isRating({ asked, rated }: State, now: number): boolean {
  return asked?.what === 'rating' && rated !== null && now - asked.at < freshFor;
}

/** Takes a word on the staff. */
export function takeWords(content: Content, state: State, text: string): Reply[] {
  if (state.rated === null) return [];
  state.requests.push({ kind: 'rate', number: state.rated, words: text.slice(0, longestWords) });
  state.rated = null;
  return [message('notice', 'Thank you, I pass it on.', backToTheBot(content, state)), ...showStep(content, state)];
}

/** What the bot says of what happened with staff. */
export function tellHandoff(content: Content, state: State, result: Result): Reply[] {
  switch (result.kind) {
    case 'left-queue':
      state.waiting = null;
      return [
        message(
          'handoff',
          `You have left the queue, and **case ${result.number}** is closed.`,
          [leaveButton(state), ...backToTheBot(content, state)],
          handoff(result.number, 'closed'),
        ),
      ];
    case 'nothing-open':
      return [
        message('notice', 'You are not in the queue, and nobody of our staff is here.', fromHere(content, state)),
      ];
    case 'claimed':
      return [
        present(
          state,
          result.number,
          result.by,
          `**${plainly(result.by)}**${ofOffice(content, result.office)} is here now, for case ${result.number}.`,
        ),
      ];
    case 'handed-over':
      return [
        present(
          state,
          result.number,
          result.to,
          `${result.by ? `${plainly(result.by)} hands over to` : 'Here now:'} **${plainly(result.to)}**${ofOffice(content, result.office)}, who can read what you wrote.`,
        ),
      ];
    case 'back':
      return [backInQueue(content, state, result)];
    case 'closed':
      return [closed(content, state, result)];
    case 'reopened':
      return [
        message(
          'handoff',
          `Our office has opened **case ${result.number}** again: somebody will look at it.`,
          fromHere(content, state),
          handoff(result.number, 'waiting'),
        ),
      ];
    default:
      return [];
  }
}

function present(state: State, number: number, name: string, who: string): Reply {
  // Nothing that the bot asked before is answered after somebody else has spoken.
  Object.assign(state, { waiting: null, asked: null, pending: null, unclear: null });
  const text = `${who} What you write goes to ${plainly(name)}, and I keep silent until one of you ends it. Nobody here needs your bank details, passwords or codes.`;
  return message('handoff', text, [endButton], { handoff: { number, status: 'claimed', staff: { name } } });
}

function backInQueue(content: Content, state: State, result: Extract<Result, { kind: 'back' }>): Reply {
  const why: Record<BackWhy, string> = {
    released: 'had to leave',
    silent: 'seems to have been called away',
    revoked: 'is no longer here',
    transferred: 'passes this on to another office of ours',
  };
  const who = result.by ? `**${plainly(result.by)}** ${why[result.why]}.` : 'This goes to another office of ours.';
  const office = content.offices.find(({ id }) => id === result.office);
  const next = result.queue
    ? `${placeLine(content, result.queue)} Nothing you wrote is lost. Until somebody takes over, I am here again.`
    : `**Case ${result.number}** stays open${office ? ` with ${office.name}` : ''}. I am here again.`;
  const { place, wait } = result.queue ?? {};
  const buttons = result.queue ? queueButtons(content, state) : fromHere(content, state);
  const more = { number: result.number, status: 'waiting', ...(result.queue ? { place, wait } : {}) };
  return message('handoff', `${who} ${next}`, buttons, { handoff: more });
}

function closed(content: Content, state: State, result: Extract<Result, { kind: 'closed' }>): Reply {
  const { number, by, name, isHeld, isRated } = result;
  state.waiting = null;
  const staff = name ? plainly(name) : 'Our office';
  const more = handoff(number, 'closed', name);
  if (by === 'idle') {
    const text = `You were away for a while, so **case ${number}** is closed. What ${staff} wrote stands above. If something is left, ask for a person: they will see all of it.`;
    return message('handoff', text, fromHere(content, state), more);
  }
  if (!isHeld) {
    const text = `Our office has closed **case ${number}**. If something is left, ask for a person.`;
    return message('handoff', text, fromHere(content, state), more);
  }
  const who = by === 'customer' ? 'You have ended' : `**${staff}** has ended`;
  const ended = `${who} this conversation; it was **case ${number}**. From here on I, the automatic assistant, answer again.`;
  state.rated = isRated ? number : null;
  if (!isRated) return message('handoff', ended, fromHere(content, state), more);
  const stars = Array.from({ length: mostStars }, (_, index): Button => {
    const count = index + 1;
    return { text: count === 1 ? '1 star' : `${count} stars`, action: `handoff:rate:${count}` };
  });
  state.pending = stars;
  const text = `${ended}\n\n**How was it?** You may skip this.`;
  return message('handoff', text, [...stars, skipButton, ...backToTheBot(content, state)], more);
}

const handoff = (number: number, status: string, name?: string | null) => ({
  handoff: { number, status, ...(name ? { staff: { name } } : {}) },
});

function queueButtons(content: Content, state: State): Button[] {
  return [leaveQueueButton, leaveButton(state), allButton, ...backToTheBot(content, state).slice(0, -1)];
}

function fromHere(content: Content, state: State): Button[] {
  return [leaveButton(state), ...backToTheBot(content, state)];
}

/** What leads back to what was open before. */
function backToTheBot(content: Content, state: State): Button[] {
  return [...(state.guide ? guideButton(state) : returnButtons(content, state)), personButton];
}

function ofOffice(content: Content, id: string | null): string {
  const office = content.offices.find((one) => one.id === id);
  return office ? ` of ${office.name}` : '';
}
