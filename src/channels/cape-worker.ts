// Checks one file for CAPE in a thread of its own, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { workOut } from '../rules/cape-result.ts';

parentPort?.postMessage(workOut(...(workerData as Parameters<typeof workOut>)));
