// Runs what has the same name one after another, and different names at the same time.

/** Gives a function that starts `work` when all earlier work of this name has ended, well or not. */
export function runInOrder() {
  const newest = new Map<string, Promise<unknown>>();
  return function inOrder<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = newest.get(name);
    const result = before ? before.then(work, work) : work();
    newest.set(name, result);
    const forget = () => {
      if (newest.get(name) === result) newest.delete(name);
    };
    result.then(forget, forget);
    return result;
  };
}
