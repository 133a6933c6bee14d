// GET /api/staff/answers: what the knowledge base says, for staff to look at and send on.
import type { Content } from '../content/content.ts';
import { isOverdue } from '../rules/checked.ts';
import { createAnswerSearch } from './answer-search.ts';
import type { StaffRoute } from './staff-route.ts';

/** Searches with the matcher, and among the questions with what is typed so far; `now` in milliseconds since 1970. */
export function createStaffAnswers(content: () => Content, now: () => number): StaffRoute {
  const find = createAnswerSearch(content);

  return ({ query }) => {
    const body = find(query.get('q') ?? '').map(
      ({ id, question, answer, links, as_of: asOf, review_by: reviewBy, sources }) => {
        const more = links.map(({ title, url }) => `- [${title}](${url})`).join('\n');
        const text = [answer.trim(), more].filter(Boolean).join('\n\n');
        return { id, question, text, asOf, sources, ...(isOverdue(reviewBy, now()) && { reviewBy }) };
      },
    );
    return { status: 200, body };
  };
}
