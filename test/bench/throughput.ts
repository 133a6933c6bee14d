// Turns a second and how long each takes, ours beside the stock bot, in turns of a few seconds each.
import { spawn } from 'node:child_process';
import type { Load, LoadResult } from './load.ts';
import { median } from './median.ts';

export interface Way {
  name: string;
  load: Pick<Load, 'way' | 'url' | 'others' | 'socketUrl' | 'connector'>;
}

export interface Throughput extends LoadResult {
  name: string;
  conversations: number;
  rate: number;
}

export interface Plan {
  conversations: number[];
  /** As in `Load`. */
  rate: number;
  repeats: number;
  warmUpSeconds: number;
  seconds: number;
}

/** Medians of all repeats; the ways take turns, so that a busy moment of the machine hits them all. */
export async function measureThroughput(ways: Way[], plan: Plan): Promise<Throughput[]> {
  const table: Throughput[] = [];
  for (const conversations of plan.conversations) {
    const results = new Map<string, LoadResult[]>(ways.map(({ name }) => [name, []]));
    for (let repeat = 0; repeat < plan.repeats; repeat++) {
      for (const { name, load } of ways) {
        const { rate, warmUpSeconds, seconds } = plan;
        const result = await runLoad({ ...load, conversations, rate, warmUpSeconds, seconds, turns: 1e9 });
        results.get(name)?.push(result);
      }
    }
    for (const [name, runs] of results) table.push({ name, conversations, rate: plan.rate, ...medians(runs) });
  }
  return table;
}

/** Runs the load in a process of its own. */
export function runLoad(load: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, ['test/bench/load.ts', JSON.stringify(load)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (piece) => {
    output += piece;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`load ${load.way} on ${load.url}: it ended with ${code}. Its words stand above.`));
    });
  });
}

function medians(runs: LoadResult[]): LoadResult {
  const of = (figure: keyof LoadResult) => median(runs.map((run) => run[figure]));
  return {
    turns: of('turns'),
    perSecond: of('perSecond'),
    mean: of('mean'),
    p50: of('p50'),
    p99: of('p99'),
    max: of('max'),
  };
}
