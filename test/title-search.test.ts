// What is offered while a customer types: by words, unfinished and mistyped ones too, and nothing where nothing fits.
import { createTitleSearch } from '../src/rules/title-search.ts';

const titles = [
  'How long does it take to get an account?',
  'My login is locked. How do I get it back?',
  'I did not get the verification code. Where does it go?',
  'The code expired. What now?',
  'Can I get a paper check?',
  'How do I change the bank details?',
  'Who may enter the bank details?',
  'Which bank data are needed?',
  'What does the bank say about a returned payment?',
];
const search = createTitleSearch(titles.map((title, index) => ({ title, action: `entry:${index}` })));
const found = (typed: string) => search(typed).map(({ title }) => title);

test.each([
  ['a whole word', 'locked', 'My login is locked. How do I get it back?'],
  ['the beginning of a word', 'verific', 'I did not get the verification code. Where does it go?'],
  ['a typing error', 'verificaton code', 'I did not get the verification code. Where does it go?'],
  ['another ending', 'changing details', 'How do I change the bank details?'],
  ['words of no meaning around it', 'can you please tell me about the paper', 'Can I get a paper check?'],
  ['one word more than the title has', 'expired code please', 'The code expired. What now?'],
])('%s finds its title first', (_what, typed, title) => {
  expect(found(typed)[0]).toBe(title);
});

test.each([
  ['nothing', ''],
  ['two letters', 'ba'],
  ['words that say nothing alone', 'how do I get it'],
  ['something foreign', 'chicken soup recipe'],
  ['a foreign question with one known word', 'recipe for chicken soup in the bank'],
])('%s finds nothing', (_what, typed) => {
  expect(found(typed)).toEqual([]);
});

test('at most three are offered, what fits more words first', () => {
  expect(found('bank')).toHaveLength(3);
  expect(found('bank details who')[0]).toMatch(/bank details/);
});

test('a finished word is no beginning of another', () => {
  expect(found('pay')).toEqual(['What does the bank say about a returned payment?']);
  expect(found('pay ')).toEqual([]);
});
