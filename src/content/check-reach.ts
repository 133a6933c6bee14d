// Whether phrasings carry: each is left out once and asked as a customer would ask it, who knows none of them.
import { stopWords } from '../rules/common-words.ts';
import { normalise, stem } from '../rules/words.ts';
import type { Placed } from './check.ts';
import type { Content } from './content.ts';
import type { Report } from './parsed.ts';

/** So many matchers, each without its share of all phrasings. */
const shares = 5;
/** So surely another is found, and so much of all words is in a phrasing there: then it is the nearer one. */
const sure = 0.95;
const alike = 0.75;

type Asked = Placed<{ id: string; phrasings: string[]; guide?: string | undefined }>;

/**
 * Reports, as warnings, phrasings that are nearer to another entry or guide than to all the rest of their own, and
 * entries and guides that none of their phrasings would reach.
 */
export function checkReach(topics: Asked[], content: Content, report: Report): void {
  const byId = new Map(topics.map((topic) => [topic.value.id, topic]));
  const reached = new Set<string>();
  for (let share = 0; share < shares; share++) {
    const isLeft = (index: number) => index % shares === share;
    const matcher = content.matcherWithout(isLeft);
    for (const { file, path, value } of topics) {
      value.phrasings.forEach((phrasing, index) => {
        if (!isLeft(index)) return;
        const { decision, matches } = matcher.match(phrasing);
        const [first] = matches;
        if (decision !== 'decline' && first?.id === value.id) reached.add(value.id);
        const other = byId.get(first?.id ?? '');
        if (!first || !other || first.confidence < sure || areOne(value, other.value)) return;
        const twin = other.value.phrasings.findIndex((text) => commonPart(text, phrasing) >= alike);
        if (twin < 0) return;
        const where = `${other.file.name}:${other.file.line([...other.path, 'phrasings', twin])}`;
        const told = `"${phrasing}" is nearer to "${other.value.phrasings[twin]}" of "${first.id}" (${where}) than to the others here. Keep one of them, or say what makes it different.`;
        report(file, [...path, 'phrasings', index], told, 'warning');
      });
    }
  }
  for (const { file, path, value } of topics) {
    if (reached.has(value.id)) continue;
    const told = `no phrasing of "${value.id}" finds it once it is taken out: customers will not either. Add phrasings that are more alike, or take it together with its neighbour.`;
    report(file, [...path, 'id'], told, 'warning');
  }
}

/** The same, or an entry and the guide that does what it describes: either is right. */
function areOne(one: Asked['value'], other: Asked['value']): boolean {
  return one.id === other.id || one.guide === other.id || other.guide === one.id;
}

/** The part of the words of both that stands in both, small words aside. */
function commonPart(one: string, other: string): number {
  const [a, b] = [tellingWords(one), tellingWords(other)];
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.max(1, a.size + b.size - common);
}

function tellingWords(text: string): Set<string> {
  return new Set(
    normalise(text)
      .filter((word) => !stopWords.has(word))
      .map(stem),
  );
}
