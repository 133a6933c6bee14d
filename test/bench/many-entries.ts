// A knowledge base of many more entries than is shipped, of the same words.
import type { ContentChange } from '../../src/content/changes.ts';
import type { Content } from '../../src/content/content.ts';

/**
 * New entries, until there are `count`: copies of those there are, in which every word of four letters or more is
 * another one of the same vocabulary, the same all over a copy. So they are as long and as alike as real ones.
 */
export function manyEntries({ entries }: Content, count: number): ContentChange[] {
  const originals = [...entries.values()];
  const words = /\p{L}{4,}/gu;
  const texts = originals.flatMap(({ question, phrasings }) => [question, ...phrasings]);
  const vocabulary = [...new Set(texts.flatMap((text) => text.toLowerCase().match(words) ?? []))];
  const places = new Map(vocabulary.map((word, place) => [word, place]));
  const known = new Set(texts.map((text) => text.toLowerCase()));
  const isNew = (text: string) => !known.has(text) && known.add(text);
  return Array.from({ length: count - originals.length }, (_, at) => {
    const original = originals[at % originals.length];
    const copy = 1 + Math.floor(at / originals.length);
    const other = (text: string) =>
      text
        .toLowerCase()
        .replace(words, (word) => vocabulary[((places.get(word) ?? 0) + copy * 37) % vocabulary.length])
        .slice(0, 120);
    const id = `${original.id}-${copy}`;
    const entry = {
      id,
      question: other(original.question),
      answer: original.answer,
      phrasings: original.phrasings.map(other).filter(isNew),
      related: [original.id],
      as_of: '2026-11',
      review_by: '2099-12-31',
      certainty: 'single',
      sources: ['own'],
      must_match: original.must_match.map(other),
    };
    const topic = 'about-us';
    return { id: at, kind: 'entry', entry: id, topic, phrasing: null, test: null, yaml: JSON.stringify(entry) };
  });
}
