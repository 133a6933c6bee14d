// Turns of one conversation run one after another, those of different ones side by side.

/** Runs what belongs to one id one after another, and what belongs to different ids side by side. */
export function inOrder() {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run<T>(id: string, work: () => Promise<T>): Promise<T> {
      const before = tails.get(id);
      const result = before ? before.then(work, work) : work();
      tails.set(id, result);
      const leave = () => {
        if (tails.get(id) === result) tails.delete(id);
      };
      result.then(leave, leave);
      return result;
    },
    async idle(): Promise<void> {
      while (tails.size > 0) await Promise.allSettled(tails.values());
    },
  };
}
