// What the bot remembers of a conversation: names, never positions, so that content may change at any time.
import type { Content } from '../content/content.ts';
import type { Notice } from '../rules/notice.ts';
import type { CaseKind, Request } from '../rules/requests.ts';
import { type Facts, noStaff } from './facts.ts';
import type { Fragments } from './screen.ts';

/** Where a customer is in a guide. */
export interface Place {
  guide: string;
  step: string;
  /** The choice taken at each step. */
  answers: Record<string, string>;
  /** The steps that led here, oldest first. */
  history: string[];
}

/** A button as it was offered: its exact text and what it does. */
export interface Offer {
  text: string;
  action: string;
}

/** What a customer says before a person reads it, for staff who are there or in a message to an office; null is not said yet. */
export interface Intake {
  kind: CaseKind;
  question: string | null;
  contact: string | null;
  /** Empty where the customer gave none. */
  name: string | null;
  /** The customer did not want to say where the company is. */
  anyOffice: boolean;
  /** What is asked for now; `who` is name and e-mail in one. */
  asking: 'question' | 'contact' | 'name' | 'office' | 'who' | 'summary' | 'change';
  /** A contact that looks mistyped, as it was written and as it was probably meant. */
  doubt: { written: string; meant: string } | null;
}

export interface State {
  /** The version of the content that the last turn used. */
  content: string;
  greeted: boolean;
  /** The active guide. */
  guide: Place | null;
  /** The guide whose last step was shown, for who wants back from there. */
  ended: Place | null;
  /** Guides left on the way, newest last; each at most once. */
  interrupted: Place[];
  /** What the bot asked last ("did you mean"): the answers it takes. */
  pending: Offer[] | null;
  /** What the last message asked for that no button answers, and when: where the customer is, a part of the intake, a word on the staff. */
  asked: { what: 'place' | 'intake' | 'rating'; at: number } | null;
  /** The customer's office, by id. */
  office: string | null;
  intake: Intake | null;
  /** The number of the case that was opened last. */
  lastCase: number | null;
  /** The message that tells the customer's place in the queue, which is kept true. */
  waiting: { number: number; sequence: number; place: number } | null;
  /** When a code was sent by e-mail that is to be typed here; null where none is waited for. */
  mailCodeAt: number | null;
  /** The case that staff closed last, which may be rated. */
  rated: number | null;
  /** The entry that was answered last, unless the customer has gone on in a guide since. */
  entry: string | null;
  /** The entries that were answered or offered, the newest first. */
  tried: string[];
  /** The question that was asked last, in the customer's words. */
  question: string | null;
  /** The question that the bot asked back to, "did you mean", and the entries it offered; null where that is settled. */
  unclear: { sequence: number; entries: string[] } | null;
  /** What this turn asks for beside talking; handed out with its outcome and never kept. */
  requests: Request[];
  /** What holds in this turn; never kept. */
  facts: Facts;
  /** Buttons of the last messages, newest first. */
  offered: Offer[];
  /** The choices of the last message, in their order: outside a guide they can be taken by number. */
  menu: Offer[];
  /** Declines in a row. */
  declines: number;
  /** The notices that the customer was told of and that were in force at the last turn. */
  notices: Notice[];
  /** The step shown last, "guide/step": shown again, it says no notice again. */
  noticedAt: string | null;
  /** Messages that may hold parts of a number; null where none does. */
  fragments: Fragments | null;
  /** The same of what staff write. */
  staffFragments: Fragments | null;
  /** The day of the last turn, counted from 1970. */
  day: number;
  /** The customer's time zone, as the client named it. */
  timeZone: string | null;
  /** The language of the customer's device, as the client named it. */
  language: string | null;
  /** The language of what the customer wrote last, where it told. */
  writes: 'es' | 'en' | null;
}

const offersKept = 16;
const stepsKept = 100;
const triedKept = 10;

/** The state before the first turn. */
export function startState(): State {
  return {
    content: '',
    greeted: false,
    guide: null,
    ended: null,
    interrupted: [],
    pending: null,
    asked: null,
    office: null,
    intake: null,
    lastCase: null,
    waiting: null,
    mailCodeAt: null,
    rated: null,
    entry: null,
    tried: [],
    question: null,
    unclear: null,
    requests: [],
    facts: noStaff,
    offered: [],
    menu: [],
    declines: 0,
    notices: [],
    noticedAt: null,
    fragments: null,
    staffFragments: null,
    day: 0,
    timeZone: null,
    language: null,
    writes: null,
  };
}

/** The state as it was kept; what an older version did not know yet gets its start value. */
export function readState(kept: object): State {
  const state: State = { ...startState(), ...kept };
  if (state.intake) state.intake = { ...state.intake, kind: state.intake.kind ?? 'message' };
  return state;
}

/** A copy to work on: what came in stays as it was. */
export function copyState(state: State): State {
  const copy = (place: Place): Place => ({
    ...place,
    answers: { ...place.answers },
    history: [...place.history],
  });
  return {
    ...state,
    guide: state.guide && copy(state.guide),
    ended: state.ended && copy(state.ended),
    interrupted: state.interrupted.map(copy),
    intake: state.intake && { ...state.intake },
    requests: [],
  };
}

/** Remembers buttons, the newest first, each text once. */
export function remember(state: State, offers: Offer[]): void {
  const texts = new Set(offers.map((offer) => offer.text));
  state.offered = [...offers, ...state.offered.filter((offer) => !texts.has(offer.text))].slice(0, offersKept);
}

/** Remembers which entries were answered or offered, the newest first. */
export function rememberTried(state: State, entries: string[]): void {
  state.tried = [...new Set([...entries, ...state.tried])].slice(0, triedKept);
}

/** Moves to another step of the same guide and remembers the way back. */
export function advance(place: Place, step: string): void {
  place.history = [...place.history, place.step].slice(-stepsKept);
  place.step = step;
}

/**
 * Brings all places in line with the content of today. A step that is gone sends the customer to the nearest one that
 * exists: the last one passed on the way, else the first. Returns what the active guide lost, or null.
 */
export function settle(state: State, content: Content): 'guide' | 'step' | null {
  state.content = content.version;
  state.interrupted = state.interrupted.filter((place) => settlePlace(place, content) !== 'guide');
  if (!content.offices.some(({ id }) => id === state.office)) state.office = null;
  if (!content.entries.has(state.entry ?? '')) state.entry = null;
  if (state.ended && settlePlace(state.ended, content)) state.ended = null;
  if (!state.guide) return null;
  const lost = settlePlace(state.guide, content);
  if (lost === 'guide') state.guide = null;
  return lost;
}

function settlePlace(place: Place, content: Content): 'guide' | 'step' | null {
  const guide = content.guides.get(place.guide);
  if (!guide) return 'guide';
  const steps = new Set(guide.steps.map((step) => step.id));
  const here = place.step;
  place.history = place.history.filter((step) => steps.has(step));
  if (steps.has(here)) return null;
  place.step = place.history.pop() ?? guide.steps[0]?.id ?? '';
  return 'step';
}
