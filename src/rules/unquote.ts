// Takes out of texts what quotes a message that was redacted.

/** A message as it was written and as it is kept from now on. */
export interface Rewritten {
  was: string;
  is: string;
}

// Too short a text would be found where nobody quoted it.
const LEAST_QUOTED = 6;

/** The text without what was redacted, where it quotes one of these messages. */
export function unquote(text: string, rewritten: Rewritten[]): string {
  return rewritten.reduce((left, { was, is }) => {
    const quoted = was.trim();
    if (left === quoted) return is.trim();
    return quoted.length >= LEAST_QUOTED ? left.replaceAll(quoted, is.trim()) : left;
  }, text);
}
