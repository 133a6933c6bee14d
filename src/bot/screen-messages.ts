// Answers messages of CAPE and ACE that a customer pasted: one with its entry, several with the choice among them.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import type { Matching } from '../rules/matcher.ts';
import { answer } from './answers.ts';
import { type Button, message, personButton } from './message.ts';
import { rememberTried, type State } from './state.ts';

const MOST_OFFERED = 3;

/** What pasted messages mean; null where the text is something else, or one message that is understood anyway. */
export function explainMessages(
  content: Content,
  state: State,
  text: string,
  meaning: () => Matching,
  now: number,
): Reply[] | null {
  const found = content.readMessages(text);
  const [first] = found;
  const entry = content.entries.get(first?.entry ?? '');
  if (!first || !entry) return null;
  if (found.length === 1) {
    // Words of the customer's own may say more than the message in them.
    const isKnown = !first.isWhole && meaning().decision === 'answer' && !/\d{3}.*[,;|\t]|\n/.test(text);
    return isKnown ? null : answer(content, state, entry, 1, now);
  }
  const offered = found.slice(0, MOST_OFFERED);
  const lines = offered.map(({ says, count }) => `- **${says}**${count > 1 ? `, ${count} times` : ''}`);
  const rest = found.length - offered.length;
  const options = offered.flatMap((one): Button[] => {
    const found = content.entries.get(one.entry);
    return found ? [{ text: found.question, action: `entry:${found.id}` }] : [];
  });
  const entries = offered.map(({ entry }) => entry);
  state.pending = options;
  state.entry = first.entry;
  rememberTried(state, entries);
  const words = [
    'There are several messages in what you sent. The ones I see most:',
    [...lines, ...(rest > 0 ? [`- and ${rest} more: send them by themselves`] : [])].join('\n'),
    'Press one to read what it means and what to do:',
  ];
  return [message('clarify', words.join('\n\n'), [...options, personButton], { entries })];
}
