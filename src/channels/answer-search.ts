// Finds answers for staff: what the matcher says, and among the questions what is typed so far.
import type { Content } from '../content/content.ts';
import type { Entry } from '../content/entry.ts';
import { createTitleSearch, type TitleSearch } from '../rules/title-search.ts';

const MOST_FOUND = 5;

/** The best first; none where nothing is typed. */
export type FindAnswers = (typed: string) => Entry[];

/** Made anew when the content changes. */
export function createAnswerSearch(content: () => Content): FindAnswers {
  let made: { of: Content; titles: TitleSearch } | undefined;

  return (given) => {
    const current = content();
    if (made?.of !== current) {
      const titles = [...current.entries.values()].map(({ id, question }) => ({ title: question, action: id }));
      made = { of: current, titles: createTitleSearch(titles) };
    }
    const typed = given.trim();
    if (!typed) return [];
    const meant = current.matcher.match(typed).matches.filter(({ kind }) => kind === 'entry');
    const ids = new Set([...meant.map(({ id }) => id), ...made.titles(typed).map(({ action }) => action)]);
    return [...ids].flatMap((id) => current.entries.get(id) ?? []).slice(0, MOST_FOUND);
  };
}
