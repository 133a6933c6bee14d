// Content is read whole, or refused with every problem at its file and line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productionProblems } from '../src/content/build.ts';
import type { Content } from '../src/content/content.ts';
import { contentDirs, loadContent } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { copySample, edit, removeCopies, sampleFolder, swap } from './content-folder.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const load = (folder: string, at = now) => loadContent(...contentDirs(folder), at);

/** What is said about the sample content after some edits. */
function problemsAfter(...edits: [file: string, change: Parameters<typeof edit>[2]][]): string[] {
  const folder = copySample();
  for (const [file, change] of edits) edit(folder, file, change);
  return load(folder).problems.map(describeProblem);
}

const lineOf = (file: string, part: string) =>
  readFileSync(join(sampleFolder, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(part)) + 1;

afterAll(removeCopies);

describe('good content', () => {
  const { content, problems } = load(sampleFolder);

  test('is read without a word', () => {
    expect(problems).toEqual([]);
    expect([...(content?.entries.keys() ?? [])]).toContain('login-locked');
    expect([...(content?.guides.keys() ?? [])]).toEqual(['add-bank', 'open-account']);
    expect(content?.entries.get('login-locked')?.topic).toBe('accounts');
  });

  test('has the broker names in its texts', () => {
    expect(content?.entries.get('account-cost')?.answer).toContain('call Sample Customs Brokers, Inc.');
    expect(content?.guides.get('open-account')?.steps[0]?.choices[2]?.say).toContain('Sample Brokers can look it up');
    expect(content?.smallTalk[0]?.reply).toContain('Sample Brokers');
    expect(content?.broker.greeting).toContain('Sample Brokers');
  });

  test('has a version that changes with any file', () => {
    const folder = copySample();
    expect(load(folder).content?.version).toBe(content?.version);
    edit(folder, 'knowledge/bank.yaml', swap('Only the owner', 'Just the owner'));
    expect(load(folder).content?.version).not.toBe(content?.version);
    expect(content?.version).toMatch(/^[0-9a-f]{12}$/);
  });

  test('takes a new topic file without a change of code', () => {
    const folder = copySample();
    const topic = readFileSync(join(folder, 'knowledge/bank.yaml'), 'utf8')
      .replace('topic: bank', 'topic: vault')
      .replace('id: bank-page-missing', 'id: vault-key-lost')
      .replace('I do not see the page for the bank details', 'I lost the key of the vault')
      .replace(/ {6}- .*\n/g, (line) => line.replace('- ', '- vault key lost '));
    edit(folder, 'knowledge/vault.yaml', topic.replace(/must_match:[\s\S]*/, 'must_match: [the vault key is lost]\n'));
    const loaded = load(folder);
    expect(loaded.problems).toEqual([]);
    expect(loaded.content?.entries.get('vault-key-lost')?.topic).toBe('vault');
  });

  test('may come from Notepad or Excel: a byte order mark and Windows line ends', () => {
    const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    expect(problemsAfter(['knowledge/bank.yaml', windows], ['dialogs/add-bank.yaml', windows])).toEqual([]);
  });
});

describe('an answer in Spanish', () => {
  const bank = 'knowledge/bank.yaml';
  const english =
    'Call {broker} at 1-973-555-0101 or write to a@example.com before May 31, 2026, at most 9,999 entries: [page](https://www.example.com/bank). You may wait 80 days.';
  const spanish =
    'Llame a {broker} al 1-973-555-0101 o escriba a a@example.com antes del 31 de mayo de 2026, la lista mayor tiene 9.999 entradas: [página](https://www.example.com/bank). Espere 80 días.';
  const said = (answer: string, question = 'No veo la página del banco') =>
    problemsAfter([
      bank,
      swap(
        /answer: .*\n/,
        `answer: "${english}"\n    es:\n      question: ${question}\n      phrasings: [falta la página del banco, no hay pestaña, no hay menú, sin opción de banco]\n      answer: "${answer}"\n`,
      ),
    ]);

  test('that says the same is taken, and filled in', () => {
    expect(said(spanish)).toEqual([]);
  });

  test.each([
    [
      'a link',
      'example.com/bank)',
      'example.com/banco)',
      ['lacks the link https://www.example.com/bank,', 'has the link https://www.example.com/banco,'],
    ],
    ['a number', '80 días', '90 días', ['lacks the number 80,', 'has the number 90,']],
    ['a phone number', '0101', '0102', ['lacks the number 0101,', 'has the number 0102,']],
    ['a month', 'de mayo', 'de marzo', ['lacks May,', 'has March,']],
    [
      'an address',
      'a@example.com',
      'b@example.com',
      ['lacks the address a@example.com,', 'has the address b@example.com,'],
    ],
    ['a name to fill in', '{broker}', 'nosotros', ['lacks {broker},']],
  ])('with %s that differs is refused at its line, from both sides', (_what, from, to, told) => {
    const problems = said(swap(from, to)(spanish));
    expect(problems).toHaveLength(told.length);
    for (const part of told)
      expect(problems).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^${bank}:19: the Spanish answer of "bank-page-missing" ${part.replace(/[.{}]/g, '\\$&')} which the English one has`,
          ),
        ),
      );
  });

  test('is compared in the question too, and has no sources of its own', () => {
    expect(said(spanish, 'No veo la página 2 del banco')).toEqual([
      `${bank}:17: the Spanish question of "bank-page-missing" has the number 2, which the English one has not. Take it out, or correct the English.`,
    ]);
    expect(said(`${spanish}"\n      sources: "own`)).toEqual([
      expect.stringMatching(/:20: "sources" is not a key here/),
    ]);
  });

  test('may lead only where links may lead, and its phrasings stand nowhere else', () => {
    expect(said(spanish.replace('www.example.com/bank', 'www.cpb.gov/bank')).join()).toContain(
      'www.cpb.gov/bank leads to a host',
    );
    const twice = problemsAfter([
      bank,
      swap(
        '    answer:',
        '    es:\n      question: No veo el banco\n      phrasings: [no tab, uno, bank section is not there, dos]\n    answer:',
      ),
    ]);
    expect(twice).toEqual([
      expect.stringMatching(/"bank section is not there" is a phrasing of "bank-page-missing" too/),
    ]);
  });
});

describe('a problem is told with file, line and what to do', () => {
  const bank = 'knowledge/bank.yaml';
  const guide = 'dialogs/open-account.yaml';
  const cases: [name: string, file: string, change: Parameters<typeof edit>[2], said: string | RegExp][] = [
    [
      'an unknown key',
      bank,
      swap('related:', 'relatd:'),
      `${bank}:${lineOf(bank, 'related:')}: "relatd" is not a key here. Did you mean "related"?`,
    ],
    ['a key that is missing', bank, swap(/ {4}certainty: single\n/, ''), `${bank}:4: "certainty" is missing. Add it.`],
    [
      'a key that is empty',
      bank,
      swap('certainty: single', 'certainty:'),
      `${bank}:${lineOf(bank, 'certainty')}: "certainty" is empty. Write something after it, or take the line out.`,
    ],
    [
      'a word that is none of the list',
      bank,
      swap('certainty: single', 'certainty: singel'),
      `${bank}:${lineOf(bank, 'certainty')}: "certainty": "singel" is not known here. Did you mean "single"?`,
    ],
    [
      'a number where a text belongs',
      bank,
      swap('- bank page is missing', '- 5106'),
      `${bank}:7: "phrasings": 5106 is read as a number here. Put it in quotes: "5106".`,
    ],
    [
      'a text where a list belongs',
      bank,
      swap('related: [login-locked]', 'related: login-locked'),
      /"related" is a string, but must be a list. Begin each line with "- "\.$/,
    ],
    [
      'too few phrasings',
      bank,
      swap(/ {6}- bank page is missing\n/, ''),
      `${bank}:6: "phrasings" has 7 lines, but needs at least 8. Add more.`,
    ],
    [
      'a text that is too long',
      bank,
      swap('Only the owner', 'Only '.repeat(400)),
      /"answer" has \d+ characters, but may have at most 1400. Make it shorter\.$/,
    ],
    [
      'an id with capitals',
      bank,
      swap('topic: bank', 'topic: Bank'),
      `${bank}:1: "topic": "Bank" is not an id. Use small letters, digits and dashes.`,
    ],
    [
      'an address that is none',
      bank,
      swap('https://www.example.com/bank', 'www.example.com'),
      /"sources": "www.example.com" is not a web address. Write https:\/\/\.\.\.$/,
    ],
    [
      'a tab in front',
      bank,
      swap('    question:', '\t  question:'),
      `${bank}:5: a tab stands in front of the text. Use spaces only.`,
    ],
    [
      'a key that stands twice',
      bank,
      swap('topic: bank', 'topic: bank\ntopic: bank'),
      `${bank}:2: a key stands here twice. Keep one of them.`,
    ],
    [
      'a colon in a text',
      bank,
      swap('question: I do not', 'question: Why: I do not'),
      `${bank}:5: a text holds a colon, or a line is indented too far. Put the text in quotes.`,
    ],
    [
      'a quote that is not closed',
      'knowledge/broker.yaml',
      swap('name: Sample', 'name: "Sample'),
      /^knowledge\/broker.yaml:\d+: .*(quotes|quote)/,
    ],
    ['an empty file', 'knowledge/empty.yaml', '', 'knowledge/empty.yaml:1: is empty. Fill it, or remove it.'],
    [
      'a file in UTF-16',
      bank,
      Buffer.from('\uFEFFtopic: bank', 'utf16le'),
      `${bank}: is saved as UTF-16. Save it with the encoding UTF-8.`,
    ],
    [
      'a file in an old encoding',
      bank,
      Buffer.from('topic: b\xe4nk', 'latin1'),
      `${bank}: has characters that are not UTF-8. Save it with the encoding UTF-8.`,
    ],
    [
      'a file that ends in .yml',
      'knowledge/more.yml',
      'topic: more',
      'knowledge/more.yml: is not read. Let its name end in .yaml.',
    ],
    [
      'a file that must be there',
      'knowledge/offices.yaml',
      null,
      'knowledge/offices.yaml: is missing. Add it; README.md of this folder shows what goes in.',
    ],
    [
      'a placeholder nobody fills',
      bank,
      swap('Only the owner', 'Only {brokr} or the owner'),
      /\{brokr\} is not a placeholder. Did you mean "broker"\?$/,
    ],
    [
      'a time of day that is none',
      'knowledge/offices.yaml',
      swap('from: "08:00", to: "18:00"', 'from: "8", to: "18:00"'),
      /"from": "8" is not a time of day. Write "08:30", in quotes\.$/,
    ],
    [
      'a zone that is none',
      'knowledge/offices.yaml',
      swap('America/New_York', 'New York'),
      /"time_zone": "New York" is not a time zone. Write a name such as America\/New_York\.$/,
    ],
    ...(
      [
        [
          'a holiday that is not in the calendar',
          '{ date: "2026-02-30" }',
          /"date": "2026-02-30" is not a day\. Write/,
        ],
        [
          'a holiday in two lines',
          '{ date: "2026-12-20", through: "2026-12-27" }, { date: "2026-12-25" }',
          /"date": "2026-12-25" is in the line of 2026-12-20 too\. Leave it in one of them\.$/,
        ],
        [
          'a closure that ends before it begins',
          '{ date: "2026-12-20", through: "2026-12-19" }',
          /"through": "2026-12-19" is before 2026-12-20\. Write the last day there\.$/,
        ],
        [
          'a window that begins at the end of the day',
          '{ date: "2026-12-20", open: [{ from: "24:00", to: "02:00" }] }',
          /"from": "24:00" cannot be a beginning\. Write "00:00", on the next day\.$/,
        ],
        [
          'a window without length',
          '{ date: "2026-12-20", open: [{ from: "08:00", to: "08:00" }] }',
          /begins and ends at the same time\. A whole day is from "00:00" to "24:00"\.$/,
        ],
      ] as const
    ).map(([what, lines, said]): (typeof cases)[number] => [
      what,
      'knowledge/offices.yaml',
      (text) => text.replace(/^ *dates:\n( *- \{ date.*\n?)+/m, `      dates: [${lines}]\n`),
      said,
    ]),
    [
      'a zone that does not change its clocks',
      'knowledge/offices.yaml',
      swap('America/New_York', 'EST'),
      /"time_zone": "EST" is not a time zone\./,
    ],
    [
      'a day that is not in the calendar',
      bank,
      swap('"2026-06-16"', '"2026-02-30"'),
      /"as_of": 2026-02-30 is not in the calendar. Correct it\.$/,
    ],
    [
      'a check in the future',
      bank,
      swap('"2026-06-16"', '"2026-12-01"'),
      /"as_of": 2026-12-01 is in the future. Write the day when it was last checked\.$/,
    ],
    [
      'an entry id that stands twice',
      bank,
      swap('id: bank-page-missing', 'id: login-locked'),
      `${bank}:4: entry "login-locked" stands already in knowledge/accounts.yaml:${lineOf('knowledge/accounts.yaml', 'id: login-locked')}. Give one of them another id.`,
    ],
    [
      'an entry with the id of a guide',
      bank,
      swap('id: bank-page-missing', 'id: add-bank'),
      `${bank}:4: entry "add-bank" has the id of the guide in dialogs/add-bank.yaml:2. Give the entry another id.`,
    ],
    [
      'a guide id that stands twice',
      guide,
      swap('id: open-account', 'id: add-bank'),
      `${guide}:2: guide "add-bank" stands already in dialogs/add-bank.yaml:2. Give one of them another id.`,
    ],
    [
      'a step id that stands twice',
      guide,
      swap('id: ask-desk', 'id: form'),
      /step "form" stands already in dialogs\/open-account.yaml:\d+. Give one of them another id\.$/,
    ],
    [
      'a choice id that stands twice',
      guide,
      swap('id: there-is-none', 'id: there-is-one'),
      /choice "there-is-one" stands already in .*:\d+. Give one of them another id\.$/,
    ],
    [
      'an office id that stands twice',
      'knowledge/offices.yaml',
      (text) => text + text.replace('offices:\n', ''),
      /id "newark" stands already in knowledge\/offices.yaml:2/,
    ],
    [
      'a step that is not there',
      guide,
      swap('go: ask-desk', 'go: ask-dsk'),
      `${guide}:${lineOf(guide, 'go: ask-desk')}: step "start" goes to "ask-dsk", which is not a step here. Did you mean "ask-desk"?`,
    ],
    [
      'a thing asked for that nobody knows',
      guide,
      swap('title: Do you have an account?', 'title: Do you have an account?\n    asks: liquidation-day'),
      `${guide}:${lineOf(guide, 'title: Do you have an account?') + 1}: "asks": "liquidation-day" is not known here. Did you mean "liquidation-date"?`,
    ],
    [
      'a day asked for without the choices that it decides',
      guide,
      swap('title: Do you have an account?', 'title: Do you have an account?\n    asks: acceptance-date'),
      `${guide}:${lineOf(guide, 'title: Do you have an account?') + 1}: step "start" asks for "acceptance-date", but lacks the choices "under-60", "days-60-90", "over-90". Add them: the days that have passed decide among them.`,
    ],
    [
      'something asked for at the end of a guide',
      guide,
      swap('end: true', 'end: true\n    asks: entry-numbers'),
      /step "[a-z-]+" ends the guide, so nothing can be asked there. Take "asks" out\.$/,
    ],
    [
      'a guide that is not there',
      guide,
      swap('guide: add-bank', 'guide: add-banks'),
      /choice "bank" of step "done" names the guide "add-banks", which does not exist. Did you mean "add-bank"\?$/,
    ],
    [
      'an entry that is not there, in a choice',
      guide,
      swap('entry: login-locked', 'entry: login-lockd'),
      /choice "locked" of step "sign-in" names the entry "login-lockd", which does not exist. Did you mean "login-locked"\?$/,
    ],
    [
      'an entry that is not there, in trouble',
      guide,
      swap('trouble: [login-locked]', 'trouble: [login-lokced]'),
      /trouble of step "sign-in" names the entry "login-lokced", which does not exist. Did you mean "login-locked"\?$/,
    ],
    [
      'an entry that is not there, in related',
      bank,
      swap('related: [login-locked]', 'related: [login-lock]'),
      /related names the entry "login-lock", which does not exist. Did you mean "login-locked"\?$/,
    ],
    [
      'a guide that is not there, in an entry',
      bank,
      swap('guide: add-bank', 'guide: ad-bank'),
      /guide names the guide "ad-bank", which does not exist. Did you mean "add-bank"\?$/,
    ],
    [
      'an entry that is not there, in starters',
      'knowledge/broker.yaml',
      swap('[account-cost', '[account-costs'),
      /starters names the entry "account-costs", which does not exist. Did you mean "account-cost"\?$/,
    ],
    [
      'a step that nothing leads to',
      guide,
      swap('        go: ask-desk', '        go: form'),
      `${guide}:${lineOf(guide, 'id: ask-desk')}: step "ask-desk" cannot be reached. Let a choice go to it, or remove it.`,
    ],
    [
      'a guide without an end',
      'dialogs/add-bank.yaml',
      swap('    end: true\n', ''),
      /the guide has no end. Write "end: true" in its last step\.$/,
    ],
    [
      'a step that leads nowhere',
      guide,
      (text) => text.replace(/ {6}- id: inside\n.*\n/, ''),
      /from step "sign-in" no choice leads to an end. Give one of its choices a "go"\.$/,
    ],
    [
      'a choice with two ways',
      guide,
      swap('        go: ask-desk', '        go: ask-desk\n        entry: login-locked'),
      /has more than one of go, guide, entry, person. Keep one\.$/,
    ],
    [
      'a phrasing of two entries',
      bank,
      swap('- bank page is missing', '- Is the account free?'),
      `${bank}:7: "Is the account free?" is a phrasing of "account-cost" too (knowledge/accounts.yaml:7). Keep it in one place.`,
    ],
  ];

  const places: [name: string, covers: string, said: string | RegExp][] = [
    [
      'a state that is none',
      'states: [NX]',
      /offices\.yaml:\d+: "NX" is no state\. Write its two letters, such as NJ\.$/,
    ],
    ['a state by its name', 'states: [new jersey]', /"new jersey" is no state\. Did you mean "NJ"\?$/],
    ['a state in small letters', 'states: [nj]', /"nj" is no state\. Did you mean "NJ"\?$/],
    [
      'a ZIP code that is whole',
      'zips: ["07102"]',
      /"07102" is no beginning of ZIP codes\. Write three digits, "070", or from and to, "070-079", in quotes\.$/,
    ],
    [
      'a ZIP prefix that no ZIP code has',
      'zips: ["090-098"]',
      /no ZIP code begins with 090-098\. Look up the first three digits\.$/,
    ],
    [
      'ZIP prefixes the wrong way round',
      'zips: ["079-070"]',
      /"079-070" ends before it begins\. Write the lower number first\.$/,
    ],
    [
      'a ZIP prefix of two offices',
      'zips: ["100-102"]',
      /^knowledge\/offices\.yaml:\d+: ZIP 101 is claimed already by office "newark" in knowledge\/offices\.yaml:\d+\. Leave it to one of them\.$/,
    ],
    [
      'a state of two offices that nothing tells apart',
      'states: [PA]',
      /^knowledge\/offices\.yaml:\d+: PA is claimed already by office "newark" in knowledge\/offices\.yaml:\d+\. Give one of them the ZIP codes it has there\.$/,
    ],
    [
      'a city of two offices',
      'cities: [Newark]',
      /Newark is claimed already by office "newark" in .*\. Leave it to one of them\.$/,
    ],
    [
      'an office that covers nothing',
      'cities: []',
      /warning: office "second" covers no place, so that only the list shows it\. Name its states under "covers"\.$/,
    ],
  ];
  const twoOffices = (covers: string) => (text: string) =>
    `${text.replace('    hours:', '    covers: { states: [PA], zips: ["101"], cities: [Newark] }\n    hours:')}
  - id: second
    name: Second office
    covers: { ${covers} }
    hours: { time_zone: America/New_York, open: always }
`;
  test.each(places)('%s', (_name, covers, said) => {
    expect(problemsAfter(['knowledge/offices.yaml', twoOffices(covers)])).toContainEqual(expect.stringMatching(said));
  });

  test('two offices may share a state where one of them names its ZIP codes there', () => {
    const told = problemsAfter(['knowledge/offices.yaml', twoOffices('states: [PA], zips: ["150-160"]')]);
    expect(told.filter((line) => line.includes('offices.yaml'))).toEqual([]);
  });

  test('a desk that fits what does not exist', () => {
    const told = problemsAfter([
      'knowledge/help-desks.yaml',
      swap('    hours:', '    fits: [open-account/strat]\n    hours:'),
    ]);
    expect(told).toContainEqual(
      expect.stringMatching(
        /help-desks\.yaml:\d+: "open-account\/strat" is no topic, answer, guide or step\. Did you mean "open-account\/start"\?$/,
      ),
    );
  });

  test.each(cases)('%s', (_name, file, change, said) => {
    const told = problemsAfter([file, change]);
    if (typeof said === 'string') expect(told).toContain(said);
    else expect(told).toContainEqual(expect.stringMatching(said));
  });

  test('an utterance that finds another entry, with both confidences', () => {
    const told = problemsAfter([
      'knowledge/accounts.yaml',
      swap('- do I pay something for the account', '- my login is locked again'),
    ]);
    expect(told).toEqual([
      expect.stringMatching(
        /^knowledge\/accounts.yaml:\d+: "my login is locked again" finds "login-locked" \([01]\.\d\d\) before "account-cost" \(.*\)\. Add a phrasing, or move it\.$/,
      ),
    ]);
  });

  test('an utterance that finds nothing surely enough', () => {
    const told = problemsAfter([
      'knowledge/accounts.yaml',
      swap('- do I pay something for the account', '- zebra crossing'),
    ]);
    expect(told).toEqual([expect.stringMatching(/"zebra crossing" finds .*Add a phrasing, or move it\.$/)]);
  });

  test('a folder that is not there', () => {
    const { content, problems } = loadContent('/nowhere/dialogs', '/nowhere/knowledge', now);
    expect(content).toBeNull();
    expect(problems.map(describeProblem)).toContain(
      'dialogs: cannot be read (ENOENT). Look whether /nowhere/dialogs is the right folder, or set CONTENT_DIR.',
    );
  });
});

test('all problems come at once, sorted by file and line', () => {
  const told = problemsAfter(
    ['knowledge/bank.yaml', swap('certainty: single', 'certanty: single')],
    ['knowledge/accounts.yaml', (text) => text.replaceAll('certainty: several', 'certainty: sevral')],
    ['dialogs/open-account.yaml', swap('go: ask-desk', 'go: nowhere')],
    ['knowledge/broker.yaml', swap('"#0b5fff"', 'blue')],
  );
  const places = told.map((line) => /^(\S+?):(\d+)/.exec(line)?.slice(1) ?? []);
  expect(new Set(places.map(([file]) => file))).toEqual(
    new Set(['dialogs/open-account.yaml', 'knowledge/accounts.yaml', 'knowledge/bank.yaml', 'knowledge/broker.yaml']),
  );
  const sorted = places.toSorted(([a = '', m], [b = '', n]) => a.localeCompare(b) || Number(m) - Number(n));
  expect(places).toEqual(sorted);
  expect(told.filter((line) => line.includes('sevral'))).toHaveLength(2);
});

test('a file that cannot be read makes nothing else look missing', () => {
  const told = problemsAfter(['knowledge/accounts.yaml', swap('topic: accounts', 'topic: "accounts')]);
  expect(told.every((line) => line.startsWith('knowledge/accounts.yaml:'))).toBe(true);
});

test('a review that is due is a warning, and the content serves', () => {
  const { content, problems } = load(sampleFolder, Date.parse('2027-07-01T12:00:00Z'));
  expect(content).not.toBeNull();
  expect(problems[0]?.severity).toBe('warning');
  expect(problems.map(describeProblem)[0]).toMatch(
    /^knowledge\/about.yaml:\d+: warning: entry ".*" was to be reviewed by 2027-06-30. Check it and move the day.$/,
  );
});

test('made-up data are refused for production', () => {
  const { content } = load(sampleFolder);
  expect(productionProblems(content as Content).map(describeProblem)).toEqual([
    'knowledge/offices.yaml: office "newark" is a sample. Put in a real office with its own phone and e-mail (no 555-01 number, no example.com) and take "sample" out, or remove it.',
    "knowledge/broker.yaml: privacy_url is a sample. Put in the broker's own page, or remove it.",
  ]);
});

test('an office without an address is a warning for production where e-mail is sent', () => {
  const content = load(sampleFolder).content as Content;
  const offices = content.offices.map((office) => ({ ...office, email: undefined }));
  const told = (isMailed: boolean) => productionProblems({ ...content, offices }, isMailed).map(describeProblem);
  expect(told(false).join()).not.toContain('has no e-mail');
  expect(told(true)).toContain(
    'knowledge/offices.yaml: warning: office "newark" has no e-mail, so nobody reads there that a message came. Add "email".',
  );
});
