// What of an activity may be kept: sensitive numbers are taken out before anything else happens, also where messages before hold a part.
import type { Activity } from '../rules/activity.ts';
import { findSensitive, maskSensitive } from '../rules/sensitive.ts';
import { fragmentIn } from '../rules/sensitive-fragment.ts';
import { maskJson } from '../rules/sensitive-json.ts';
import { kindOfMask, maskPattern, type Sensitive } from '../rules/sensitive-masks.ts';
import { type Finding, MESSAGE_END } from '../rules/sensitive-numbers.ts';
import { type Rewritten, unquote } from '../rules/unquote.ts';
import type { State } from './state.ts';

/** Messages that may each hold a part of one number. The digits stay in the transcript: only where to look is remembered. */
export interface Fragments {
  parts: { sequence: number; isNamed: boolean }[];
  /** When the newest part came, in milliseconds since 1970. */
  at: number;
  /** How many other messages came after it. */
  passed: number;
}

/** An activity as it is kept. */
export interface Kept {
  sequence: number;
  activity: Record<string, unknown>;
}

export interface Screened {
  /** What may be kept of the activity. */
  activity: Activity;
  /** What was taken out, each kind once. */
  removed: Sensitive[];
  /** Activities kept before, as they are from now on. */
  redacted: Kept[];
  /** The same as texts, for whatever else quotes them. */
  rewritten: Rewritten[];
  /** The state as it is from now on, as far as the screen knows. */
  state: State;
}

const MOST_PARTS = 12;
const MOST_PASSED = 3;
const FORGET_MS = 10 * 60_000;

/** The sequence after which activities are looked through once more with the next message; null where there is no need. */
export function lookBackTo(state: State, now: number): number | null {
  const parts = openParts(state, now);
  return parts.length > 0 ? (parts[0]?.sequence ?? 1) - 1 : null;
}

/** `sequence` is the one the activity will have; `earlier` what is kept after `lookBackTo`. */
export function screen(state: State, activity: Activity, sequence: number, earlier: Kept[], now: number): Screened {
  const kept = maskFields(activity);
  if (activity.type !== 'message') return { ...maskText(kept), redacted: [], rewritten: [], state };
  const parts = openParts(state, now).flatMap((part) => {
    const one = earlier.find((candidate) => candidate.sequence === part.sequence);
    return one ? [{ ...part, text: String(one.activity.text ?? '') }] : [];
  });
  const texts = [...parts.map((part) => part.text), activity.text ?? ''];
  // A ZIP code or a phone number that the bot itself asked for belongs to no account that was spoken of before.
  const own = activity.text ?? '';
  const isAnswer = state.asked !== null && /^\D*(?:\d{5}|1?\d{10})\D*$/.test(own) && findSensitive(own).length === 0;
  const found = findTogether(texts).map((ones) => (isAnswer ? ones.filter(({ kind }) => kind !== 'account') : ones));
  const masked = texts.map((text, index) => maskSensitive(text, found[index]));
  const text = masked.at(-1) ?? '';
  const rewritten = parts.flatMap((part, index) =>
    found[index]?.length ? [{ sequence: part.sequence, was: texts[index] ?? '', is: masked[index] ?? '' }] : [],
  );
  const removed = [...kept.removed, ...found.flat().map(({ kind }) => kind)];
  const redacted = earlier.flatMap((one) => {
    const own = rewritten.find((part) => part.sequence === one.sequence);
    const next = own ? { ...one.activity, text: own.is } : rewrite(one.activity, rewritten);
    return JSON.stringify(next) === JSON.stringify(one.activity) ? [] : [{ ...one, activity: next }];
  });
  return {
    activity: activity.text === undefined ? kept.activity : { ...kept.activity, text },
    removed: [...new Set(removed)],
    redacted,
    rewritten,
    state: {
      ...(rewrite(state, rewritten) as State),
      fragments: isAnswer ? state.fragments : watch(state, parts, found.flat().length > 0, text, sequence, now),
    },
  };
}

function openParts({ fragments }: State, now: number): Fragments['parts'] {
  if (!fragments || now - fragments.at > FORGET_MS) return [];
  if (fragments.passed === 0) return fragments.parts;
  // Digits without a word, and something else since: no longer one number.
  const named = fragments.parts.findIndex(({ isNamed }) => isNamed);
  return named < 0 ? [] : fragments.parts.slice(named);
}

/** The findings in each of these messages when they are read one after the other. */
function findTogether(texts: string[]): Finding[][] {
  const found = findSensitive(texts.join(MESSAGE_END));
  let start = 0;
  return texts.map((text) => {
    const from = start;
    const to = start + text.length;
    start = to + MESSAGE_END.length;
    return found
      .filter((one) => one.start >= from && one.end <= to)
      .map((one) => ({ ...one, start: one.start - from, end: one.end - from }));
  });
}

/** What the next message is read together with. */
function watch(
  { fragments }: State,
  parts: Fragments['parts'],
  isFound: boolean,
  text: string,
  sequence: number,
  now: number,
): Fragments | null {
  // What was redacted needs no second look, and what it held is forgotten.
  const before = isFound ? [] : parts.map(({ sequence, isNamed }) => ({ sequence, isNamed }));
  const kind = fragmentIn(text);
  // A single digit is the number of a choice, unless a number was announced.
  const isPart =
    kind === 'named' || (kind === 'digits' && (text.trim().length > 1 || before.some(({ isNamed }) => isNamed)));
  if (isPart)
    return { parts: [...before, { sequence, isNamed: kind === 'named' }].slice(-MOST_PARTS), at: now, passed: 0 };
  const passed = (fragments?.passed ?? 0) + 1;
  return before.length > 0 && fragments && passed < MOST_PASSED ? { parts: before, at: fragments.at, passed } : null;
}

/** A message that was changed, or whatever else has words, is looked at by itself. */
function maskText({ activity, removed }: Pick<Screened, 'activity' | 'removed'>) {
  const found = findSensitive(activity.text ?? '');
  if (found.length === 0) return { activity, removed };
  const kinds = [...removed, ...found.map(({ kind }) => kind)];
  return { activity: { ...activity, text: maskSensitive(activity.text ?? '', found) }, removed: [...new Set(kinds)] };
}

/** Everything else of an activity in which a client could put a number. */
function maskFields(activity: Activity): { activity: Activity; removed: Sensitive[] } {
  const { text, from, name, value, attachments, channelData, locale } = activity;
  const next: Activity = { ...activity };
  // No language has such a number in its name.
  if (locale !== undefined && findSensitive(locale).length > 0) delete next.locale;
  if (from?.name !== undefined) next.from = { ...from, name: maskSensitive(from.name) };
  if (name !== undefined) next.name = maskSensitive(name);
  if (value !== undefined) next.value = maskJson(value);
  if (channelData?.action !== undefined) next.channelData = { ...channelData, action: maskJson(channelData.action) };
  if (attachments)
    next.attachments = attachments.map((one) => ({
      ...one,
      contentType: maskSensitive(one.contentType),
      ...(one.name !== undefined && { name: maskSensitive(one.name) }),
      // The address of an upload is ours.
      ...(one.contentUrl !== undefined &&
        !one.contentUrl.startsWith('upload:') && { contentUrl: maskSensitive(one.contentUrl) }),
    }));
  const { text: _, ...rest } = next;
  const removed = [...JSON.stringify(rest).matchAll(maskPattern)].map(([mask]) => kindOfMask(mask));
  return { activity: text === undefined ? next : { ...next, text }, removed };
}

/** The value without what was redacted, wherever it was quoted. */
function rewrite<T>(value: T, rewritten: Rewritten[]): T {
  if (rewritten.length === 0) return value;
  return JSON.parse(JSON.stringify(value), (_key, one) => (typeof one === 'string' ? unquote(one, rewritten) : one));
}
