// The message extension of Microsoft Teams: answers of the knowledge base, found in any chat and put into it as a card.
import type { Content } from '../../content/content.ts';
import type { Entry } from '../../content/entry.ts';
import { isOverdue, overdueSince } from '../../rules/checked.ts';
import type { Staff } from '../../storage/storage/staff.ts';
import type { Json } from '../../storage/storage.ts';
import type { FindAnswers } from '../answer-search.ts';
import { plainText } from '../plain-text.ts';
import { sourcesOf } from './answers.ts';
import { CARD_TYPE } from './card.ts';

const MOST_TYPED = 200;
const MOST_PREVIEW = 160;

/** Answers a search of this person, or of somebody who is no staff. */
export function createSearch(parts: {
  find: FindAnswers;
  content: () => Content;
  now: () => number;
}): (person: Staff | undefined, typed: string) => Json {
  return (person, typed) => {
    if (!person) return told('Only staff search here. Open the refund desk once with your invitation.');
    if (!typed.trim()) return told('Type what the customer asks.');
    const found = parts.find(typed.slice(0, MOST_TYPED));
    if (found.length === 0) return told('Nothing was found. Try other words.');
    const attachments = found.map((entry) => ({
      contentType: CARD_TYPE,
      content: drawAnswer(parts.content(), entry, parts.now()),
      preview: {
        contentType: 'application/vnd.microsoft.card.thumbnail',
        content: { title: entry.question, text: plainText(entry.answer).slice(0, MOST_PREVIEW) },
      },
    }));
    return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } };
  };
}

/** An answer as an Adaptive Card, with its date and sources, and whether a new check is overdue at `now`. */
export function drawAnswer({ broker }: Content, entry: Entry, now: number): Json {
  const { question, answer, links, as_of: asOf, review_by: reviewBy } = entry;
  const text = (words: string, style: Json = {}) => ({ type: 'TextBlock', text: words, wrap: true, ...style });
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body: [
      text(question, { weight: 'Bolder', size: 'Medium' }),
      ...answer
        .trim()
        .split(/\n{2,}/)
        .map((paragraph) => text(paragraph)),
      text(`${broker.short_name}, checked ${asOf}. Sources: ${sourcesOf(entry)}`, { isSubtle: true, size: 'Small' }),
      ...(isOverdue(reviewBy, now) ? [text(overdueSince(reviewBy), { weight: 'Bolder', size: 'Small' })] : []),
    ],
    actions: links.slice(0, 6).map(({ title, url }) => ({ type: 'Action.OpenUrl', title, url })),
  };
}

const told = (text: string): Json => ({ composeExtension: { type: 'message', text } });
