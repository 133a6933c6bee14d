// Reviews one change in a thread of its own, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { reviewChange } from './review-change.ts';

parentPort?.postMessage(reviewChange(...(workerData as Parameters<typeof reviewChange>)));
