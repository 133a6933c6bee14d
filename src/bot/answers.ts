// Answers a question from the knowledge base, asks which of up to three was meant, or says that it does not know.
import type { Content } from '../content/content.ts';
import type { Entry } from '../content/entry.ts';
import type { Reply } from '../rules/activity.ts';
import { isOverdue } from '../rules/checked.ts';
import { asksOn } from '../rules/follow-up.ts';
import type { Match, Matching } from '../rules/matcher.ts';
import { separateQuestions } from '../rules/separate-questions.ts';
import { halfSaidButton } from './contacts.ts';
import { escalate } from './escalation.ts';
import { menuButtons } from './greeting.ts';
import { type Button, message, personButton } from './message.ts';
import { officeOrQuestion } from './offices.ts';
import { plainly } from './quote.ts';
import { rememberTried, type State } from './state.ts';
import { showStep } from './walker.ts';

const newestWord = 'https://www.cbp.gov/trade/programs-administration/trade-remedies/ieepa-duty-refunds';
const declinesUntilEscalation = 2;

/** The answer of an entry; inside a guide the step is shown again after it. */
export function answer(content: Content, state: State, entry: Entry, confidence: number, now: number): Reply[] {
  state.pending = null;
  state.entry = entry.id;
  rememberTried(state, [entry.id]);
  const links = entry.links.map(({ title, url }) => `- [${title}](${url})`).join('\n');
  const inSpanish = state.writes === 'es' ? entry.es?.answer : undefined;
  const aged = isDoubtful(entry, now) && !entry.says_as_of ? asOfLine(entry, inSpanish !== undefined) : '';
  const text = [(inSpanish ?? entry.answer).trim(), links, aged].filter(Boolean).join('\n\n');
  const more = {
    entry: entry.id,
    confidence,
    asOf: entry.as_of,
    sources: entry.sources,
    ...(inSpanish !== undefined && { language: 'es' }),
    ...(isOverdue(entry.review_by, now) && { reviewBy: entry.review_by }),
  };
  if (entry.shows_office && content.offices.length > 0)
    return [message('answer', text, [], more), officeOrQuestion(content, state, now)];
  if (state.guide) return [message('answer', text, [], more), ...showStep(content, state)];
  return [message('answer', text, followUps(content, state, entry), more)];
}

/** The answers to several questions of one message; null where they are not several, or too few are sure by themselves. */
export function answerEach(content: Content, state: State, text: string, now: number): Reply[] | null {
  const asked = separateQuestions(text).map((one) => ({ one, ...content.matcher.match(one) }));
  const sure = new Map(
    asked.flatMap(({ decision, matches: [first] }) => (decision === 'answer' && first ? [[first.id, first]] : [])),
  );
  const entries = [...sure.keys()].flatMap((id) => content.entries.get(id) ?? []);
  const open = asked.find(({ decision }) => decision === 'clarify');
  const others = open?.matches.filter(({ id }) => !sure.has(id)) ?? [];
  if (asked.length < 2 || entries.length < asked.length - (others.length > 0 ? 1 : 0)) return null;
  // One that is not sure is asked back only after an answer that the whole message gets as well.
  if (open && !isAnswer(content.matcher.match(text), sure)) return null;
  const replies = entries.map((entry) => answer(content, state, entry, sure.get(entry.id)?.confidence ?? 0, now));
  // What to do next stands below the last one alone.
  const before = (open ? replies : replies.slice(0, -1)).flatMap((list) => list.slice(0, 1)).map(withoutButtons);
  if (!open) return [...before, ...(replies.at(-1) ?? [])];
  const asking = `You also asked: “${plainly(open.one)}” Did you mean one of these?`;
  return [...before, ...clarify(content, state, others, asking)];
}

const withoutButtons = ({ suggestedActions: _, ...reply }: Reply): Reply => reply;

function isAnswer({ decision, matches: [first] }: Matching, sure: Map<string, Match>): boolean {
  return decision === 'answer' && first !== undefined && sure.has(first.id);
}

/** Whether the answer must say as of when it is true and where to check. */
function isDoubtful({ certainty, review_by }: Entry, now: number): boolean {
  return certainty === 'unknown' || isOverdue(review_by, now);
}

function asOfLine({ as_of }: Entry, inSpanish: boolean): string {
  if (inSpanish)
    return `_Esto vale a ${inWords(as_of, 'es')} y puede haber cambiado: consulte [la página de CBP](${newestWord}) o a una persona._`;
  return `_This is as of ${inWords(as_of)} and may have changed since: check [CBP's IEEPA Duty Refunds page](${newestWord}) or ask a person._`;
}

function followUps(content: Content, state: State, entry: Entry): Button[] {
  const guide = entry.guide ? content.guides.get(entry.guide) : undefined;
  const left = guide && state.interrupted.some((place) => place.guide === guide.id);
  const related = entry.related.flatMap((id) => content.entries.get(id) ?? []).slice(0, 3);
  return [
    ...halfSaidButton(state),
    ...(guide ? [{ text: left ? `Go on: ${guide.title}` : guide.title, action: `start:${guide.id}` }] : []),
    ...related.map((one) => ({ text: questionOf(one, state), action: `entry:${one.id}` })),
    personButton,
  ];
}

/** In the language that the customer writes, where it stands in it. */
function questionOf({ question, es }: Entry, { writes }: State): string {
  return writes === 'es' && es ? es.question : question;
}

/** Asks which of the matches was meant. */
export function clarify(
  content: Content,
  state: State,
  matches: Match[],
  text = 'Did you mean one of these?',
): Reply[] {
  const options = matches.slice(0, 3).flatMap((match): Button[] => {
    const entry = match.kind === 'entry' ? content.entries.get(match.id) : undefined;
    const text = entry ? questionOf(entry, state) : content.guides.get(match.id)?.title;
    if (!text) return [];
    return [{ text, action: match.kind === 'entry' ? `entry:${match.id}` : `start:${match.id}` }];
  });
  state.pending = options;
  // Words that ask on leave open which of these is meant: the last answer stays what is talked about.
  const isOpen = state.entry !== null && asksOn(state.question ?? '');
  if (!isOpen) state.entry = matches.find(({ kind }) => kind === 'entry')?.id ?? null;
  const entries = matches.slice(0, 3).flatMap((match) => (match.kind === 'entry' ? [match.id] : []));
  rememberTried(state, entries);
  const none: Button = { text: 'None of these', action: 'none' };
  return [message('clarify', text, [...options, none, personButton], { entries })];
}

/** Says that it does not know; the second time in a row it shows who does. */
export function decline(content: Content, state: State, now: number): Reply[] {
  state.pending = null;
  state.entry = null;
  state.declines += 1;
  if (state.declines >= declinesUntilEscalation) {
    state.declines = 0;
    const sorry = 'I do not know that either, and I would rather not guess. A person can help:';
    return [message('decline', sorry), escalate(content, state, now)];
  }
  const text =
    'I do not know that, and I would rather not guess. Could you say it in other words, or name the screen or message you see? A person can help too.';
  if (state.guide) return [message('decline', text), ...showStep(content, state)];
  return [message('decline', text, menuButtons(content, state))];
}

function inWords(date: string, language: 'en' | 'es' = 'en'): string {
  const [year, month, day] = date.split('-').map(Number);
  const name = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year ?? 0, (month ?? 1) - 1, 1),
  );
  if (language === 'es') return day ? `${day} de ${name} de ${year}` : `${name} de ${year}`;
  return day ? `${name} ${day}, ${year}` : `${name} ${year}`;
}
