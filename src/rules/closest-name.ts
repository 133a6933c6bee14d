// Finds the name that was probably meant, for "Did you mean".

/**
 * How many single typing errors lie between two words: a letter more, less, other, or two swapped.
 * Stops early and says `limit + 1` where there are more than `limit`.
 */
export function typingErrors(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}

/** The nearest of the names, or null where none is near enough to be offered. */
export function closestName(wrong: string, names: Iterable<string>): string | null {
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '-');
  const from = plain(wrong);
  let best: string | null = null;
  // A third of the letters at most, and never all of them.
  let least = Math.min(Math.max(1, Math.floor(from.length / 3)), from.length - 1) + 1;
  for (const name of names) {
    const errors = typingErrors(from, plain(name), least);
    if (errors < least) [best, least] = [name, errors];
  }
  if (best !== null) return best;
  const within = [...names].filter(
    (name) => from.length >= 4 && (plain(name).includes(from) || from.includes(plain(name))),
  );
  return within.length === 1 ? (within[0] ?? null) : null;
}
