// Takes what a step asks for when it is typed: a day decides the choice by the days that have passed since.
import type { Content } from '../content/content.ts';
import { type Choice, type Guide, progress, type Step } from '../content/guide.ts';
import type { Reply } from '../rules/activity.ts';
import { type CountedDay, countedDays, laneOf } from '../rules/counted-days.ts';
import { addDays, type Day, dayIn, dayInWords, daysBetween, isWeekend } from '../rules/days.ts';
import { readDays, type TypedDays } from '../rules/typed-days.ts';
import { act } from './actions.ts';
import { message } from './message.ts';
import type { State } from './state.ts';
import { at, choiceAction, goBack, showStep } from './walker.ts';

/** CBP counts days where it sits. */
const zoneOfCbp = 'America/New_York';
/** A day further ahead, four years, is rather a typing error. */
const farthest = 4 * 366;

/** What follows from a day typed where the step asks for one; null where the text is something else. */
export function takeTyped(content: Content, state: State, text: string, now: number): Reply[] | null {
  if (!state.guide) return null;
  const { guide, step } = at(content, state.guide);
  return takeDay(content, state, guide, step, text, now);
}

/** The same for the step before, also where the guide ended after it: its day is corrected without going back. */
export function correctTyped(content: Content, state: State, text: string, now: number): Reply[] | null {
  const place = state.guide ?? state.ended;
  const before = place?.history.at(-1);
  // A bare number is rather one of something that stands in this step, and "today" is when something is to be done.
  if (!place || !before || !/\d/.test(text) || /^\d+$/.test(text)) return null;
  const { guide } = at(content, place);
  const step = guide.steps.find(({ id }) => id === before);
  return step ? takeDay(content, state, guide, step, text, now) : null;
}

function takeDay(content: Content, state: State, guide: Guide, step: Step, text: string, now: number): Reply[] | null {
  const asked = step.asks && step.asks !== 'entry-numbers' ? countedDays[step.asks] : undefined;
  if (!asked) return null;
  const today = dayIn(zoneOfCbp, now);
  // Where it may be still to come, a day without a year that was too early is the next one.
  const days = readDays(text, today, mayCome(asked) ? asked.since.day : '');
  if (days === null) return null;
  state.pending = null;
  if (state.guide?.step !== step.id) goBack(content, state, 1);
  const says = (words: string) =>
    message('guide', words, [], { guide: guide.id, step: step.id, ...progress(guide, step) });
  const again = (words: string) => [says(words), ...showStep(content, state)];
  const doubt = days === 'unreadable' ? 'I find no such day in the calendar.' : doubtOf(asked, days, today);
  if (days === 'unreadable' || doubt) {
    return again(`${doubt} Please type the day once more, as in **9/3/2026** (month first).`);
  }
  const [first, last] = [days.oldest, days.newest].map((day) =>
    step.choices.find(({ id }) => id === laneOf(asked, daysBetween(day, today))),
  );
  if (!first || !last) return null;
  if (first !== last) return again(severalGroups(days, first, last, today));
  const replies = act(content, state, choiceAction(guide, step, first), now);
  return replies && [says(whatFollows(asked, days, today)), ...replies];
}

/** Why a day cannot be meant, or null. */
function doubtOf(asked: CountedDay, { oldest, newest }: TypedDays, today: Day): string | null {
  if (oldest < asked.since.day) return `You mean **${dayInWords(oldest)}**? ${asked.since.why}.`;
  const far = daysBetween(today, newest);
  if (far > farthest) return `You mean **${dayInWords(newest)}**? That is more than four years from now.`;
  return far > 0 && !mayCome(asked) ? `You mean **${dayInWords(newest)}**? That day is still to come.` : null;
}

function mayCome({ lanes }: CountedDay): boolean {
  return lanes.some(({ until }) => until < 0);
}

function severalGroups({ oldest, newest }: TypedDays, first: Choice, last: Choice, today: Day): string {
  return [
    'These days belong to different groups:',
    `- the oldest, **${dayInWords(oldest)}**, ${ago(oldest, today)}: “${first.label}”\n- the newest, **${dayInWords(newest)}**, ${ago(newest, today)}: “${last.label}”`,
    'Please take **one group at a time**: type the days of one of them, or one exact day.',
  ].join('\n\n');
}

function whatFollows(asked: CountedDay, { oldest, newest, several, ambiguous }: TypedDays, today: Day): string {
  const order = ambiguous ? ' (month first; if not so, type the month in letters)' : '';
  const understood = several
    ? `You mean days from **${dayInWords(oldest)}**, ${ago(oldest, today)}, to **${dayInWords(newest)}**, ${ago(newest, today)}. Counted from the oldest:`
    : `You mean **${dayInWords(oldest)}**, ${ago(oldest, today)}${order}.`;
  return [
    understood,
    oldest > today ? `That is still to come: **not ${asked.done} yet**. If it stays so:` : '',
    asked.marks.map((mark) => markLine(asked.deadlines, mark, oldest, today)).join('\n'),
    'I only count days, and this is no legal advice: **the date in ACE counts**. Where a day decides, ask a person.',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function markLine(deadlines: boolean, mark: CountedDay['marks'][number], from: Day, today: Day): string {
  const day = addDays(from, mark.day);
  const past = day < today;
  const weekend = deadlines && !past && isWeekend(day) ? ': do not wait for the Monday' : '';
  return `- **Day ${mark.day}** (${mark.what}) ${past ? 'was' : 'is'} **${dayInWords(day)}**${day === today ? ', today' : ''}${weekend}`;
}

/** "83 days ago", "today", "in 39 days". */
function ago(day: Day, today: Day): string {
  const days = daysBetween(day, today);
  if (days === 0) return 'today';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return days > 0 ? `${count} ago` : `in ${count}`;
}
