// Where content may lead: hosts on the list, and no look-alike, in every text and every spelling of a link.
import { contentDirs, loadContent } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { copySample, edit, removeCopies, swap } from './content-folder.ts';

afterAll(removeCopies);

const now = Date.parse('2026-07-01T12:00:00Z');
const hosts = 'knowledge/link-hosts.yaml';

function problemsAfter(...edits: [file: string, change: ((text: string) => string) | string | null][]): string[] {
  const folder = copySample();
  for (const [file, change] of edits) edit(folder, file, change);
  return loadContent(...contentDirs(folder), now).problems.map(describeProblem);
}

/** The sample content with this text in an answer. */
const inAnswer = (text: string) =>
  problemsAfter(['knowledge/bank.yaml', swap(/answer: .*\n/, `answer: ${JSON.stringify(`Look at it: ${text}`)}\n`)]);

describe('an answer may lead to', () => {
  test.each([
    'https://portal.example',
    'https://portal.example/a?b=c#d',
    '**https://portal.example/form**, and then',
    '[the portal](https://login.portal.example/x)',
    '<https://deep.login.portal.example>',
    'https://PORTAL.example.',
    'https://shared.example/accounts/agency/bulletins/1',
    'help@portal.example or [mail](mailto:help@login.portal.example)',
    '[call](tel:+18665304172)',
    '([news](https://www.example.com/news))',
  ])('%s', (text) => expect(inAnswer(text)).toEqual([]));
});

describe('an answer may not lead to', () => {
  const notOnTheList = /leads to a host that is not on the list/;
  test.each<[string, RegExp]>([
    ['https://evil.test', notOnTheList],
    ['https://portal.example.evil.test/', notOnTheList],
    ['https://my-portal.example', notOnTheList],
    ['https://myportal.example', notOnTheList],
    ['https://portal.example./', notOnTheList],
    ['https://portal.example。evil.test', notOnTheList],
    ['https://shared.example/accounts/other', notOnTheList],
    ['https://shared.example/accounts/agency-fake', notOnTheList],
    ['https://shared.example/accounts/agency/../other', notOnTheList],
    ['https://shared.example', notOnTheList],
    ['[portal.example](https://portal.example&period;evil.test)', notOnTheList],
    ['[x]( <https://evil.test> )', notOnTheList],
    ['[x](\nhttps://evil.test)', notOnTheList],
    ['help@evil.test', notOnTheList],
    ['[mail](mailto:help@portal.example.evil.test)', notOnTheList],
    ['https://blog.example/post', /is a source only. Link to a page of CBP, and name this one under "sources"\.$/],
    ['http://portal.example', /is not protected on its way. Write https:\/\/\.$/],
    ['https://portal.example@evil.test', /has a name or a port/],
    ["https://portal.example'@evil.test", /has a name or a port/],
    ['https://portal.example)@evil.test', /has a name or a port/],
    ['https://portal.example:8443/', /has a name or a port/],
    ['https://192.0.2.7/form', /hides where it leads/],
    ['https://3221225991/form', /hides where it leads/],
    ['https://[2001:db8::1]/', /is no address that can be checked/],
    ['[x](https://[2001:db8::1]/)', /hides where it leads|is no address/],
    ['https://xn--prtal-jua.example', /hides where it leads/],
    ['https://pörtal.example', /hides where it leads/],
    ['www.evil.test', /is no address that can be checked/],
    ['[x](//evil.test)', /is no address that can be checked/],
    ['[x](/staff)', /is no address that can be checked/],
    ['[x](javascript:alert(1))', /is no address that can be checked/],
    ['[x](https://portal.example\\.evil.test)', /is no address that can be checked/],
    ['[x](https&colon;//evil.test)', /is no address that can be checked/],
    ['[x][1]\n\n[1]: //evil.test', /is no address that can be checked/],
  ])('%s', (text, said) => {
    const problems = inAnswer(text);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem).toMatch(/^knowledge\/bank\.yaml:\d+: /);
      expect(problem).toMatch(said);
    }
  });
});

test.each<[string, string, (text: string) => string]>([
  ['a link under an answer', 'knowledge/accounts.yaml', swap('https://www.example.com/news', 'https://evil.test')],
  ['a source', 'knowledge/bank.yaml', swap('https://www.example.com/bank', 'https://evil.test')],
  ['a step', 'dialogs/add-bank.yaml', swap('Sign in to the portal', 'Sign in at https://evil.test')],
  ['what a choice says', 'dialogs/open-account.yaml', swap('That is fine.', 'See https://evil.test.')],
  ['small talk', 'knowledge/small-talk.yaml', swap(/reply: "?/, (text) => `${text}https://evil.test `)],
  ['a notice', 'knowledge/notices.yaml', swap('Pages may', 'See https://evil.test. Pages may')],
  ['the greeting', 'knowledge/broker.yaml', swap(/greeting: "?/, (text) => `${text}https://evil.test `)],
  ['the privacy page', 'knowledge/broker.yaml', swap('https://www.example.com/privacy', 'https://evil.test')],
  ['the mail of an office', 'knowledge/offices.yaml', swap('@example.com', '@evil.test')],
])('%s is checked too', (_, file, change) => {
  expect(problemsAfter([file, change]).join('\n')).toMatch(
    new RegExp(`^${file}:\\d+: \\S*evil\\.test\\S* leads to a host that is not on the list\\. Add evil\\.test to `),
  );
});

test('a source may be a host that customers are not sent to, and an old page without https', () => {
  const source = (address: string) =>
    problemsAfter(['knowledge/bank.yaml', swap('https://www.example.com/bank', address)]);
  expect(source('https://blog.example/a')).toEqual([]);
  expect(source('http://blog.example/a')).toEqual([]);
});

test('a look-alike is answered with the host that was meant', () => {
  expect(inAnswer('https://www.exampel.com')[0]).toContain(
    'Did you mean "www.example.com"? Else add www.exampel.com to the group it belongs to in link-hosts.yaml',
  );
});

test.each([
  '"*.com"',
  '"*"',
  'a.*.com',
  'https://www.example.com',
  '192.0.2.7',
  'Example.com',
  'xn--prtal-jua.example',
])('the list itself takes no %s', (host) => {
  expect(problemsAfter([hosts, swap('portal.example]', `portal.example, ${host}]`)])[0]).toMatch(
    /^knowledge\/link-hosts\.yaml:1: "cbp": ".*" is not a host\. Write www\.cbp\.gov/,
  );
});

test('a list that is missing is said', () => {
  expect(problemsAfter([hosts, null])).toEqual([expect.stringMatching(/^knowledge\/link-hosts\.yaml: is missing\./)]);
});
