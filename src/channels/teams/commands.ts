// What staff write to the bot in Microsoft Teams, as a command or as words for somebody.

export type Command =
  | { kind: 'help' | 'queue' | 'mine' | 'away' | 'here' | 'stop' | 'nothing' }
  /** Without a number the case at hand. */
  | { kind: 'claim' | 'close' | 'release' | 'focus'; number: number | null }
  | { kind: 'connect' | 'disconnect'; office: string }
  | { kind: 'say' | 'note' | 'ask'; text: string };

const words = ['help', 'queue', 'mine', 'away', 'here', 'stop'] as const;

/**
 * A command is the whole message; what begins with `say`, `note` or `ask` goes where that says. Everything else is for
 * the customer where one is in `focus`, and a question to the bot where none is.
 */
export function readCommand(given: string, focus: number | null): Command {
  const text = given.trim();
  if (!text) return { kind: 'nothing' };
  const word = words.find((one) => one === text.toLowerCase());
  if (word) return { kind: word };
  const [, verb, number] = /^(claim|close|release|focus)(?:\s+(?:case\s+)?#?([1-9]\d{0,14}))?$/i.exec(text) ?? [];
  if (verb) return { kind: verb.toLowerCase() as 'claim', number: number === undefined ? focus : Number(number) };
  const [, wanted, office] = /^(connect|disconnect)\s+(\S.*)$/i.exec(text) ?? [];
  if (wanted && office && focus === null) return { kind: wanted.toLowerCase() as 'connect', office };
  const [, how, rest] = /^(say|note|ask)\s*:?\s+(\S[\s\S]*)$/i.exec(text) ?? [];
  if (how && rest) return { kind: how.toLowerCase() as 'say', text: rest };
  return { kind: focus === null ? 'ask' : 'say', text };
}
