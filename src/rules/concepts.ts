// Replaces words and phrases that mean the same by one token.
import { normalise, stem as stemEnglish } from './words.ts';

/** `used` is told of each word or phrase that is replaced: its first place, how many words it has, and its group. */
export type Concepts = (
  stems: string[],
  keep?: (word: string) => boolean,
  used?: (at: number, length: number, group: number) => void,
) => string[];

/**
 * Gives the stems with each word or phrase of a group replaced by the group's token ("~3"); the longest phrase wins.
 * A phrase's own words follow its token where `keep` says so: "contact e-mail" still has to do with "e-mail".
 */
export function createConcepts(groups: string[][], stem = stemEnglish): Concepts {
  const byFirst = new Map<string, { rest: string[]; group: number }[]>();
  groups.forEach((phrases, group) => {
    for (const phrase of phrases) {
      const [first, ...rest] = normalise(phrase).map(stem);
      if (first === undefined) continue;
      byFirst.set(first, [...(byFirst.get(first) ?? []), { rest, group }]);
    }
  });
  for (const list of byFirst.values()) list.sort((a, b) => b.rest.length - a.rest.length);
  const tokenOf = ({ group }: { group: number }) => `~${group}`;
  const alone = (word: string) => {
    const found = byFirst.get(word)?.find(({ rest }) => rest.length === 0);
    return found ? tokenOf(found) : word;
  };
  return (stems, keep = () => true, used) => {
    const result: string[] = [];
    for (let index = 0; index < stems.length; ) {
      const here = stems[index] ?? '';
      const found = byFirst
        .get(here)
        ?.find(({ rest }) => rest.every((one, offset) => stems[index + 1 + offset] === one));
      result.push(found ? tokenOf(found) : here);
      if (found) used?.(index, 1 + found.rest.length, found.group);
      if (found && found.rest.length > 0) result.push(...[here, ...found.rest].map(alone).filter(keep));
      index += 1 + (found?.rest.length ?? 0);
    }
    return result;
  };
}
