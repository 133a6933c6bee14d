// How well the knowledge base carries: which entries their own phrasings do not find, and what is found instead.
import type { Content } from './content.ts';

const shares = 5;

export interface Strength {
  id: string;
  /** So many of its phrasings find it first once they are left out, of all. */
  found: number;
  of: number;
}

export interface Confusion {
  id: string;
  /** What is found instead. */
  other: string;
  times: number;
  example: string;
}

/** Leaves each phrasing out once and asks it, as a customer would who knows none; the weakest and the most confused first. */
export function measureStrength(content: Content): { strengths: Strength[]; confusions: Confusion[] } {
  const strengths = new Map<string, Strength>();
  const confusions = new Map<string, Confusion>();
  const topics = [...content.entries.values(), ...content.guides.values()];
  for (let share = 0; share < shares; share++) {
    const isLeft = (index: number) => index % shares === share;
    const matcher = content.matcherWithout(isLeft);
    for (const { id, phrasings } of topics) {
      const own = strengths.get(id) ?? { id, found: 0, of: 0 };
      strengths.set(id, own);
      for (const phrasing of phrasings.filter((_, index) => isLeft(index))) {
        const { decision, matches } = matcher.match(phrasing);
        const first = decision === 'decline' ? undefined : matches[0]?.id;
        own.of += 1;
        if (first === id) own.found += 1;
        else if (first !== undefined) {
          const known = confusions.get(`${id} ${first}`) ?? { id, other: first, times: 0, example: phrasing };
          confusions.set(`${id} ${first}`, { ...known, times: known.times + 1 });
        }
      }
    }
  }
  return {
    strengths: [...strengths.values()].sort((a, b) => a.found / a.of - b.found / b.of || a.id.localeCompare(b.id)),
    confusions: [...confusions.values()].sort((a, b) => b.times - a.times || a.id.localeCompare(b.id)),
  };
}
