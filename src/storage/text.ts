// Text as both databases can keep it: PostgreSQL refuses U+0000, and UTF-8 has no lone surrogates.

const MARK = '\u0001';

/** The text to keep; `readText` gives the original back. Equal texts stay equal, different ones different. */
export function keepText(text: string): string {
  const keepable = text.isWellFormed() && !text.includes('\0') && !text.startsWith(MARK);
  return keepable ? text : MARK + JSON.stringify(text);
}

/** The original of what `keepText` gave. */
export function readText(kept: string): string {
  return kept.startsWith(MARK) ? JSON.parse(kept.slice(1)) : kept;
}
