// Behind an answer in Microsoft Teams: when it was checked; its sources unfold on a press, and an overdue check is plain to see.
import { type Checked, writeSources } from '../rules/checked.ts';
import type { Json } from '../storage/storage.ts';

/** The card as an attachment. */
export function checkedCard({ on, overdue, sources }: Checked): Json {
  const text = (words: string, more: Json = {}) => ({
    type: 'TextBlock',
    text: words,
    wrap: true,
    size: 'Small',
    ...more,
  });
  const toggle = { type: 'Action.ToggleVisibility', title: 'Sources', targetElements: ['sources'] };
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: [on, overdue].filter(Boolean).join('. '),
      body: [
        text(on, { isSubtle: true }),
        ...(overdue ? [text(overdue, { weight: 'Bolder' })] : []),
        text(writeSources(sources), { id: 'sources', isVisible: false }),
      ],
      ...(sources.length > 0 && { actions: [toggle] }),
    },
  };
}
