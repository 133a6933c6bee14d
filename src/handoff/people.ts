// Names and offices of staff as people write them.
import type { Content } from '../content/content.ts';
import type { Office } from '../content/help.ts';

const longestName = 60;

/** The name as it is kept, or undefined where it is none: customers read it. */
export function readName(text: string): string | undefined {
  const name = text.trim().replace(/\s+/g, ' ');
  return name && name.length <= longestName && !/\p{C}/u.test(name) ? name : undefined;
}

/** Whether two names are told apart by nobody. */
export function isSameName(one: string, other: string): boolean {
  return one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase();
}

/** The offices that a word can mean: the one with this id, else all whose id or name holds it. */
export function officesFor({ offices }: Pick<Content, 'offices'>, word: string): Office[] {
  const exact = offices.filter(({ id }) => id === word);
  if (exact.length > 0) return exact;
  const wanted = word.trim().toLowerCase();
  return offices.filter(({ id, name }) => [id, name].some((text) => wanted && text.toLowerCase().includes(wanted)));
}
