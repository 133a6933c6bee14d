// A customer's own words inside a message of the bot: quoted, shortened, and never taken for Markdown.

/** A quotation in Markdown that shows the text as it is. */
export function quote(text: string): string {
  return plainly(text).replace(/^/gm, '> ');
}

/** The text with everything escaped that Markdown would take for its own; of "1.", which begins a list, the sign: a digit cannot be. */
export function plainly(text: string): string {
  return text
    .trim()
    .replace(/[\\`*_[\]<>~|]/g, '\\$&')
    .replace(/^(\s*)([#+-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/gm, '$1\\$2');
}

/** The text, cut at a word where it is longer than this. */
export function shorten(text: string, characters: number): string {
  const whole = text.trim();
  if (whole.length <= characters) return whole;
  const cut = whole.slice(0, characters - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), characters / 2)).trim()}…`;
}
