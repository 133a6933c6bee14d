// GET /api/staff/answers: what the knowledge base says, for staff to look at and send on.
import type { Content } from '../content/content.ts';
import { createTitleSearch, type TitleSearch } from '../rules/title-search.ts';
import type { StaffRoute } from './staff-route.ts';

const MOST_SHOWN = 5;

/** Searches with the matcher, and among the questions with what is typed so far. */
export function createStaffAnswers(content: () => Content): StaffRoute {
  let made: { of: Content; titles: TitleSearch } | undefined;

  return ({ query }) => {
    const current = content();
    if (made?.of !== current) {
      const titles = [...current.entries.values()].map(({ id, question }) => ({ title: question, action: id }));
      made = { of: current, titles: createTitleSearch(titles) };
    }
    const typed = (query.get('q') ?? '').trim();
    if (!typed) return { status: 200, body: [] };
    const meant = current.matcher.match(typed).matches.filter(({ kind }) => kind === 'entry');
    const ids = new Set([...meant.map(({ id }) => id), ...made.titles(typed).map(({ action }) => action)]);
    const found = [...ids].flatMap((id) => current.entries.get(id) ?? []).slice(0, MOST_SHOWN);
    const body = found.map(({ id, question, answer, links, as_of: asOf, sources }) => {
      const more = links.map(({ title, url }) => `- [${title}](${url})`).join('\n');
      return { id, question, text: [answer.trim(), more].filter(Boolean).join('\n\n'), asOf, sources };
    });
    return { status: 200, body };
  };
}
