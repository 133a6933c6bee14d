// The words beside a number that tell what it is, in English and in Spanish.
import type { Token } from './sensitive-spellings.ts';

export type Cue = 'routing' | 'account' | 'card' | 'ssn' | 'itin' | 'code' | 'tax' | 'other';

const words: Record<Cue, string> = {
  routing: 'routing rounting routting rooting aba rtn ruta enrutamiento',
  account:
    'account accounts acount accout accunt acct accts acc accnt ac dda iban clabe cuenta cuentas cta ctas checking chequing savings cheques ahorros corriente',
  card: 'card cards visa mastercard amex discover tarjeta tarjetas',
  ssn: 'ssn ssns ss soc social socials seguro',
  itin: 'itin',
  code: 'cvv cvv2 cvc cvc2 csc',
  // A company's numbers at the IRS and at CBP have nine digits, too.
  tax: 'ein eins fein tin irs tax taxpayer importer importers importador ior entry entries entrada entradas',
  other:
    'csms hts htsus htsusa tariff heading phone tel telephone telefono fax cell mobile call text celular zip postal invoice factura po order pedido ref reference referencia case ticket claim declaration declaracion container contenedor bl hbl mbl awb hawb bill lading bond form date protest duns confirmation tracking manifest filer extension ext port office manager owner rep representative executive name email mail shipment house master release liquidation quantity qty amount total scac vessel voyage booking error lot serial item part sku model version policy permit license docket',
};

const cues = new Map<string, Cue>();
for (const [cue, list] of Object.entries(words)) for (const word of list.split(' ')) cues.set(word, cue as Cue);

/** What may stand between such a word and its number. */
const fillers = new Set(
  'number numbers nmber numbr nubmer numer numero numeros num no nr nbr nos n is was are be it its thats s this that which the my our your their his her mi su nuestro nuestra el la los las de del es son a an and y e or for to with begins starts start begin ends end ending rest then first last next part half digits digit four full complete bank bancaria bancario banco business personal company new old us usa ach wire transfer deposit direct here too also following below as follows id security sec insurance transit credit debit credito debito please use code payment sure ok okay yes should must changed from not actually'.split(
    ' ',
  ),
);

/** "ACE account" is no bank account, and who is "checking" something has none in mind. */
const notBank = new Set(
  'ace portal importer importers trade top sub user cbp broker customer email login my-ace secure subaccount'.split(
    ' ',
  ),
);
const verbs = new Set(
  "am is are was were been be just still keep kept for i'm im we're by after before without".split(' '),
);
const places = new Set('at with from for in en con de of'.split(' '));

/** Whether letters glued to digits are a word of their own. */
export function isKnownWord(word: string): boolean {
  return cues.has(word) || fillers.has(word);
}

export interface Found {
  cue: Cue;
  /** Nothing but fillers stands between. */
  isDirect: boolean;
  /** Other numbers of a list stand between. */
  isInList: boolean;
  /** The word says of itself that a number follows: "account number", "checking". */
  isStrong: boolean;
  /** The word stands in an earlier message than the number. */
  isOlder: boolean;
  /** Where the word stands among the tokens. */
  index: number;
}

/** Whether a word says nothing of the number beside it. */
export function isFiller(word: string): boolean {
  return fillers.has(word);
}

const MOST_WORDS = 6;
const MOST_TOKENS = 60;

/** The nearest cue before the token at `index`. */
export function cueBefore(tokens: Token[], index: number): Found | undefined {
  let unknown = 0;
  let place = 0;
  let isOlder = false;
  let isInList = false;
  let isOther = false;
  const saysSo =
    /^(is|be|es|:|=|#|number|numero|no)$/.test(tokens[index - 1]?.text ?? '') || tokens[index - 1]?.text === '\f';
  for (let at = index - 1; at >= 0 && index - at < MOST_TOKENS; at--) {
    const { kind, text, to } = tokens[at] as Token;
    if (text === '?' || text === '!') return undefined;
    if (text === '\f') isOlder = true;
    // "My account is locked. My number is 123": that is another sentence.
    if (text === '.' && (tokens[at + 1]?.from ?? 0) > to) isOther = true;
    if (kind === 'mark') continue;
    if (kind === 'digits' || kind === 'removed') {
      isInList = true;
      continue;
    }
    const cue = cueAt(tokens, at);
    if (cue) {
      const isDirect = unknown === 0;
      // "my account number at Chase is 123", "the account we use for this is 123".
      if (!isDirect && cue !== 'tax' && place === 0 && (isOlder || isOther || !saysSo)) return undefined;
      return { cue, isDirect, isInList, isOlder, isStrong: isStrong(tokens, at), index: at };
    }
    if (places.has(text)) place = unknown;
    if (fillers.has(text)) continue;
    unknown += 1;
    if (unknown > MOST_WORDS) return undefined;
  }
  return undefined;
}

/** The cue right behind the token at `index`: "123 is my account number". */
export function cueAfter(tokens: Token[], index: number): Found | undefined {
  let between = 0;
  let saysSo = false;
  let isNext = false;
  for (let at = index + 1; at < tokens.length && at - index < 12; at++) {
    const { kind, text } = tokens[at] as Token;
    if (text === '\f') isNext = true;
    if (/^[?!\n;]$/.test(text) || kind === 'digits' || kind === 'removed') return undefined;
    if (kind === 'mark') {
      if (text === '(' || text === '=') between += 1;
      // "123, account 456": the word belongs to what follows.
      else if (/^[,.]$/.test(text) && !/^(that|thats|which|this|it|its|es|eso)$/.test(tokens[at + 1]?.text ?? ''))
        return undefined;
      continue;
    }
    const cue = cueAt(tokens, at);
    if (cue) {
      // In the next message only "that is my account number" or "account number" alone speaks of this one.
      if (isNext && !saysSo && !(isStrong(tokens, at) && isEnd(tokens, at + 1))) return undefined;
      const follows = tokens.slice(at + 1, at + 4).find((token) => token.kind !== 'mark' && !fillers.has(token.text));
      // "021000021 account 123": the word is the next number's.
      if (between === 0 && follows?.kind === 'digits') return undefined;
      return { cue, isDirect: between > 0, isInList: false, isOlder: false, isStrong: isStrong(tokens, at), index: at };
    }
    if (!fillers.has(text)) return undefined;
    saysSo ||= /^(is|was|are|es|thats)$/.test(text);
    between += 1;
  }
  return undefined;
}

function cueAt(tokens: Token[], at: number): Cue | undefined {
  const { kind, text } = tokens[at] as Token;
  if (kind !== 'word') return undefined;
  const before = tokens[at - 1]?.text ?? '';
  const next = tokens[at + 1]?.text ?? '';
  // "a/c" is read as two words.
  if (text === 'c' && before === '/' && tokens[at - 2]?.text === 'a') return 'account';
  const cue = cues.get(text);
  if (cue === 'account') {
    if (/^(checking|savings)$/.test(text) && verbs.has(before) && !/^(account|acct)$/.test(next)) return undefined;
    if (text === 'ac' && before === '/') return undefined;
    const owner = before === '-' ? (tokens[at - 2]?.text ?? '') : before;
    if (notBank.has(owner)) return 'other';
  }
  if (text === 'social' && next === 'media') return undefined;
  if (text === 'card' && before === 'green') return 'other';
  return cue;
}

/** Whether nothing but fillers and marks stands from here to the end of the message. */
function isEnd(tokens: Token[], from: number): boolean {
  const end = tokens.findIndex(({ text }, at) => at >= from && text === '\f');
  const rest = tokens.slice(from, end < 0 ? tokens.length : end);
  return rest.every(({ kind, text }) => (kind === 'mark' ? text !== '?' : kind === 'word' && fillers.has(text)));
}

function isStrong(tokens: Token[], at: number): boolean {
  const { text } = tokens[at] as Token;
  if (/^(checking|chequing|savings|ahorros|corriente|iban|clabe|dda|acct|accnt|c)$/.test(text)) return true;
  const next = tokens[at + 1]?.text ?? '';
  const before = tokens.slice(Math.max(0, at - 2), at).map((token) => token.text);
  return (
    /^(number|numbers|no|num|nr|nbr|numero|#)$/.test(next) ||
    before.some((word) => /^(bank|numero|checking|savings|deposit)$/.test(word))
  );
}
