// How a figure stands beside its peer's.

/** 0.5 for half as much. */
export function ratio(figure: number, peer: number): number {
  return Number((figure / peer).toFixed(2));
}
