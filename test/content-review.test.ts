// What the check tells an editor beyond mistakes: long texts, misspelt words, phrasings that lead elsewhere; and that no file breaks it.
import fc from 'fast-check';
import { readEntries } from '../src/content/build.ts';
import { checkMatches } from '../src/content/check.ts';
import { rowsOnPhone } from '../src/content/check-length.ts';
import { loadLive } from '../src/content/live.ts';
import { contentDirs, loadContent, readFiles } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { reviewContent } from '../src/content/review.ts';
import { reviewChange } from '../src/content/review-change.ts';
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

  test('a misspelt word in a Spanish phrasing, an accent too; what is said in English there is right', () => {
    const spanish = (phrasing: string) =>
      saidAfter(
        bank,
        swap(
          '    answer:',
          `    es:\n      question: No veo el banco\n      phrasings: [falta el banco, "${phrasing}", no hay pestaña, menú]\n    answer:`,
        ),
      ).filter((line) => /dictionary/.test(line));
    expect(spanish('no encuentro la devolucion del banco')).toEqual([
      `${bank}:17: warning: "no encuentro la devolucion del banco": "devolucion" is in no dictionary. Correct it, or put it under never_correct in synonyms.yaml.`,
    ]);
    expect(spanish('mi cuemta no está bloqueada')).toEqual([expect.stringContaining('"cuemta" is in no dictionary')]);
    for (const right of [
      '¿Por qué rechazaron las devoluciones?',
      'desactivado, inscribirnos, llamarles, aprueban',
      'no puedo hacer login en mi account de ACE',
    ])
      expect(spanish(right)).toEqual([]);
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
    const own = Object.getOwnPropertyNames(Object.prototype);
    for (const file of files.slice(0, 3)) expect(check(file, text)).not.toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(own);
    expect({}).not.toHaveProperty('a');
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

test.each([
  ['clarify', 0.46, 'warning'],
  ['clarify', 0.4, 'test'],
  ['answer', 0.46, 'test'],
  ['decline', 0.46, 'test'],
] as const)(
  'a test utterance that another answer finds first, by a hair and as a choice, is a warning: %s, %f',
  (decision, own, severity) => {
    const [entry] = readFiles(...contentDirs(sampleFolder), []).knowledge.flatMap((file) =>
      readEntries(file, () => {}),
    );
    if (!entry) throw new Error('no entry');
    const matches = [
      { kind: 'entry', id: 'other', confidence: 0.47 } as const,
      { kind: 'entry', id: entry.value.id, confidence: own } as const,
    ];
    const found: (string | undefined)[] = [];
    const matcher = { match: () => ({ decision, matches }) };
    checkMatches([entry], matcher, (_file, _path, _text, how) => void found.push(how));
    expect(new Set(found)).toEqual(new Set([severity]));
  },
);

describe('a proposal of the console', () => {
  const phrasing = {
    id: 7,
    kind: 'phrasing',
    entry: 'bank-page-missing',
    topic: null,
    phrasing: 'zebra crossing',
    test: 'the zebra crossing',
    yaml: null,
  } as const;
  const answer = (more = '') => `id: giraffe-import
question: May I import a giraffe?
phrasings: [import a giraffe, giraffe at the border, tall animal, giraffe duty, long neck import, zoo import, giraffe papers, animal with a long neck]
answer: Ask the office before you ship a giraffe. It needs papers of its own.${more}
as_of: "2026-06-16"
review_by: "2027-06-30"
certainty: single
sources: [own]
must_match: [how do I import my giraffe]`;
  const entry = {
    ...phrasing,
    kind: 'entry',
    entry: 'giraffe-import',
    topic: 'bank',
    phrasing: null,
    test: null,
  } as const;
  const said = (change: Parameters<typeof reviewChange>[2], folder = sampleFolder) =>
    reviewChange(contentDirs(folder), [], change, now);

  test('that fits is neither refused nor warned of', () => {
    expect(said(phrasing)).toEqual({ refused: [], warnings: [] });
    expect(said({ ...entry, yaml: answer() })).toEqual({ refused: [], warnings: [] });
  });

  test.each([
    [{ phrasing: 'is the account free', test: 'the zebra' }, /is a phrasing of "account-cost" too/],
    [{ phrasing: 'violin', test: 'how many giraffes' }, /"how many giraffes" finds/],
    [{ entry: 'bank-page' }, /There is no answer "bank-page"/],
    [{ phrasing: 'bank page is missing', test: 'I cannot find the bank page' }, /would change nothing/],
  ])('that breaks the check is refused, in words: %j', (change, why) => {
    expect(said({ ...phrasing, ...change }).refused.join()).toMatch(why);
  });

  test('of a new answer with the id of a guide is refused', () => {
    const taken = { ...entry, entry: 'add-bank', yaml: answer().replace('giraffe-import', 'add-bank') };
    expect(said(taken).refused).toEqual([
      'entry "add-bank" has the id of the guide in dialogs/add-bank.yaml:2. Give the entry another id.',
    ]);
  });

  test('is warned of where it is misspelt, nearer to another answer, not needed, or too long', () => {
    expect(said({ ...phrasing, phrasing: 'zebra crosing' }).warnings).toEqual([
      '"zebra crosing": "crosing" is in no dictionary. Did you mean "coming"? Else put it under never_correct in synonyms.yaml.',
    ]);
    const near = said({
      ...phrasing,
      phrasing: 'what is the price of a portal account',
      test: 'I cannot find the bank page',
    });
    expect(near.warnings).toEqual([
      '"what is the price of a portal account" is nearer to another answer, "What does a portal account cost?" (account-cost).',
      '"I cannot find the bank page" is answered so already, without this phrasing.',
    ]);
    expect(said({ ...entry, yaml: answer(' Ask the office before you ship it.'.repeat(25)) }).warnings.join()).toMatch(
      /the answer of "giraffe-import" takes about \d+ rows on a phone/,
    );
  });

  test('that is live and that the files have no place for any more is left out and told; all else goes on', () => {
    const folder = copySample();
    const changes = [phrasing, { ...entry, id: 8, yaml: answer() }];
    const phrasingsOf = (loaded: ReturnType<typeof loadLive>) =>
      loaded.content?.entries.get('bank-page-missing')?.phrasings ?? [];
    expect(phrasingsOf(loadLive(contentDirs(folder), changes, now))).toContain('zebra crossing');
    edit(folder, 'knowledge/accounts.yaml', swap('phrasings:', 'phrasings:\n      - zebra crossing'));
    const loaded = loadLive(contentDirs(folder), changes, now);
    expect(phrasingsOf(loaded)).not.toContain('zebra crossing');
    expect(loaded.content?.entries.has('giraffe-import')).toBe(true);
    expect(loaded.problems.filter(({ severity }) => severity !== 'warning').map(describeProblem)).toEqual([
      'knowledge: change 7 of the console (bank-page-missing) does not fit the files any more and is left out. Roll it back there.',
    ]);
    expect(said(phrasing, folder).refused.join()).toMatch(/"zebra crossing" is a phrasing of "account-cost" too/);
  });
});
