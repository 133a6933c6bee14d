// Finds bank, card and social security numbers in what people write, and takes them out: one code for server and browser.
import { isCardNumber, isIban, isRoutingNumber, isSocialSecurityNumber, isTaxpayerNumber } from './sensitive-checks.ts';
import { cueAfter, cueBefore, type Found, isFiller } from './sensitive-cues.ts';
import { masks, type Sensitive } from './sensitive-masks.ts';
import {
  digitsOf,
  type Finding,
  findings,
  goesOn,
  groupsOf,
  hasShape,
  maskBefore,
  type Numbers,
  numberAt,
  readNumbers,
  separatorOf,
  take,
  takeRows,
} from './sensitive-numbers.ts';
import { mayHaveDigits } from './sensitive-spellings.ts';

const MOST_ACCOUNT_DIGITS = 17;
/** The groups in which cards are written; other groups are believed beside the word alone. */
const cardGroups = /^(?:\d+|(?:4 ){2,4}[1-4]|4 6 [45]|(?:1 )+1|(?:2 )+[12])$/;

/** In one piece or in fours. */
const ibans =
  /(?<![\p{L}\p{N}])[a-z]{2}\d{2}(?:[a-z0-9]{11,30}|(?:[ -][a-z0-9]{4}){2,7}(?:[ -][a-z0-9]{1,4})?)(?![\p{L}\p{N}])/gu;

/** The sensitive numbers in a text, in order. */
export function findSensitive(text: string): Finding[] {
  if (!mayHaveDigits(text)) return [];
  const numbers = readNumbers(text);
  // What carries its own proof comes first; what is known by the words beside it alone comes last.
  takeIbans(numbers);
  if (numbers.at.length === 0) return findings(numbers);
  takeRows(numbers, [13, 19], (from, to) => card(numbers, from, to));
  takeRows(numbers, [9, 9], (from, to) => socialSecurity(numbers, from, to));
  for (const place of numbers.at.keys()) takeNamed(numbers, place);
  for (const place of numbers.at.keys()) takeAccount(numbers, place);
  takeRows(numbers, [9, 9], (from, to) => routing(numbers, from, to));
  for (const place of numbers.at.keys()) takeBesideRouting(numbers, place);
  return findings(numbers);
}

/** The text with words in the place of each sensitive number. */
export function maskSensitive(text: string, found: Finding[] = findSensitive(text)): string {
  let masked = '';
  let done = 0;
  for (const { kind, start, end } of found) {
    masked += text.slice(done, start) + masks[kind];
    done = end;
  }
  return masked + text.slice(done);
}

function before(numbers: Numbers, place: number): Found | undefined {
  // Looked for once: every row that begins here asks.
  const known = numbers.cues[place];
  if (known !== undefined) return known ?? undefined;
  const found = cueBefore(numbers.tokens, numbers.at[place] ?? 0);
  numbers.cues[place] = found ?? null;
  return found;
}

const after = ({ tokens, at }: Numbers, place: number) => cueAfter(tokens, at[place] ?? 0);

/** The word that says most surely what the row is: next to it, then behind it, then at the head of its list or sentence. */
function cueOf(numbers: Numbers, from: number, to: number): Found | undefined {
  const ahead = before(numbers, from);
  return ahead?.isDirect && !ahead.isInList ? ahead : (after(numbers, to) ?? ahead);
}

function takeIbans(numbers: Numbers): void {
  for (const match of numbers.plain.matchAll(ibans)) {
    const parts = match[0].split(/(?=[ -])/);
    const whole = parts.map((_, index) => parts.slice(0, parts.length - index).join(''));
    const said = whole.find((one) => isIban(one.replace(/[ -]/g, '')));
    if (said === undefined) continue;
    const end = match.index + said.length;
    const inside = numbers.tokens.filter((token) => token.from >= match.index && token.to <= end);
    numbers.spans.push({ kind: 'account', start: inside[0]?.start ?? 0, end: inside.at(-1)?.end ?? 0 });
    for (const place of numbers.at.keys())
      if (inside.includes(numberAt(numbers, place) as never)) take(numbers, 'account', place, place);
  }
}

function card(numbers: Numbers, from: number, to: number): Sensitive | null {
  const digits = digitsOf(numbers, from, to);
  const cue = cueOf(numbers, from, to);
  const isNamed = cue?.cue === 'card';
  if (isCardNumber(digits)) {
    if (isNamed) return 'card';
    // A tracking number or an invoice of 16 digits passes every thirtieth time: the word beside it is believed.
    if (cue?.cue === 'other' && cue.isDirect) return null;
    const inOneWay = separatorOf(numbers, from, to) !== undefined && cardGroups.test(groupsOf(numbers, from, to));
    const isWritten = inOneWay || isBroken(numbers, from, to);
    return isWritten && !hasShape(numbers, from, to) ? 'card' : null;
  }
  // With a mistyped digit it is the customer's card all the same.
  return isNamed && cue.isDirect && digits.length >= 15 && digits.length <= 16 ? 'card' : null;
}

/** One number on two lines; two lines of the same length are a list. */
function isBroken(numbers: Numbers, from: number, to: number): boolean {
  const [one, other] = [numberAt(numbers, from), numberAt(numbers, to)];
  if (to !== from + 1 || !one || !other || one.text.length === other.text.length) return false;
  return numbers.plain.slice(one.to, other.from).includes('\n');
}

function socialSecurity(numbers: Numbers, from: number, to: number): Sensitive | null {
  // A social security number that serves as an importer number has this form, too, and is masked: it stays what it is.
  if (groupsOf(numbers, from, to) !== '3 2 4' || hasShape(numbers, from, to)) return null;
  const separator = separatorOf(numbers, from, to);
  const { before: onBefore, after: onAfter } = goesOn(numbers, from, to);
  if (separator === undefined || separator === ',' || onBefore || onAfter) return null;
  const digits = digitsOf(numbers, from, to);
  const cue = cueOf(numbers, from, to);
  if (isTaxpayerNumber(digits)) return cue && /^(itin|ssn|tax)$/.test(cue.cue) ? 'itin' : null;
  if (!isSocialSecurityNumber(digits)) return null;
  // "qty 123 45 6789": three numbers side by side.
  return separator === '' && cue?.cue === 'other' && cue.isDirect ? null : 'ssn';
}

/** Takes what the word before or behind it calls a routing, social security, taxpayer or card security number. */
function takeNamed(numbers: Numbers, place: number): void {
  if (numbers.taken.has(place)) return;
  const ahead = before(numbers, place);
  const isTaken = ahead !== undefined && !ahead.isInList && takeBehind(numbers, ahead, place);
  const behind = isTaken ? undefined : after(numbers, place);
  if (behind?.isDirect) takeAhead(numbers, behind, place);
}

/** The number that begins here, behind its word. */
function takeBehind(numbers: Numbers, cue: Found, place: number): boolean {
  const digits = numberAt(numbers, place)?.text ?? '';
  const isCode = cue.cue === 'code' && cue.isDirect && /^\d{3,4}$/.test(digits);
  // Spreadsheets drop the 0 in front.
  const isShort = cue.cue === 'routing' && isRoutingNumber(`0${digits}`);
  const to = isCode || isShort ? place : nineFrom(numbers, place);
  if (to === undefined) return false;
  const kind = isCode
    ? 'code'
    : isShort
      ? 'routing'
      : named(cue, digitsOf(numbers, place, to), hasShape(numbers, place, to));
  if (kind) take(numbers, kind, place, to);
  return kind !== null;
}

/** The number that ends here, ahead of its word. */
function takeAhead(numbers: Numbers, cue: Found, place: number): void {
  for (let from = place; from >= 0 && !numbers.taken.has(from); from--) {
    const digits = digitsOf(numbers, from, place);
    const kind = digits.length === 9 ? named(cue, digits, hasShape(numbers, from, place)) : null;
    if (kind) take(numbers, kind, from, place);
    if (digits.length >= 9 || numbers.gaps[from - 1] === null) break;
  }
}

function named({ cue, isDirect, isOlder }: Found, digits: string, isShaped: boolean): Sensitive | null {
  // A word in an earlier message makes nothing of an amount or an importer number.
  if (isShaped && isOlder) return null;
  if (cue === 'ssn' || cue === 'itin') {
    if (isTaxpayerNumber(digits)) return 'itin';
    return isSocialSecurityNumber(digits) ? 'ssn' : null;
  }
  if (cue !== 'routing') return null;
  // With a mistyped digit it is the customer's bank all the same.
  return isRoutingNumber(digits) || (isDirect && !isShaped) ? 'routing' : null;
}

/** The place at which nine digits are full, over signs and words like "and then". */
function nineFrom(numbers: Numbers, from: number): number | undefined {
  let count = 0;
  for (let place = from; place < numbers.at.length && !numbers.taken.has(place); place++) {
    if (place > from && numbers.gaps[place - 1] === null && !onlyFillers(numbers, place - 1)) return undefined;
    count += numberAt(numbers, place)?.text.length ?? 0;
    if (count >= 9) return count === 9 ? place : undefined;
  }
  return undefined;
}

/** Whether there are no telling words between this number and the next. */
function onlyFillers({ tokens, at }: Numbers, place: number): boolean {
  return tokens
    .slice((at[place] ?? 0) + 1, at[place + 1])
    .every(({ kind, text }) => (kind === 'mark' ? !/[?!]/.test(text) : kind === 'word' && isFiller(text)));
}

function takeAccount(numbers: Numbers, place: number): void {
  if (numbers.taken.has(place)) return;
  const ahead = before(numbers, place);
  if (ahead?.cue === 'account') {
    const to = accountEnd(numbers, place);
    const digits = digitsOf(numbers, place, to);
    // A weak word ("account") far away needs a longer number, and one from an earlier message at least six digits.
    const least = ahead.isOlder ? 6 : ahead.isDirect ? (ahead.isStrong ? 5 : 6) : ahead.isStrong ? 6 : 8;
    if (digits.length >= least && mayBeAccount(numbers, ahead, place)) take(numbers, 'account', place, to);
    return;
  }
  if (ahead?.isDirect && !ahead.isInList) return;
  const behind = after(numbers, place);
  if (behind?.cue !== 'account' || !mayBeAccount(numbers, behind, place)) return;
  let from = place;
  while (
    from > 0 &&
    joinsNext(numbers, from - 1) &&
    !numbers.taken.has(from - 1) &&
    !numberAt(numbers, from - 1)?.shape
  )
    from -= 1;
  const { length } = digitsOf(numbers, from, place);
  if (length >= (behind.isDirect || behind.isStrong ? 6 : 9) && length <= MOST_ACCOUNT_DIGITS)
    take(numbers, 'account', from, place);
}

/** "bank account number" is believed even of what looks like a phone, entry or importer number; "account" alone rarely is. */
function mayBeAccount(numbers: Numbers, cue: Found, place: number): boolean {
  const shape = numberAt(numbers, place)?.shape;
  if (!shape) return true;
  // "Account: 483-920-1755".
  const isField = /^[:=#]$/.test(numbers.tokens[(numbers.at[place] ?? 0) - 1]?.text ?? '') && !cue.isInList;
  const isSure = cue.isStrong || (isField && shape === 'phone');
  return isSure && cue.isDirect && !cue.isOlder && /^(entry|importer|phone|zip)$/.test(shape);
}

/** Whether an account number goes on behind this place; digit by digit it is also read out with commas. */
function joinsNext(numbers: Numbers, place: number): boolean {
  const gap = numbers.gaps[place];
  const isRead = numberAt(numbers, place)?.text.length === 1 && numberAt(numbers, place + 1)?.text.length === 1;
  return typeof gap === 'string' && (/^[-._*]?$/.test(gap) || (isRead && gap === ','));
}

/** The place of the last group that belongs to an account number. */
function accountEnd(numbers: Numbers, from: number): number {
  let to = from;
  const shape = numberAt(numbers, from)?.shape;
  while (
    joinsNext(numbers, to) &&
    !numbers.taken.has(to + 1) &&
    numberAt(numbers, to + 1)?.shape === shape &&
    digitsOf(numbers, from, to + 1).length <= MOST_ACCOUNT_DIGITS
  )
    to += 1;
  return to;
}

/**
 * Nine digits that pass the check and have no word beside them could be an importer number without its dash. They are
 * masked: a mask costs the customer one more try, a bank number that stays costs more. Words of tax, importer or entry
 * in the same sentence are believed, and so is any other word right beside the number.
 */
function routing(numbers: Numbers, from: number, to: number): Sensitive | null {
  if (hasShape(numbers, from, to) || !isRoutingNumber(digitsOf(numbers, from, to))) return null;
  const separator = separatorOf(numbers, from, to);
  // 12-3456789 is an importer number, 12345-6789 a ZIP code; in commas it is a list.
  if (
    separator === undefined ||
    (separator === ',' && from < to && !/^[13](?: [13])+$/.test(groupsOf(numbers, from, to)))
  )
    return null;
  const on = goesOn(numbers, from, to);
  if (on.before && on.after) return null;
  const cue = cueOf(numbers, from, to);
  return cue?.cue === 'tax' || (cue?.cue === 'other' && cue.isDirect) ? null : 'routing';
}

/** Who writes a routing number writes the account number beside it, often without a word. */
function takeBesideRouting(numbers: Numbers, place: number): void {
  const token = numberAt(numbers, place);
  if (numbers.taken.has(place) || !token || token.shape) return;
  const isRouting = (at: number) => numbers.taken.get(at) === 'routing';
  const follows = isRouting(place - 1) && (numbers.gaps[place - 1] !== null || onlyFillers(numbers, place - 1));
  const leads = isRouting(place + 1) && (numbers.gaps[place] !== null || onlyFillers(numbers, place));
  const mask = maskBefore(numbers, place);
  if (!follows && !leads && !mask) return;
  const ahead = before(numbers, place);
  if (ahead && (ahead.cue === 'other' || ahead.cue === 'tax') && ahead.isDirect && !ahead.isInList) return;
  const to = leads ? place : accountEnd(numbers, place);
  // In the next message it may be the rest of the account number.
  const least = mask?.isFar ? 6 : mask?.kind === 'account' && mask.isOlder ? 3 : 5;
  if (digitsOf(numbers, place, to).length >= least) take(numbers, 'account', place, to);
}
