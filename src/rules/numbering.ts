// Numbers for names, and lists by number in flat arrays: an object for each of many thousand is slow to make and to clean up.

export interface Numbering {
  /** The name's number, a new one where it has none yet: 0, 1, 2 and so on. */
  of(name: string): number;
  /** The name's number, if it has one. */
  known(name: string): number | undefined;
  size(): number;
  /** By number. */
  names(): string[];
}

export function createNumbering(): Numbering {
  const numbers = new Map<string, number>();
  return {
    of(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, numbers.size);
      return numbers.size - 1;
    },
    known: (name) => numbers.get(name),
    size: () => numbers.size,
    names: () => [...numbers.keys()],
  };
}

/**
 * The places of a list of numbers below `size`, those of number 0 first, each number's in the order of the list:
 * those of n stand in `order` from `from[n]` up to, and without, `from[n + 1]`.
 */
export function sortByNumber(numbers: ArrayLike<number>, size: number): { from: Int32Array; order: Int32Array } {
  const from = new Int32Array(size + 1);
  for (let place = 0; place < numbers.length; place++) (from[(numbers[place] as number) + 1] as number) += 1;
  for (let number = 0; number < size; number++) (from[number + 1] as number) += from[number] as number;
  const next = from.slice();
  const order = new Int32Array(numbers.length);
  for (let place = 0; place < numbers.length; place++) {
    const number = numbers[place] as number;
    order[next[number] as number] = place;
    (next[number] as number) += 1;
  }
  return { from, order };
}
