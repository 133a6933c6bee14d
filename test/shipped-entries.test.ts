// The answers that are shipped are whole: none is lost, and each can be found, dated, sourced and followed up.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise } from '../src/rules/words.ts';
import { shippedContent } from './talk.ts';

const ids = readFileSync(join(__dirname, 'fixtures', 'entry-ids.txt'), 'utf8')
  .trim()
  .split('\n');

test('every id that customers and reports know is still there', () => {
  expect(ids).toHaveLength(115);
  expect(ids.filter((id) => !shippedContent.entries.has(id))).toEqual([]);
});

describe.each([...shippedContent.entries])('%s', (id, entry) => {
  test('has phrasings that differ in more than their order or small words, and tests that are none of them', () => {
    const keys = entry.phrasings.map((one) => normalise(one).toSorted().join(' '));
    expect(new Set(keys).size).toBe(keys.length);
    const asked = new Set([entry.question, ...entry.phrasings].map((one) => normalise(one).join(' ')));
    expect(entry.must_match.filter((one) => asked.has(normalise(one).join(' ')))).toEqual([]);
    expect(entry.must_match.length).toBeGreaterThanOrEqual(2);
  });

  test('leads on to other entries, and not to itself', () => {
    expect(entry.related.length).toBeGreaterThanOrEqual(1);
    expect(entry.related).not.toContain(id);
    expect(new Set(entry.related).size).toBe(entry.related.length);
  });

  test('was true on a day before its next review', () => {
    expect(entry.as_of < entry.review_by).toBe(true);
  });
});
