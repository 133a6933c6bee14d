// Replaces words and phrases that mean the same by one token.
import { normalise, stem } from './words.ts';

/** Gives the stems with each phrase of a group replaced by the group's token ("~3"); the longest phrase wins. */
export function createConcepts(groups: string[][]): (stems: string[]) => string[] {
  const byFirst = new Map<string, { rest: string[]; token: string }[]>();
  groups.forEach((phrases, group) => {
    for (const phrase of phrases) {
      const [first, ...rest] = normalise(phrase).map(stem);
      if (first === undefined) continue;
      byFirst.set(first, [...(byFirst.get(first) ?? []), { rest, token: `~${group}` }]);
    }
  });
  for (const list of byFirst.values()) list.sort((a, b) => b.rest.length - a.rest.length);
  return (stems) => {
    const result: string[] = [];
    for (let index = 0; index < stems.length; ) {
      const found = byFirst
        .get(stems[index] ?? '')
        ?.find(({ rest }) => rest.every((one, offset) => stems[index + 1 + offset] === one));
      result.push(found?.token ?? stems[index] ?? '');
      index += 1 + (found?.rest.length ?? 0);
    }
    return result;
  };
}
