// Replaces words and phrases that mean the same by one token.
import { normalise, stem as stemEnglish } from './words.ts';

/**
 * Gives the stems with each word or phrase of a group replaced by the group's token ("~3"); the longest phrase wins.
 * A phrase's own words follow its token where `keep` says so: "contact e-mail" still has to do with "e-mail".
 */
export function createConcepts(
  groups: string[][],
  stem = stemEnglish,
): (stems: string[], keep?: (word: string) => boolean) => string[] {
  const byFirst = new Map<string, { rest: string[]; token: string }[]>();
  groups.forEach((phrases, group) => {
    for (const phrase of phrases) {
      const [first, ...rest] = normalise(phrase).map(stem);
      if (first === undefined) continue;
      byFirst.set(first, [...(byFirst.get(first) ?? []), { rest, token: `~${group}` }]);
    }
  });
  for (const list of byFirst.values()) list.sort((a, b) => b.rest.length - a.rest.length);
  const alone = (word: string) => byFirst.get(word)?.find(({ rest }) => rest.length === 0)?.token ?? word;
  return (stems, keep = () => true) => {
    const result: string[] = [];
    for (let index = 0; index < stems.length; ) {
      const here = stems[index] ?? '';
      const found = byFirst
        .get(here)
        ?.find(({ rest }) => rest.every((one, offset) => stems[index + 1 + offset] === one));
      result.push(found?.token ?? here);
      if (found && found.rest.length > 0) result.push(...[here, ...found.rest].map(alone).filter(keep));
      index += 1 + (found?.rest.length ?? 0);
    }
    return result;
  };
}
