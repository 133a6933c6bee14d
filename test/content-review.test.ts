// What the check tells an editor beyond mistakes: long texts, misspelt words, phrasings that lead elsewhere; and that no file breaks it.
import fc from 'fast-check';
import { rowsOnPhone } from '../src/content/check-length.ts';
import { contentDirs, loadContent, readFiles } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { reviewContent } from '../src/content/review.ts';
import { copySample, edit, removeCopies, sampleFolder, swap } from './content-folder.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const bank = 'knowledge/bank.yaml';
const guide = 'dialogs/open-account.yaml';

function review(folder: string): string[] {
  const { guides, knowledge } = readFiles(...contentDirs(folder), []);
  const { content } = loadContent(...contentDirs(folder), now);
  return reviewContent(guides, knowledge, content).map(describeProblem);
}

/** What the review says of the sample content after an edit and did not say before. */
function saidAfter(file: string, change: Parameters<typeof edit>[2]): string[] {
  const folder = copySample();
  edit(folder, file, change);
  return review(folder).filter((line) => !before.includes(line));
}

const before = review(sampleFolder);

afterAll(removeCopies);

describe('the review warns of', () => {
  test('an answer that is longer than the screen of a phone', () => {
    const said = saidAfter(bank, swap('Only the owner', 'Only the owner of the whole account '.repeat(25)));
    expect(said).toEqual([
      expect.stringMatching(
        /^knowledge\/bank\.yaml:15: warning: the answer of "bank-page-missing" takes about 2\d rows on a phone, where 22 are seen at once\. Make it shorter, or part it\.$/,
      ),
    ]);
  });

  test('a step, and words on the way, that are longer than the screen of a phone', () => {
    const long = `say: ${'Please look at the whole of it. '.repeat(27)}`;
    expect(saidAfter(guide, swap(/say: Does your company.*/, long))).toEqual([
      expect.stringMatching(/^dialogs\/open-account\.yaml:13: warning: step "start" takes about 2\d rows on a phone/),
    ]);
    expect(saidAfter(guide, swap(/say: That is fine.*/, long))).toEqual([
      expect.stringMatching(/: warning: what choice "not-sure" of step "start" says takes about 2\d rows/),
    ]);
  });

  test('a misspelt word in a phrasing, with the word that was meant', () => {
    expect(saidAfter(bank, swap('- bank page is missing', '- bank page is mising'))).toContain(
      `${bank}:7: warning: "bank page is mising": "mising" is in no dictionary. Did you mean "missing"? Else put it under never_correct in synonyms.yaml.`,
    );
    expect(saidAfter(guide, swap('help me open an account', 'help me open an acount'))).toEqual([
      expect.stringMatching(/"acount" is in no dictionary\. Did you mean "account"\?/),
    ]);
  });

  test('no word that is right: names, addresses, abbreviations, other languages, and what never_correct holds', () => {
    const right = [
      'unliquidated entries at portal.example.com',
      'CBP says JMS',
      '¿dónde está la página del banco?',
      'bank page of gmail is oldest and refundable',
    ];
    for (const phrasing of right)
      expect(
        saidAfter(bank, swap('- bank page is missing', `- "${phrasing}"`)).filter((line) => /dictionary/.test(line)),
      ).toEqual([]);
  });

  test('a phrasing that is nearer to one of another entry than to its own', () => {
    const said = saidAfter(bank, swap('- bank page is missing', '- my user was deactivated'));
    expect(said).toContain(
      `${bank}:7: warning: "my user was deactivated" is nearer to "user was deactivated" of "login-locked" (knowledge/accounts.yaml:72) than to the others here. Keep one of them, or say what makes it different.`,
    );
  });

  test('an entry that customers will not reach by any of its phrasings', () => {
    const words = ['zebra', 'violin', 'glacier', 'tomato', 'ladder', 'orbit', 'hammock', 'whistle'];
    const said = saidAfter(bank, (text) => {
      const rest = [...words];
      return text.replace(/^ {6}- .*$/gm, (line) => (rest.length > 0 ? `      - ${rest.shift()}` : line));
    });
    expect(said).toContainEqual(
      expect.stringMatching(
        /^knowledge\/bank\.yaml:4: warning: no phrasing of "bank-page-missing" finds it once it is taken out/,
      ),
    );
  });
});

test('a text takes as many rows as its words, lists and paragraphs need; the address of a link takes none', () => {
  expect(rowsOnPhone('One short row.')).toBe(1);
  expect(rowsOnPhone(`[here](https://www.example.com/${'long/'.repeat(30)})`)).toBe(1);
  expect(rowsOnPhone('word '.repeat(16))).toBe(3);
  expect(rowsOnPhone('First.\n\n- one\n- two')).toBeCloseTo(3.8);
});

describe('whatever a file holds, the check goes on to its end', () => {
  const files = [
    bank,
    guide,
    'knowledge/offices.yaml',
    'knowledge/broker.yaml',
    'knowledge/notices.yaml',
    'knowledge/synonyms.yaml',
  ];
  const check = (file: string, change: Parameters<typeof edit>[2]) => {
    const folder = copySample();
    edit(folder, file, change);
    const { problems } = loadContent(...contentDirs(folder), now, false);
    const { guides, knowledge } = readFiles(...contentDirs(folder), []);
    reviewContent(guides, knowledge, null);
    removeCopies();
    return problems.filter(({ severity }) => severity === 'error').map(describeProblem);
  };

  test.each([
    ['brackets in brackets', `topic: a\nentries: ${'['.repeat(3000)}`],
    ['brackets in brackets that are closed', `topic: a\nentries: ${'['.repeat(900)}${']'.repeat(900)}`],
    ['keys in keys', Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    [
      'keys of an object of the language',
      '__proto__: { a: 1 }\nentries: [{ __proto__: 5, constructor: x, toString: 3 }]',
    ],
    ['keys that are lists', '? [a, b]\n: c\n'],
    ['foreign kinds of values', 'topic: !!binary abc\nentries: !!set { a, b }'],
    ['entries of every wrong kind', 'topic:\nentries: [null, 5, [], { id: 5 }, { id: null, phrasings: x }, text]'],
    ['steps of every wrong kind', 'id: a\nsteps: [null, 5, [], { id: 5, choices: [null, 3] }, text]'],
    ['itself by an alias', 'a: &a [*a]'],
    ['half of a letter', 'topic: "\\ud800"'],
    ['a list alone', '[1, 2]'],
    ['a word alone', 'hello'],
  ])('%s', (_name, text) => {
    for (const file of files.slice(0, 3)) expect(check(file, text)).not.toEqual([]);
  });

  test('sample files with letters put in, taken out and moved', () => {
    const signs = fc.constantFrom(
      ...':-[]{}"\'#&*!|>%@`?,\n\t \u0000',
      '- ',
      ': ',
      '\n  ',
      '{broker',
      'é',
      '\u202e',
      '~',
      '0x',
      '<<: ',
    );
    const cut = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      out: fc.nat(40),
      put: fc.string({ unit: signs, maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(cut, { minLength: 1, maxLength: 4 }), (file, cuts) => {
        const said = check(file, (text) =>
          cuts.reduce((now, { at, out, put }) => {
            const place = Math.floor(at * now.length);
            return now.slice(0, place) + put + now.slice(place + out);
          }, text),
        );
        for (const line of said) expect(line).toMatch(/^(knowledge|dialogs)\/[a-z-]+\.yaml(:\d+)?: .+[.?!]$/s);
      }),
      { numRuns: 40 },
    );
  });
});
