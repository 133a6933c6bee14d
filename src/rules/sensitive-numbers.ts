// The numbers of a text in their order: what stands between them, which rows of groups may be one number, and which are taken.
import { type Found, isFiller, isKnownWord } from './sensitive-cues.ts';
import { noteShapes } from './sensitive-harmless.ts';
import type { Sensitive } from './sensitive-masks.ts';
import { readText, type Token } from './sensitive-spellings.ts';

/** A number in a text: its kind, and where it stands. */
export interface Finding {
  kind: Sensitive;
  start: number;
  end: number;
}

export interface Numbers {
  plain: string;
  tokens: Token[];
  /** Where the digits are among the tokens. */
  at: number[];
  /** What stands behind each: a sign, "" for spaces, "*" for the end of a message; null for words. */
  gaps: (string | null)[];
  /** The word before each, as far as somebody asked. */
  cues: (Found | null | undefined)[];
  /** What was found, by the number's place in `at`. */
  taken: Map<number, Sensitive>;
  /** What was found and is more than digits. */
  spans: Finding[];
}

/** Texts that are messages of their own are put together with this between them. */
export const MESSAGE_END = '\f';

/** What people put between the groups of one number. */
const separators = /^[\s\-.,_/*|:;()+~'"·•=#>\\]{0,8}$/;

export function readNumbers(text: string): Numbers {
  const reading = readText(text, isKnownWord);
  noteShapes(reading);
  const { plain, tokens } = reading;
  const at = tokens.flatMap((token, index) => (token.kind === 'digits' ? [index] : []));
  const gaps = at.map((index, place) => {
    const next = tokens[at[place + 1] ?? -1];
    if (!next) return null;
    const gap = plain.slice(tokens[index]?.to, next.from);
    if (!separators.test(gap)) return null;
    return gap.includes(MESSAGE_END) ? '*' : gap.replace(/\s+/g, '');
  });
  return { plain, tokens, at, gaps, cues: [], taken: new Map(), spans: [] };
}

/** The number at this place. */
export function numberAt({ tokens, at }: Numbers, place: number): Token | undefined {
  return tokens[at[place] ?? -1];
}

export function digitsOf(numbers: Numbers, from: number, to: number): string {
  let digits = '';
  for (let place = from; place <= to; place++) digits += numberAt(numbers, place)?.text ?? '';
  return digits;
}

/** How the digits are grouped: "3-2-4" is "3 2 4". */
export function groupsOf(numbers: Numbers, from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, step) => numberAt(numbers, from + step)?.text.length).join(' ');
}

/** The one thing between all groups of this row, "" where there is only one group; undefined where it changes. */
export function separatorOf({ gaps }: Numbers, from: number, to: number): string | undefined {
  const inside = new Set(gaps.slice(from, to).filter((gap) => gap !== '*'));
  return inside.size > 1 ? undefined : ([...inside][0] ?? '');
}

/** Whether the row goes on in the same way before its first or after its last group. */
export function goesOn({ gaps }: Numbers, from: number, to: number): { before: boolean; after: boolean } {
  if (from === to) return { before: false, after: false };
  const inside = gaps.slice(from, to);
  const alike = (gap: string | null | undefined) => gap === '*' || (gap !== null && inside.includes(gap as string));
  return { before: from > 0 && alike(gaps[from - 1]), after: alike(gaps[to] ?? null) };
}

export function hasShape(numbers: Numbers, from: number, to: number): boolean {
  for (let place = from; place <= to; place++) if (numberAt(numbers, place)?.shape) return true;
  return false;
}

export function take(numbers: Numbers, kind: Sensitive, from: number, to: number): void {
  for (let place = from; place <= to; place++) numbers.taken.set(place, kind);
}

/** Tries every row of whole groups with so many digits, the longest first, and takes those that are `is`. */
export function takeRows(
  numbers: Numbers,
  [least, most]: [number, number],
  is: (from: number, to: number) => Sensitive | null,
): void {
  for (let from = 0; from < numbers.at.length; from++) {
    const ends: number[] = [];
    let count = 0;
    for (let to = from; to < numbers.at.length && !numbers.taken.has(to); to++) {
      if (to > from && numbers.gaps[to - 1] === null) break;
      count += numberAt(numbers, to)?.text.length ?? 0;
      if (count > most) break;
      if (count >= least) ends.unshift(to);
    }
    for (const to of ends) {
      const kind = is(from, to);
      if (!kind) continue;
      take(numbers, kind, from, to);
      from = to;
      break;
    }
  }
}

/** What was found, in order; groups of one number are one finding, but not across messages. */
export function findings(numbers: Numbers): Finding[] {
  const found: Finding[] = [...numbers.spans];
  const covered = (token: Token) => numbers.spans.some(({ start, end }) => token.start >= start && token.end <= end);
  let last: Finding | undefined;
  let lastPlace = -1;
  for (const [place, kind] of [...numbers.taken].sort(([one], [other]) => one - other)) {
    const token = numberAt(numbers, place) as Token;
    if (covered(token)) continue;
    const gap = lastPlace === place - 1 ? numbers.gaps[lastPlace] : null;
    if (last?.kind === kind && typeof gap === 'string' && gap !== '*') last.end = token.end;
    else {
      last = { kind, start: token.start, end: token.end };
      found.push(last);
    }
    lastPlace = place;
  }
  return found.sort((one, other) => one.start - other.start);
}

/** The bank number that was taken out right before, or in the message before with other words behind it. */
export function maskBefore(
  { tokens, at }: Numbers,
  place: number,
): { kind: string; isOlder: boolean; isFar: boolean } | undefined {
  let [isOlder, isFar] = [false, false];
  for (let index = (at[place] ?? 0) - 1; index >= 0; index--) {
    const { kind, text } = tokens[index] as (typeof tokens)[number];
    if (kind === 'removed')
      return text === 'routing' || text === 'account' ? { kind: text, isOlder, isFar } : undefined;
    if (text === MESSAGE_END) {
      if (isFar) return undefined;
      isOlder = true;
    } else if (kind === 'mark' ? /[?!]/.test(text) : !(kind === 'word' && isFiller(text))) {
      if (!isOlder) return undefined;
      isFar = true;
    }
  }
  return undefined;
}
