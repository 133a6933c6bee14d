// A file for CAPE: whatever spreadsheets save is read, each fault is named at its row, and a corrected file has none.
import fc from 'fast-check';
import { type CapeCheck, checkCapeFile, checkCapeText, mostBytes } from '../src/rules/cape-check.ts';
import { writeCorrected, writeProblems } from '../src/rules/cape-files.ts';
import {
  describeNote,
  describeProblem,
  describeRefused,
  summarize,
  tellCheck,
  withoutNumber,
} from '../src/rules/cape-words.ts';
import { readCsv } from '../src/rules/csv.ts';
import { processorMs } from './processor-time.ts';

jest.setTimeout(60_000);

const [one, two, three] = ['ABC-1234567-6', 'SP7-0000001-4', '999-9999999-0'] as const;
const plain = [one, two, three].map((number) => number.replaceAll('-', ''));
const bytes = (text: string) => new TextEncoder().encode(text);
const kinds = ({ notes }: CapeCheck) => notes.map(({ kind }) => kind);
const faults = ({ problems }: CapeCheck) => problems.map(({ row, fault, corrected }) => [row, fault, corrected]);

/** The last digit by another way: the letters by a table, the sum from the right, no code of ours. */
function luhn(ten: string): string {
  const digit = (sign: string) =>
    /\d/.test(sign) ? Number(sign) : Number('12345678912345678923456789'[sign.charCodeAt(0) - 65]);
  for (let last = 0; last < 10; last++) {
    const sum = [...`${ten}${last}`].reverse().reduce((total, sign, place) => {
      const twice = digit(sign) * 2;
      return total + (place % 2 === 0 ? digit(sign) : Math.floor(twice / 10) + (twice % 10));
    }, 0);
    if (sum % 10 === 0) return String(last);
  }
  throw new Error(`No digit fits ${ten}.`);
}
const sign = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
const anyTen = fc
  .tuple(fc.string({ unit: sign, minLength: 3, maxLength: 3 }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([filer, number]) => filer + String(number).padStart(7, '0'));
const anyNumber = anyTen.map((ten) => ten + luhn(ten));

describe('a file is read', () => {
  const lines = ['Entry Number', one, two, three];
  const plainText = `${lines.join('\r\n')}\r\n`;
  const wide = (text: string, littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
    return new Uint8Array(view.buffer);
  };
  test.each<[string, Uint8Array, string[]]>([
    ['as CBP asks for it', bytes(plainText), []],
    ['with the line ends of a Mac', bytes(lines.join('\r')), []],
    ['without dashes', bytes(plainText.replaceAll('-', '')), []],
    ['as "CSV UTF-8", with a byte order mark', bytes(`\ufeff${plainText}`), ['byte-order-mark']],
    ['as Unicode text', wide(`\ufeff${plainText}`, true), ['utf-16']],
    ['as Unicode text of other machines', wide(`\ufeff${plainText}`, false), ['utf-16']],
    ['as Unicode text without its mark', wide(plainText, true), ['utf-16']],
    ['with the end sign of DOS', bytes(`${plainText}\u001a`), []],
    [
      'in the old Windows encoding',
      Buffer.from(`Entry Number\n${one}\n${two}\n${three}\n`.replace(/-/, '\x96'), 'latin1'),
      ['special-characters', 'tidied'],
    ],
    ['with quotes', bytes(lines.map((line) => `"${line}"`).join('\n')), ['quotes']],
    [
      'with ="..." around them',
      bytes(['Entry Number', ...[one, two, three].map((number) => `="${number}"`)].join('\n')),
      ['quotes'],
    ],
    ['with more columns', bytes(lines.map((line, index) => `${index},${line}`).join('\n')), ['columns']],
    ['with columns that are empty', bytes(lines.map((line) => `${line},,`).join('\n')), ['columns']],
    ['with semicolons', bytes(lines.map((line) => `${line};01;x, y`).join('\n')), ['columns', 'separator']],
    ['with tabs', bytes(lines.map((line) => `01\t${line}`).join('\n')), ['columns', 'separator']],
    [
      'with the line by which Excel names its separator',
      bytes(`sep=;\n${lines.map((line) => `${line};01`).join('\n')}`),
      ['header-row', 'columns', 'separator'],
    ],
    ['with a title above the heading', bytes(`Our refunds\n\n${plainText}`), ['header-row']],
    ['with another heading', bytes(plainText.replace('Entry Number', 'Entry No.')), ['header-words']],
    [
      'with a heading that says something else',
      bytes(plainText.replace('Entry Number', 'Customs list')),
      ['header-words'],
    ],
    ['without a heading', bytes(lines.slice(1).join('\n')), ['no-header']],
    ['all in one row', bytes([one, two, three].join(', ')), ['no-header', 'columns', 'several-in-row']],
    ['with empty rows', bytes(`Entry Number\n\n${one}\n   \n${two}\n${three}\n\n`), ['empty-rows']],
    [
      'in small letters, with spaces and an apostrophe',
      bytes(`Entry Number\n abc 1234567 6\n'${two}\n${three}\n`),
      ['tidied'],
    ],
  ])('%s', (_how, file, notes) => {
    const check = checkCapeFile(file);
    expect(check).toMatchObject({ refused: null, count: 3, problems: [], entries: plain });
    expect(kinds(check)).toEqual(notes);
  });

  test.each<[string, Uint8Array | string, string]>([
    ['nothing', '', 'empty'],
    ['spaces and empty rows', ' \r\n\r\n', 'empty'],
    ['a heading alone', 'Entry Number\r\n', 'empty'],
    ["somebody else's table", 'Invoice,Amount\n4711,12.50\n', 'no-entry-numbers'],
    ['a workbook', 'PK\u0003\u0004', 'workbook'],
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'old-workbook'],
    ['a PDF', '%PDF-1.7', 'pdf'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'picture'],
    ['what is no text', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), 'not-text'],
    ['a megabyte', 'ABC-1234567-6\n'.repeat(mostBytes / 14 + 1), 'too-big'],
  ])('unless it is %s, which is said with what to do', (_what, file, refused) => {
    const check = checkCapeFile(typeof file === 'string' ? bytes(file) : file);
    expect(check).toEqual({ refused, notes: [], count: 0, problems: [], entries: [] });
    const { what, todo } = describeRefused(check.refused ?? 'empty');
    expect(`${what} ${todo}`).toMatch(/^[A-Z].*\. .*\.$/);
  });
});

test('each fault is named at the row that Excel shows, with what becomes of it', () => {
  const rows = [
    one,
    'ABC-1234567-5',
    '',
    '1.23E+10',
    plain[0],
    '12345679',
    '0012345',
    'ABC-12345O7-6',
    'ABC.1234567.6',
    'total',
    'SP7-OOOOOO1-4',
  ];
  const check = checkCapeText(`Entry Number\n${rows.join('\n')}\n`);
  expect(faults(check)).toEqual([
    [3, 'check-digit', null],
    [5, 'rounded', null],
    [6, { sameAs: 2 }, null],
    [7, 'zeros-dropped', null],
    [8, 'too-short', null],
    [9, 'letter', null],
    [10, { sameAs: 2 }, null],
    [11, 'no-number', null],
    [12, 'letter', 'SP700000014'],
  ]);
  expect(check.entries).toEqual([plain[0], plain[1]]);
  expect(summarize(tellCheck(check, 0))).toContain('6 rows only you can put right');
});

test('the only digit that fits is named where just the check digit is wrong, and no number is ever part of the words', () => {
  fc.assert(
    fc.property(anyTen, fc.integer({ min: 1, max: 9 }), (ten, more) => {
      const wrong = ten + String((Number(luhn(ten)) + more) % 10);
      const [problem] = checkCapeText(`Entry Number\n${wrong}`).problems;
      if (!problem) throw new Error(`${wrong} passed.`);
      const { what, todo } = describeProblem(withoutNumber(problem));
      expect(problem.fault).toBe('check-digit');
      expect(todo).toMatch(new RegExp(` ${luhn(ten)}\\.$`));
      expect(`${what} ${todo} ${JSON.stringify(withoutNumber(problem))}`).not.toContain(ten.slice(3));
    }),
  );
});

test('zeros that Excel dropped come back, and the number is named for comparing', () => {
  const small = fc.integer({ min: 10_000_000, max: 999_999_999 }).map((nine) => String(nine).padStart(10, '0'));
  fc.assert(
    fc.property(small, (ten) => {
      const whole = ten + luhn(ten);
      const check = checkCapeText(`Entry Number\n${whole.replace(/^0+/, '')}`);
      expect(check.entries).toEqual([whole]);
      expect(check.problems).toMatchObject([{ fault: 'zeros-dropped', corrected: whole }]);
      const [problem] = check.problems.map(withoutNumber);
      expect(problem && describeProblem(problem).todo).toContain('Compare it with the entry summary');
    }),
  );
});

test('a corrected file is ready, plain and whole, whatever the file was like', () => {
  const dashed = (number: string) => `${number.slice(0, 3)}-${number.slice(3, 10)}-${number.slice(10)}`;
  const written = fc.tuple(anyNumber, fc.constantFrom('', '-', ' ', 'small', 'quoted')).map(([number, how]) => ({
    number,
    cell:
      how === 'small'
        ? number.toLowerCase()
        : how === 'quoted'
          ? `"${dashed(number)}"`
          : how === ''
            ? number
            : dashed(number).replaceAll('-', how),
  }));
  const file = fc.record({
    rows: fc.array(written, { minLength: 1, maxLength: 30 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    between: fc.constantFrom(',', ';', '\t'),
    mark: fc.constantFrom('', '\ufeff'),
    heading: fc.constantFrom('Entry Number', 'ENTRY NUMBER', 'Entry No.'),
    columns: fc.boolean(),
  });
  fc.assert(
    fc.property(file, ({ rows, end, between, mark, heading, columns }) => {
      const line = (cell: string) => (columns ? `01${between}${cell}${between}x` : cell);
      const check = checkCapeFile(bytes(mark + [heading, ...rows.map(({ cell }) => cell)].map(line).join(end)));
      const different = [...new Set(rows.map(({ number }) => number))];
      expect(check.entries).toEqual(different);
      const [corrected] = writeCorrected(check, 'list.csv');
      expect(corrected?.text).toBe(`Entry Number\r\n${different.join('\r\n')}\r\n`);
      const again = checkCapeFile(bytes(corrected?.text ?? ''));
      expect(again).toEqual({ refused: null, notes: [], count: different.length, problems: [], entries: different });
      expect(tellCheck(again, 10).isReady).toBe(true);
    }),
  );
});

test('more than 9,999 become several files that hold each of them once, each ready', () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => `ABC${String(index).padStart(7, '0')}`).map(
    (ten) => ten + luhn(ten),
  );
  const check = checkCapeText(['Entry Number', ...numbers].join('\n'));
  expect(check.notes).toEqual([{ kind: 'too-many', rows: [], count: 20_000 }]);
  const files = writeCorrected(check, 'all.csv');
  expect(files.map(({ name }) => name)).toEqual([1, 2, 3].map((part) => `all-corrected-${part}-of-3.csv`));
  const checks = files.map(({ text }) => checkCapeFile(bytes(text)));
  expect(checks.every((one) => tellCheck(one, 0).isReady)).toBe(true);
  expect(checks.flatMap(({ entries }) => entries)).toEqual(numbers);
});

test('the list of problems is a table that no spreadsheet runs', () => {
  const check = checkCapeText('Entry Number\n=HYPERLINK("x")&123\n@123SUM(A1),1\n+1234567\n"say ""hi"" 123"\n');
  const { name, text } = writeProblems(check, 'C:list.csv');
  const rows = readCsv(text, { delimiter: ',' }).map(({ record }) => record);
  expect(name).toBe('C:list-problems.csv');
  expect(rows).toHaveLength(5);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@]/);
});

describe('whatever comes', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        ',',
        ';',
        '\t',
        '\n',
        '\r',
        ' ',
        '=',
        'sep=',
        'Entry Number',
        one,
        two,
        '1.2E+10',
        '0',
        'A',
        '\ufeff',
        "'",
        '\u0000',
      ),
      maxLength: 60,
    }),
  );
  const inOrder = ({ refused, count, problems, entries, notes }: CapeCheck) => {
    for (const finding of [...notes.map(describeNote), ...problems.map(withoutNumber).map(describeProblem)])
      expect(`${finding.what} ${finding.todo}`).toMatch(/^[A-Z].*\.$/s);
    if (refused) return expect(describeRefused(refused).todo).toMatch(/\.$/);
    // Each number is in the corrected file, is a double, or is for the customer to put right.
    const lost = problems.filter(({ fault, corrected }) => corrected === null && fault !== 'no-number').length;
    const without = problems.filter(({ fault, text }) => fault === 'no-number' && text !== '').length;
    expect(entries.length + lost + without).toBe(count);
    expect(new Set(entries).size).toBe(entries.length);
    for (const entry of entries) expect(entry).toMatch(/^[A-Z0-9]{3}\d{8}$/);
    expect(problems.map(({ row }) => row)).toEqual(problems.map(({ row }) => row).sort((a, b) => a - b));
  };

  test('text is checked or refused in words, and never makes it fail', () => {
    fc.assert(
      fc.property(anyText, (text) => inOrder(checkCapeText(text))),
      { numRuns: 1_000 },
    );
  });

  test('bytes too', () => {
    const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), anyText.map(bytes));
    fc.assert(
      fc.property(anyBytes, (file) => inOrder(checkCapeFile(file))),
      { numRuns: 1_000 },
    );
  });

  test('a file of nearly a megabyte is checked in a moment, with quotes and without', () => {
    const took = processorMs(() => {
      expect(checkCapeText(`Entry Number\n${'ABC-1234567-5\n'.repeat(70_000)}`).problems).toHaveLength(70_000);
      expect(checkCapeText(`Entry Number\n${'"ABC-1234567-5"\n'.repeat(60_000)}`).problems).toHaveLength(60_000);
      // A row may have as many cells as the file has bytes.
      expect(checkCapeText(','.repeat(999_000)).refused).toBe('no-entry-numbers');
      expect(checkCapeText(`${'\n'.repeat(900_000)}ABC-1234567-6`).entries).toEqual(['ABC12345676']);
    });
    expect(took).toBeLessThan(20_000);
  });
});
