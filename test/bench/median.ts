// The middle of a few figures.

/** The upper one of the two in the middle where their count is even. */
export function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)];
}
