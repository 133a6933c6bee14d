// Customers' messages that nothing was fitted to are answered as well as the product promises.
import { readFileSync } from 'node:fs';
import { contentDirs, loadContent } from '../src/content/load.ts';
import { decidedOf } from '../src/rules/decided.ts';
import { figuresOf, isToFit, type Labelled } from '../src/rules/matching-figures.ts';
import { normalise } from '../src/rules/words.ts';

const read = (file: string) =>
  readFileSync(`test/fixtures/${file}`, 'utf8')
    .trim()
    .split('\n')
    .map((line): Labelled => JSON.parse(line));
const messages = read('customer-messages.jsonl');
const inSpanish = read('spanish-messages.jsonl');
const { content } = loadContent(...contentDirs('.'), Date.parse('2026-11-25'), false);
const figures = (list: Labelled[]) =>
  figuresOf(
    list,
    list.map(({ text }) => decidedOf(content?.matcher.match(text) ?? { decision: 'decline', matches: [] })),
  );
const heldBack = figures(messages.filter(({ text }) => !isToFit(text)));

test('the messages held back are a half, of those that are answered and those that nobody answers', () => {
  expect(heldBack.inScope).toBeGreaterThan(150);
  expect(heldBack.outOfScope).toBeGreaterThan(50);
  expect(messages.every(({ ids }) => ids.every((id) => content?.entries.has(id)))).toBe(true);
});

test('of the messages held back enough are answered right at once, few wrong, and most are resolved', () => {
  expect(heldBack.right).toBeGreaterThan(0.66);
  expect(heldBack.wrong).toBeLessThan(0.05);
  expect(heldBack.resolved).toBeGreaterThan(0.9);
  expect(heldBack.answeredOutOfScope).toBeLessThan(0.05);
});

test('of answers that are given with a confidence, about that share is right', () => {
  expect(heldBack.answers).toBeGreaterThan(100);
  expect(heldBack.calibrationError).toBeLessThan(0.05);
});

test('each message is known for the language it is in', () => {
  const languages = (list: Labelled[]) => new Set(list.map(({ text }) => content?.languageOf(text)));
  expect([...languages(inSpanish)]).toEqual(['es']);
  expect(messages.filter(({ text }) => content?.languageOf(text) === 'es')).toEqual([]);
});

test('of the messages in Spanish enough are answered right at once, few wrong, most are resolved, what is foreign is not answered', () => {
  const found = figures(inSpanish);
  expect(found.inScope).toBeGreaterThanOrEqual(90);
  expect(found.outOfScope).toBeGreaterThanOrEqual(10);
  expect(new Set(inSpanish.flatMap(({ ids }) => ids)).size).toBeGreaterThan(50);
  expect(found.right).toBeGreaterThan(0.58);
  expect(found.wrong).toBeLessThan(0.06);
  expect(found.resolved).toBeGreaterThan(0.85);
  expect(found.answeredOutOfScope).toBeLessThan(0.08);
});

test('nothing of the messages stands in the content', () => {
  const plain = (text: string) => normalise(text).join(' ');
  const known = new Set(
    [...(content?.entries.values() ?? [])].flatMap(({ phrasings, es }) =>
      [...phrasings, ...(es?.phrasings ?? [])].map(plain),
    ),
  );
  const copied = [...messages, ...inSpanish].filter(({ text }) => text.split(' ').length > 3 && known.has(plain(text)));
  expect(copied.map(({ text }) => text)).toEqual([]);
});

test('figures count what is right, wrong, among the choices and out of scope', () => {
  const answer = (id: string, confidence: number) => ({ decision: 'answer' as const, entries: [{ id, confidence }] });
  const asks = { decision: 'clarify' as const, entries: ['a', 'b'].map((id) => ({ id, confidence: 0.4 })) };
  const known = { text: '', ids: ['b'] };
  const foreign = { text: '', ids: [] };
  expect(
    figuresOf(
      [known, known, known, known, foreign, foreign],
      [answer('b', 1), answer('a', 0.5), asks, { decision: 'decline', entries: [] }, answer('a', 0.9), asks],
    ),
  ).toEqual({
    inScope: 4,
    outOfScope: 2,
    right: 0.25,
    wrong: 0.25,
    resolved: 0.5,
    answeredOutOfScope: 0.5,
    askedBackOutOfScope: 0.5,
    calibrationError: expect.closeTo((0.5 + 0.9) / 3),
    answers: 3,
  });
});
