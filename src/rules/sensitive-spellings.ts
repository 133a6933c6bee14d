// Reads numbers in the spellings people use: other scripts' digits, hidden signs, digits as words, "o" and "l" for 0 and 1.
import { kindOfMask, maskPattern } from './sensitive-masks.ts';

export interface Token {
  kind: 'digits' | 'word' | 'mark' | 'removed';
  /** Digits as 0 to 9; words in small letters without accents; a mark as it is; of what was removed, its kind. */
  text: string;
  /** Where it stands in the original text. */
  start: number;
  end: number;
  /** Where it stands in the plain text. */
  from: number;
  to: number;
  /** What harmless thing these digits have the shape of. */
  shape?: string;
}

export interface Reading {
  /** Small letters without accents, all digits as 0 to 9, dashes as "-", spaces as " ", without hidden signs. */
  plain: string;
  tokens: Token[];
}

const spelled: Record<string, string> = {
  zero: '0',
  oh: '0',
  nought: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  niner: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  sixteen: '16',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
  cero: '0',
  uno: '1',
  dos: '2',
  tres: '3',
  cuatro: '4',
  cinco: '5',
  seis: '6',
  siete: '7',
  ocho: '8',
  nueve: '9',
};
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
/** So many letters side by side may stand for digits. */
const MOST_LETTERS = 20;
const times: Record<string, number> = { double: 2, doble: 2, triple: 3 };

const chunks = new RegExp(`${maskPattern.source}|[\\p{L}\\p{N}]+|[^\\p{L}\\p{N} ]`, 'gu');

const anyNumber = new RegExp(`\\p{N}|[^\\n -~]|\\b(?:${[...Object.keys(spelled), ...tens].join('|')})\\b`, 'iu');

/** Whether a text has any digit, in whatever spelling; quick, for the many that have none. */
export function mayHaveDigits(text: string): boolean {
  return anyNumber.test(text);
}

/** Reads a text; `isKnown` says of letters glued to digits ("acct123") whether they are a word of their own. */
export function readText(text: string, isKnown: (word: string) => boolean): Reading {
  const { plain, at } = flatten(text);
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], said: string, from: number, to: number) =>
    tokens.push({
      kind,
      text: said,
      start: at ? (at[from]?.[0] ?? 0) : from,
      end: at ? (at[to - 1]?.[1] ?? 0) : to,
      from,
      to,
    });
  for (const match of plain.matchAll(chunks)) {
    const [said] = match;
    const from = match.index;
    // A masked text is never masked again.
    if (said.length > 1 && said.startsWith('[')) push('removed', kindOfMask(said), from, from + said.length);
    else if (/^[\p{L}\p{N}]/u.test(said))
      for (const part of cut(said, isKnown))
        push(...kindOf(part.text), from + part.at, from + part.at + part.text.length);
    else push('mark', said, from, from + said.length);
  }
  return { plain, tokens: joinWords(tokens, plain) };
}

/** The plain text, and for each of its characters where it comes from; without `at` each from its own place. */
function flatten(text: string): { plain: string; at?: [number, number][] } {
  // Most messages stand where they stand.
  if (/^[\n -~]*$/.test(text)) return { plain: text.toLowerCase() };
  let plain = '';
  const at: [number, number][] = [];
  let index = 0;
  for (const sign of text) {
    const end = index + sign.length;
    for (const one of flat(sign)) {
      plain += one;
      for (let unit = 0; unit < one.length; unit++) at.push([index, end]);
    }
    index = end;
  }
  return { plain, at };
}

function flat(sign: string): string {
  if (sign >= ' ' && sign <= '~') return sign.toLowerCase();
  if (/[\n\r\u2028\u2029\f\v]/.test(sign)) return sign === '\f' ? sign : '\n';
  if (/[\p{Zs}\t]/u.test(sign)) return ' ';
  // Hidden signs between digits, and what turns a digit into a key or an accent.
  if (/[\p{Cf}\p{Cc}\p{M}]/u.test(sign)) return '';
  if (/[\p{Pd}\u2212]/u.test(sign)) return '-';
  if (/\p{Nd}/u.test(sign)) return String(digitOf(sign));
  return sign.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Unicode keeps the ten digits of a script together, beginning with zero. */
function digitOf(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/** "acct123and" in three, where all its words are known; "maeu123" in one. */
function cut(said: string, isKnown: (word: string) => boolean): { text: string; at: number }[] {
  if (!/\d/.test(said)) return [{ text: said, at: 0 }];
  const parts = [...said.matchAll(/\p{L}+|\P{L}+/gu)].map(({ 0: text, index: at }) => ({ text, at }));
  const areKnown = parts.every(({ text }) => /^\d/.test(text) || isKnown(text));
  return parts.length > 1 && areKnown ? parts : [{ text: said, at: 0 }];
}

function kindOf(said: string): ['digits' | 'word', string] {
  if (/^\d+$/.test(said)) return ['digits', said];
  if (/\d/.test(said) && /^[\doil]+$/.test(said)) return ['digits', said.replace(/o/g, '0').replace(/[il]/g, '1')];
  return ['word', said];
}

/** Digits as words become digits; "double five" becomes one token, and so does "twenty one". */
function joinWords(read: Token[], plain: string): Token[] {
  const tokens: Token[] = [];
  const between = (one: Token | undefined, other: Token | undefined) =>
    one && other ? plain.slice(one.to, other.from) : undefined;
  for (const [index, token] of read.entries()) {
    if (token.kind !== 'word') {
      tokens.push(token);
      continue;
    }
    // "twenty-one" has its dash as a token of its own.
    const isDashed = tokens.at(-1)?.text === '-' && isTen(tokens.at(-2));
    const last = tokens.at(isDashed ? -2 : -1);
    const value = spelled[token.text];
    const ten = tens.indexOf(token.text);
    if (value !== undefined) {
      const isNext = /^[ -]?$/.test(between(last, token) ?? '?');
      const factor = last?.kind === 'word' && isNext ? times[last.text] : undefined;
      const afterTen =
        isNext &&
        last?.kind === 'digits' &&
        last.text.endsWith('0') &&
        value.length === 1 &&
        value !== '0' &&
        isTen(last);
      if (last && factor && value.length === 1) tokens[tokens.length - 1] = merged(last, token, value.repeat(factor));
      else if (last && afterTen)
        tokens.splice(isDashed ? -2 : -1, Number.POSITIVE_INFINITY, merged(last, token, `${last.text[0]}${value}`));
      else tokens.push({ ...token, kind: 'digits', text: value });
    } else if (ten >= 0) tokens.push({ ...token, kind: 'digits', text: `${ten + 2}0` });
    else if (/^[ol]$/.test(token.text) && besideDigits(index))
      tokens.push({ ...token, kind: 'digits', text: token.text === 'o' ? '0' : '1' });
    else tokens.push(token);
  }
  return tokens;

  function isTen(token: Token | undefined): boolean {
    return token !== undefined && tens.includes(plain.slice(token.from, token.to));
  }

  /** Whether a lone letter stands in a row of digits: "o 2 1 o o". */
  function besideDigits(index: number): boolean {
    const near = (step: 1 | -1) => {
      for (let place = index + step; read[place] && Math.abs(place - index) < MOST_LETTERS; place += step) {
        const token = read[place] as Token;
        const gap = step > 0 ? between(read[place - 1], token) : between(token, read[place + 1]);
        if (gap === undefined || !/^[ ]?$/.test(gap)) return false;
        if (token.kind === 'digits' || spelled[token.text] !== undefined) return true;
        if (!/^[ol-]$/.test(token.text)) return false;
      }
      return false;
    };
    return near(1) || near(-1);
  }
}

function merged(one: Token, other: Token, text: string): Token {
  return { ...one, kind: 'digits', text, end: other.end, to: other.to };
}
