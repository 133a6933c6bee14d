// Cuts a long text into messages that a channel takes: between paragraphs, else lines, sentences or words, never inside a mark.

/** From the best border to the worst. */
const borders = [/\n{2,}/g, /\n/g, /(?<=[.!?:;])\s/g, /\s/g];
/** Links, addresses and Markdown marks are shown as they are where they are cut. */
const whole = /!?\[[^\]\n]*\]\([^)\s]*\)|\*\*[^*\n]+\*\*|`[^`\n]+`|(?<!\w)_[^_\n]+_(?!\w)|https?:\/\/[^\s)]+/g;

/** The parts in their order, each of at most `most` UTF-16 characters; white space at the cuts is left out. */
export function splitText(text: string, most: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > most) {
    const at = findBorder(rest, most);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

function findBorder(text: string, most: number): number {
  const spans = [...text.matchAll(whole)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }));
  const around = (at: number) => spans.find(({ from, to }) => from < at && at < to);
  let best = 0;
  for (const border of borders) {
    const last = [...text.slice(0, most + 1).matchAll(border)]
      .map(({ index }) => index)
      .findLast((at) => at > 0 && at <= most && !around(at));
    best = Math.max(best, last ?? 0);
    // A message of a few words before a long one reads worse than a cut between two lines.
    if (last && last >= most / 3) return last;
  }
  if (best > 0) return best;
  const from = around(most)?.from ?? 0;
  if (from > 0) return from;
  // Not between the two halves of one character.
  return /[\uD800-\uDBFF]/.test(text[most - 1] ?? '') ? most - 1 : most;
}
