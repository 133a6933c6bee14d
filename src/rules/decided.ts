// What was decided on an utterance, for programs: entries alone, as `ask --json` writes it.
import type { Matching } from './matcher.ts';
import type { Decided } from './matching-figures.ts';

/** Guides and small talk are no entries: they are named beside an empty list. */
export function decidedOf({ decision, matches }: Matching): Decided & { guide?: string; smallTalk?: string } {
  const [first] = matches;
  if (decision === 'answer' && first && first.kind !== 'entry') {
    return { decision: 'decline', entries: [], [first.kind === 'guide' ? 'guide' : 'smallTalk']: first.id };
  }
  const shown = decision === 'decline' ? [] : matches.slice(0, decision === 'answer' ? 1 : 3);
  const entries = shown
    .filter((match) => match.kind === 'entry')
    .map(({ id, confidence }) => ({ id, confidence: Math.round(confidence * 1000) / 1000 }));
  const guide = shown.find((match) => match.kind === 'guide');
  return { decision: entries.length > 0 ? decision : 'decline', entries, ...(guide ? { guide: guide.id } : {}) };
}
