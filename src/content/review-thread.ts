// Reviews changes beside the server's own thread: it takes a second, and customers must not wait for it.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ContentChange } from './changes.ts';
import type { ChangeReview, Dirs } from './review-change.ts';

const worker = join(process.cwd(), 'src', 'content', 'review-worker.ts');
/** So many may wait. */
const MOST_WAITING = 20;

/** Undefined where too many wait already; `now` in milliseconds since 1970. */
export type Reviewer = (live: ContentChange[], change: ContentChange, now: number) => Promise<ChangeReview | undefined>;

/** Reviews one after the other, so that one processor is taken at most. */
export function createReviewer(dirs: Dirs): Reviewer {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (live, change, now) => {
    if (waiting >= MOST_WAITING) return undefined;
    waiting += 1;
    const mine = last.then(() => review([dirs, live, change, now]));
    last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
}

function review(workerData: [Dirs, ContentChange[], ContentChange, number]): Promise<ChangeReview> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The review of a change ended with ${code}, without a word.`)));
  });
}
