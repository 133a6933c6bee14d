// Finds what CAPE and ACE say on the screen in pasted text: whole or in part, with typing errors, row after row.
import { typingErrors } from './closest-name.ts';
import { normalise } from './words.ts';

/** A message as the screen shows it, and the entry that explains it. */
export interface ScreenMessage {
  entry: string;
  says: string;
}

export interface FoundMessage extends ScreenMessage {
  /** On how many lines it stands. */
  count: number;
  /** The text is the message, word for word. */
  isWhole: boolean;
}

/** The messages in a text, the most frequent first; empty where it is something else. */
export type ReadMessages = (text: string) => FoundMessage[];

/** So much of a line must belong to the message, and so much of the message, weighed by how rare its words are, stand there. */
const LEAST_OF_LINE = 0.75;
const LEAST_OF_MESSAGE = 0.55;
const MOST_LINES = 200;
const MOST_PARTS = 5;
const MOST_WORDS = 30;

/** Makes the reader for these messages. */
export function createMessageReader(messages: ScreenMessage[]): ReadMessages {
  const known = messages.map((message) => ({ ...message, words: [...new Set(normalise(message.says))] }));
  const frequency = new Map<string, number>();
  for (const { words } of known) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const vocabulary = [...frequency.keys()];
  const weigh = (words: string[]) => words.reduce((sum, word) => sum + 1 / (frequency.get(word) ?? 1), 0);

  /** The words of messages that this one may be meant to be; the last of a line may be cut off by a narrow column. */
  const namesOf = (said: string, index: number, all: string[]) =>
    vocabulary.filter(
      (word) =>
        isSame(said, word) || (index > 0 && index === all.length - 1 && said.length > 2 && word.startsWith(said)),
    );

  function find(line: string): ScreenMessage | undefined {
    const said = normalise(line).filter((word) => !/\d{3}/.test(word));
    if (said.length === 0 || said.length > MOST_WORDS) return undefined;
    const meant = said.map(namesOf);
    const all = new Set(meant.flat());
    let best: ScreenMessage | undefined;
    let most = 0;
    for (const { words, entry, says } of known) {
      const hit = words.filter((word) => all.has(word));
      const ofLine = meant.filter((names) => names.some((name) => words.includes(name))).length / said.length;
      const ofMessage = weigh(hit) / weigh(words);
      // Of a message of one rare word and common ones, the common ones alone say nothing.
      if (ofLine < LEAST_OF_LINE || ofMessage < LEAST_OF_MESSAGE || hit.length < Math.min(2, words.length)) continue;
      if (ofLine * ofMessage > most) [best, most] = [{ entry, says }, ofLine * ofMessage];
    }
    return best;
  }

  return (text) => {
    const words = normalise(text).join(' ');
    const found = new Map<string, FoundMessage>();
    for (const line of text.split(/[\r\n;|\t",]+/).slice(0, MOST_LINES)) {
      const whole = find(line);
      // "Failed initial validation: not 11 characters" are two.
      const parts = whole
        ? [whole]
        : line
            .split(/[:.()]+/)
            .slice(0, MOST_PARTS)
            .map(find);
      for (const message of parts) {
        if (!message) continue;
        const before = found.get(message.entry);
        found.set(message.entry, {
          ...message,
          ...before,
          count: (before?.count ?? 0) + 1,
          isWhole: normalise(message.says).join(' ') === words,
        });
      }
    }
    return [...found.values()].sort((a, b) => b.count - a.count);
  };
}

/** One typing error is forgiven from five letters on, two from nine; the first letter must be right. */
function isSame(said: string, word: string): boolean {
  const limit = word.length < 5 ? 0 : word.length < 9 ? 1 : 2;
  return said === word || (limit > 0 && said[0] === word[0] && typingErrors(said, word, limit) <= limit);
}
