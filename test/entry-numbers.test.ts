// Entry numbers: the check digit of 19 CFR 142.3a, lists as people paste them, and what is said about both.
import fc from 'fast-check';
import { checkEntryList, isEntryList } from '../src/rules/cape-file.ts';
import { checkDigit, entryFault } from '../src/rules/entry-number.ts';
import { processorMs } from './processor-time.ts';
import { buttons, shippedContent, talkTo } from './talk.ts';

jest.setTimeout(30_000);

const good = [
  'ABC-1234567-6',
  '999-9999999-0',
  'SP7-0000001-4',
  'XYZ-0001234-1',
  '9ZZ-0456789-0',
  'WZ1-7654321-8',
  'QQ0-2468135-0',
  'ZZ9-0000007-8',
  'B76-0324527-8',
];
const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
const anyNumber = fc
  .tuple(fc.string({ unit: character, minLength: 3, maxLength: 3 }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([filer, number]) => `${filer}${String(number).padStart(7, '0')}`)
  .map((ten) => `${ten}${checkDigit(ten)}`);

describe('an entry number', () => {
  test.each(good)('%s is well formed', (number) => {
    expect(entryFault(number)).toBe(null);
    expect(entryFault(number.replaceAll('-', '').toLowerCase())).toBe(null);
    expect(entryFault(number.replaceAll('-', ' '))).toBe(null);
    expect(entryFault(`'${number.replaceAll('-', '–')}`)).toBe(null);
  });

  test.each([
    ['ABC12345678', 'check-digit'],
    ['ABC-1234567-5', 'check-digit'],
    ['ABC-123456-6', 'too-short'],
    ['ABC-12345678-6', 'too-long'],
    ['ABC-12345O7-6', 'letter'],
    ['ABC-1234567-X', 'letter'],
    ['ABC_1234567_6', 'characters'],
    ['1.23E+10', 'rounded'],
    ['1,23457E+10', 'rounded'],
    ['2345678', 'too-short'],
    ['123456789', 'zeros-dropped'],
    ['', 'too-short'],
  ])('"%s" is not: %s', (text, fault) => {
    expect(entryFault(text)).toBe(fault);
  });

  test('has the check digit that the Luhn sum gives from the right, whatever its characters', () => {
    // Another way to the same digit: the letters by a table, the whole number with its digit summed from the right.
    const table = Object.fromEntries([
      ...[...'ABCDEFGHI'].map((letter, index) => [letter, index + 1]),
      ...[...'JKLMNOPQR'].map((letter, index) => [letter, index + 1]),
      ...[...'STUVWXYZ'].map((letter, index) => [letter, index + 2]),
    ]);
    fc.assert(
      fc.property(anyNumber, (number) => {
        const digits = [...number].reverse().map((one) => table[one] ?? Number(one));
        const sum = digits.reduce((total, digit, index) => {
          const twice = String(digit * 2);
          return total + (index % 2 === 1 ? [...twice].reduce((a, b) => a + Number(b), 0) : digit);
        }, 0);
        expect(sum % 10).toBe(0);
        expect(entryFault(number)).toBe(null);
      }),
    );
  });

  test('with one digit changed is never well formed', () => {
    fc.assert(
      fc.property(anyNumber, fc.integer({ min: 3, max: 10 }), fc.integer({ min: 1, max: 9 }), (number, at, more) => {
        const changed = String((Number(number[at]) + more) % 10);
        expect(entryFault(number.slice(0, at) + changed + number.slice(at + 1))).toBe('check-digit');
      }),
    );
  });
});

describe('a list', () => {
  const [one = '', two = '', three = ''] = good;
  test.each([
    ['one number a line', `${one}\n${two}\n${three}`],
    ['with CRLF and blank lines', `${one}\r\n\r\n${two}\r\n${three}\r\n`],
    ['with commas', `${one}, ${two}, ${three}`],
    ['with semicolons', `${one};${two};${three}`],
    ['with spaces', `${one} ${two} ${three}`],
    ['with the heading of the template and a BOM', `\uFEFFEntry Number\r\n${one}\r\n${two}\r\n${three}\r\n`],
    ['with quotes', `"Entry Number"\n"${one}"\n"${two}"\n"${three}"`],
    [
      'pasted from Excel with more columns',
      `Type\tEntry Number\tLiquidated\n01\t${one}\t9/3/26\n01\t${two}\t\n06\t${three}\t9/4/26`,
    ],
    ['as CSV with more columns', `Entry No.,Type\n${one},01\n${two},01\n${three},06`],
    ['as CSV with more columns and no heading', `01,${one}\n01,${two}\n06,${three}`],
    ['without dashes', [one, two, three].join('\n').replaceAll('-', '')],
  ])('%s is read whole', (_, text) => {
    expect(checkEntryList(text)).toMatchObject({ count: 3, wellFormed: 3, bad: [] });
    expect(isEntryList(text, true)).toBe(true);
    expect(isEntryList(text, false)).toBe(true);
  });

  test('names each bad row as Excel counts it, and doubles with the row where they stood first', () => {
    const text = ['Entry Number', one, 'ABC-1234567-5', '', '1.23E+10', one.replaceAll('-', ''), two, two].join('\n');
    expect(checkEntryList(text)).toEqual({
      inRows: true,
      count: 6,
      wellFormed: 4,
      bad: [
        { row: 3, text: 'ABC-1234567-5', fault: 'check-digit' },
        { row: 5, text: '1.23E+10', fault: 'rounded' },
        { row: 6, text: 'ABC12345676', fault: { sameAs: 2 } },
        { row: 8, text: two, fault: { sameAs: 7 } },
      ],
      extraColumns: false,
    });
  });

  test('on one line is counted by places', () => {
    expect(checkEntryList(`${one}, ABC-1234567-5, ${one}`)).toMatchObject({
      inRows: false,
      bad: [
        { row: 2, fault: 'check-digit' },
        { row: 3, fault: { sameAs: 1 } },
      ],
    });
  });

  test('says when there are columns that CAPE does not take', () => {
    expect(checkEntryList(`Entry Number,Type\n${one},01`).extraColumns).toBe(true);
    expect(checkEntryList(`${one}, ${two}`).extraColumns).toBe(false);
    expect(checkEntryList(`${one}, ${two} and ${three}`)).toMatchObject({ count: 3, extraColumns: false });
  });

  test('of any numbers comes out as it went in', () => {
    const separator = fc.constantFrom('\n', '\r\n', ',', ';', '\t', ' ', ', ');
    fc.assert(
      fc.property(fc.uniqueArray(anyNumber, { minLength: 1, maxLength: 30 }), separator, (numbers, between) => {
        expect(checkEntryList(numbers.join(between))).toMatchObject({
          count: numbers.length,
          wellFormed: numbers.length,
          bad: [],
        });
      }),
    );
  });

  test('of more than 9,999 is read in a moment', () => {
    const numbers = Array.from({ length: 10_001 }, (_, index) => `ABC${String(index).padStart(7, '0')}`);
    const list = numbers.map((ten) => ten + checkDigit(ten)).join('\n');
    const took = processorMs(() => expect(checkEntryList(list)).toMatchObject({ count: 10_001, bad: [] }));
    expect(took).toBeLessThan(2_000);
  });
});

describe('a message is taken for entry numbers', () => {
  test.each([
    'ABC-1234567-6',
    'abc12345676',
    'is ABC-1234567-6 valid?',
    'is ABC-1234567-5 a valid entry number?',
    'please check this entry number: ABC-1234567-5',
    '99999999990 ABC-1234567-6',
  ])('anywhere: "%s"', (text) => {
    expect(isEntryList(text, false)).toBe(true);
  });

  test.each(['12345678901', '1.23457E+10', '123456789', '12345678901\n12345678902', 'ABC-123456-7'])(
    'only where they are asked for: "%s"',
    (text) => {
      expect([isEntryList(text, false), isEntryList(text, true)]).toEqual([false, true]);
    },
  );

  test.each([
    '',
    '9/3/26',
    '2026-09-03',
    '1-866-530-4172',
    '(317) 298-1200 ext. 4015',
    '9903.01.25',
    'my refund of 12345678 dollars has not come',
    'entry ABC-1234567-6 was refused by CAPE because of a protest, what now',
    'yes, I have the list',
    'CSMS 68340863',
    '"',
  ])('nowhere: "%s"', (text) => {
    expect([isEntryList(text, false), isEntryList(text, true)]).toEqual([false, false]);
  });

  test('and nothing that is typed makes it throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('"', ',', ';', '\n', '\t', ' ', '-', 'A', '1234567', '\uFEFF', "'"),
        maxLength: 60,
      }),
    );
    fc.assert(
      fc.property(text, (said) => {
        isEntryList(said, true);
        checkEntryList(said);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the customer', () => {
  test('is told in a guide, and the step is shown again', () => {
    const talk = talkTo(shippedContent);
    talk.press('choose:cape-declaration/ready/no-list');
    const replies = talk.say('ABC-1234567-6\nABC-1234567-5');
    expect(replies.map(({ channelData }) => channelData.kind)).toEqual(['notice', 'guide']);
    expect(replies[0]?.text).toContain('**1 of 2** entry numbers is well formed');
    expect(replies[1]?.channelData.step).toBe('find-entries');
  });

  test('is led on outside of guides, to the answer and to the guide that asks for them', () => {
    const talk = talkTo(shippedContent);
    const [reply] = talk.say('ABC-1234567-6');
    expect(reply?.text).toMatch(
      /^This entry number is \*\*well formed\*\*\.\n\nWell formed is \*\*not yet eligible\*\*/,
    );
    expect(buttons(reply)).toEqual(['Is my entry number valid?', 'File a CAPE Declaration', 'Person']);
  });

  test('sees ten bad rows, and how many more there are', () => {
    const talk = talkTo(shippedContent);
    const rows = Array.from({ length: 13 }, () => 'ABC-1234567-5').join('\n');
    const [reply] = talk.say(rows);
    expect(reply?.text.match(/^- row \d+/gm)).toHaveLength(10);
    expect(reply?.text).toContain('- and 3 more');
  });

  test('learns that a message that is full may have been cut', () => {
    const talk = talkTo(shippedContent);
    const [reply] = talk.say('ABC-1234567-6\n'.repeat(700).slice(0, 8_000));
    expect(reply?.text).toContain('A message ends at 8,000 characters');
  });

  test('learns that CAPE takes no more than 9,999 in one declaration', () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => `ABC${String(index).padStart(7, '0')}`);
    const [reply] = talkTo(shippedContent).say(numbers.map((ten) => ten + checkDigit(ten)).join('\n'));
    expect(reply?.text).toContain('CAPE takes at most 9,999 in one declaration: make several files.');
  });
});
