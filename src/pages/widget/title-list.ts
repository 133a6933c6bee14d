// Brings the titles that can be offered, and the search in them: loaded when somebody first types, and not before.
import { createTitleSearch, type TitleSearch } from '../../rules/title-search.ts';

/** Resolves with the search; undefined where the titles could not be had. */
export async function loadTitles(): Promise<TitleSearch | undefined> {
  const response = await fetch('/chat/titles.json').catch(() => undefined);
  if (!response?.ok) return undefined;
  const titles: Record<string, string> = await response.json();
  return createTitleSearch(Object.entries(titles).map(([action, title]) => ({ action, title })));
}
