// Runs what belongs to one id one after another, and what belongs to different ids at the same time.

/** Gives what keeps the order. */
export function inOrder() {
  const newest = new Map<string, Promise<unknown>>();
  return {
    /** Starts `work` when all earlier work of this id has ended, well or not. */
    run<T>(id: string, work: () => Promise<T>): Promise<T> {
      const before = newest.get(id);
      const result = before ? before.then(work, work) : work();
      newest.set(id, result);
      const forget = () => {
        if (newest.get(id) === result) newest.delete(id);
      };
      result.then(forget, forget);
      return result;
    },
    /** Resolves when nothing runs or waits. */
    async idle(): Promise<void> {
      while (newest.size > 0) await Promise.allSettled(newest.values());
    },
  };
}
