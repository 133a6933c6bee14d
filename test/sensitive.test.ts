// The rule of sensitive numbers: what is caught in which spelling, what is left alone, and that it is never slow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { findSensitive, maskSensitive } from '../src/rules/sensitive.ts';
import {
  isCardNumber,
  isIban,
  isRoutingNumber,
  isSocialSecurityNumber,
  isTaxpayerNumber,
} from '../src/rules/sensitive-checks.ts';
import { fragmentIn, isOnlyMasks } from '../src/rules/sensitive-fragment.ts';
import { maskJson } from '../src/rules/sensitive-json.ts';
import { MESSAGE_END } from '../src/rules/sensitive-numbers.ts';
import { processorMs } from './processor-time.ts';
import { caughtTexts, chanceOf, harmlessTexts, routingNumber } from './sensitive-corpus.ts';

const caught = caughtTexts(20261125, 600);
const harmless = harmlessTexts(20261125, 600);

test('the corpus has at least 500 spellings and 500 harmless texts, all different', () => {
  expect(new Set(caught.map(({ text }) => text)).size).toBeGreaterThanOrEqual(500);
  expect(new Set(harmless).size).toBeGreaterThanOrEqual(500);
});

test('every number of the corpus is found once, as what it is, and nothing of it is left', () => {
  const wrong = caught.filter(({ text, kind }) => {
    const found = findSensitive(text);
    const left = maskSensitive(text, found).replace('09/28', '');
    const isSpelled = /\b(zero|two|three|four|five|six|seven|eight|nine|cero|dos|tres|cuatro|cinco|seis|siete|ocho)\b/;
    return found.length !== 1 || found[0]?.kind !== kind || /\p{Nd}/u.test(left) || isSpelled.test(left);
  });
  expect(wrong).toEqual([]);
});

const linesOf = (file: string) =>
  readFileSync(join(__dirname, 'fixtures', file), 'utf8')
    .trim()
    .split('\n');

test('every message that was written by hand loses the numbers named behind it', () => {
  // "\\n" in a line is a new line of the message; what must go stands behind the last "|".
  const left = linesOf('sensitive-messages.txt').flatMap((line) => {
    const [, text = '', gone = ''] = /^(.*)\|(.*)$/.exec(line) ?? [];
    const message = text.replaceAll('\\n', '\n');
    const wanted = message.includes(gone) ? [gone] : gone.split(',');
    const masked = maskSensitive(message);
    return wanted.filter((one) => !message.includes(one) || masked.includes(one)).map((one) => [one, masked]);
  });
  expect(left).toEqual([]);
});

test('every harmless message that was written by hand stays as it is', () => {
  expect(linesOf('harmless-messages.txt').filter((text) => maskSensitive(text) !== text)).toEqual([]);
});

test('every harmless text of the corpus stays as it is', () => {
  expect(harmless.filter((text) => maskSensitive(text) !== text)).toEqual([]);
});

test.each([
  [
    'routing: 021000021 account: 123456789',
    'routing: [bank routing number removed] account: [bank account number removed]',
  ],
  ['021000021 / 5566778899', '[bank routing number removed] / [bank account number removed]'],
  [
    'Bank: Chase\nRouting: 021000021\nAcct: 5566778899\nABC LLC',
    'Bank: Chase\nRouting: [bank routing number removed]\nAcct: [bank account number removed]\nABC LLC',
  ],
  [
    'my routing starts with 0210 and ends with 00021',
    'my routing starts with [bank routing number removed] and ends with [bank routing number removed]',
  ],
  ['our account with Wells Fargo is 1234567890.', 'our account with Wells Fargo is [bank account number removed].'],
  [
    'deposit it to 1234567890, that is our checking account',
    'deposit it to [bank account number removed], that is our checking account',
  ],
  [
    'card 4012 8888 8888 1881, exp 12/28, cvv 123',
    'card [card number removed], exp 12/28, cvv [card security code removed]',
  ],
  ['wire to GB29 NWBK 6016 1331 9268 19, thanks', 'wire to [bank account number removed], thanks'],
  ['routing021000021account5566778899', 'routing[bank routing number removed]account[bank account number removed]'],
  [
    'double zero one two three four five six seven is my account number',
    '[bank account number removed] is my account number',
  ],
  [
    'a routing number with a mistyped digit: ABA 021000022',
    'a routing number with a mistyped digit: ABA [bank routing number removed]',
  ],
  ['ITIN 912-78-1234', 'ITIN [taxpayer number removed]'],
  ['mi CLABE es 032180000118359719', 'mi CLABE es [bank account number removed]'],
  ['Account: 483-920-1755', 'Account: [bank account number removed]'],
  [
    'the account number for refunds should be 4839201755',
    'the account number for refunds should be [bank account number removed]',
  ],
  [
    'our account number changed from 4839201755 to 5739201866',
    'our account number changed from [bank account number removed] to [bank account number removed]',
  ],
  ['routing zero twenty-one zero zero zero zero twenty-one', 'routing [bank routing number removed]'],
  ['my importer number is my SSN 219-09-9999', 'my importer number is my SSN [social security number removed]'],
])('"%s" becomes "%s"', (text, masked) => {
  expect(maskSensitive(text)).toBe(masked);
});

describe('where both readings are possible', () => {
  test.each([
    ['nine digits that pass the check stand alone', '021000021', true],
    ['a word of tax stands in the sentence', 'the EIN of our company is 021000021', false],
    ['a word of tax comes behind', '021000021 is our EIN', false],
    ['the routing number comes after an importer number', 'EIN 12-3456789, routing 021000021', true],
    ['an importer number is called a routing number', 'routing 02-1000021', true],
    ['an importer number in its form', '02-1000021', false],
    ['a ZIP code with four more digits', '02100-0021', false],
    ['"ACE account" is no bank account', 'ACE account 123456789', false],
    ['who is checking something has no checking account in mind', 'I was checking 68315804', false],
    ['a checking account', 'checking 68315804', true],
    ['a phone number after a word about the account', 'call about my account 201-555-0143', false],
    ['twenty-one things and more of them', 'twenty-one entries, thirty-two lines, forty-five dollars', false],
    ['"account" beside an importer number', 'account 12-3456789 is locked', false],
    ['"bank account" beside what looks like an importer number', 'bank account 12-3456789', true],
    ['a phone number in the sentence after the account', 'my account is locked. My number is 9735550112', false],
    ['a social security number of an area that is not given out', 'ssn 000-12-3456', false],
    ['a taxpayer number without a word', '912-78-1234', false],
    ['an invoice that passes the check of cards', 'invoice 4012888888881881', false],
  ])('%s: "%s"', (_what, text, isCaught) => {
    expect(maskSensitive(text) !== text).toBe(isCaught);
  });
});

test('check digits and ranges', () => {
  expect(['021000021', '011000015', '800000006'].map(isRoutingNumber)).toEqual([true, true, true]);
  expect(['021000022', '131000008', '991000012', '02100002'].map(isRoutingNumber)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(['4012888888881881', '378282246310005', '4222222222222'].map(isCardNumber)).toEqual([true, true, true]);
  expect(['4012888888881882', '9012888888881881', '40128888888818'].map(isCardNumber)).toEqual([false, false, false]);
  expect(['219099999', '000123456', '666123456', '219009999', '219090000'].map(isSocialSecurityNumber)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(['912781234', '912491234', '219099999'].map(isTaxpayerNumber)).toEqual([true, false, false]);
  expect(['gb29nwbk60161331926819', 'gb28nwbk60161331926819'].map(isIban)).toEqual([true, false]);
});

test('JSON is read with its keys as words, and keeps its form', () => {
  const value = { note: 'hello', bank: { accountNumber: 123456789, routing: ['0210', '00021'] }, ok: true, none: null };
  expect(maskJson(value)).toEqual({
    note: 'hello',
    bank: {
      accountNumber: '[bank account number removed]',
      routing: ['[bank routing number removed]', '[bank routing number removed]'],
    },
    ok: true,
    none: null,
  });
  expect(maskJson({ 'ssn 219-09-9999': 1 })).toEqual({ 'ssn [social security number removed]': 1 });
});

test.each([
  ['my routing is 0210', 'named'],
  ['my account number at Chase is', 'named'],
  ['account', 'named'],
  ['00021', 'digits'],
  ['the rest is 00021', 'digits'],
  ['set up an account', null],
  ['what is my routing number?', null],
  ['call 973-555-0112', null],
  ['hello', null],
])('"%s" may be a part of a number: %s', (text, kind) => {
  expect(fragmentIn(text)).toBe(kind);
});

test.each([
  ['bank acct num: [bank account number removed]', '28-5971691'],
  ['the routing no. is [bank routing number removed]', '236537129 dollars of duty'],
  ['my account is locked', '12345678'],
])('a word in the message before makes nothing of what has a form of its own: "%s", "%s"', (before, text) => {
  const both = before + MESSAGE_END + text;
  expect(maskSensitive(both)).toBe(both);
});

test('a masked text that asks something is not only a number', () => {
  expect(isOnlyMasks('my routing is [bank routing number removed]')).toBe(true);
  expect(isOnlyMasks('my routing is [bank routing number removed], where does it go?')).toBe(false);
});

test('a masked text is never masked again, and findings stand in order within the text', () => {
  const words = [
    'routing',
    'account',
    'is',
    'EIN',
    'my',
    '-',
    ' ',
    ', ',
    '\n',
    'one',
    'oh',
    '021000021',
    '12',
    '4',
    'o',
    '\u200b',
    '٣',
    '?',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 6 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join(' ');
      const found = findSensitive(whole);
      let end = 0;
      for (const one of found) {
        expect(one.start).toBeGreaterThanOrEqual(end);
        expect(one.end).toBeGreaterThan(one.start);
        end = one.end;
      }
      expect(end).toBeLessThanOrEqual(whole.length);
    }),
    { numRuns: 1_000, seed: 7 },
  );
});

test('a routing number is found whatever signs stand between its digits', () => {
  const sign = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u200b', '\u2060', '\u2011', '\u00ad', '\n', '_', '/');
  fc.assert(
    fc.property(fc.integer(), sign, fc.constantFrom('routing', 'ABA no.', 'ruta:'), (seed, between, word) => {
      const number = routingNumber(chanceOf(seed));
      const text = `${word} ${[...number].join(between)} please`;
      expect(maskSensitive(text)).toBe(`${word} [bank routing number removed] please`);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test('8,000 characters of the worst kind are read in less than a second', () => {
  const worst = [
    '1 ',
    'o ',
    '12-',
    'routing 0210',
    'account ',
    '4111',
    'GB29 ',
    '1,',
    '(1',
    'one ',
    'x',
    '\u200b1',
    '1:1',
  ];
  for (const part of worst) {
    const text = part.repeat(Math.floor(8_000 / part.length));
    expect([part, processorMs(() => findSensitive(text)) < 1_000]).toEqual([part, true]);
  }
});
