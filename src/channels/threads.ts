// Does what takes long in a thread of its own, one after the other: nobody else waits, and one processor is taken at most.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** So many may wait. */
const MOST_WAITING = 20;

/** Does the work of `file` in `src/`, whose thread posts one message; undefined where too many wait already. */
export function createThread<Given extends unknown[], Made>(
  file: string,
): (...given: Given) => Promise<Made | undefined> {
  const path = join(process.cwd(), 'src', file);
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (...given) => {
    if (waiting >= MOST_WAITING) return undefined;
    waiting += 1;
    const mine = last.then(() => run<Made>(path, given));
    last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
}

function run<Made>(path: string, workerData: unknown[]): Promise<Made> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(path, { workerData });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`${path} ended with ${code}, without a word.`)));
  });
}
