// From starting the process to listening: ours on its content and database, beside the stock bot.
import type { ServerProcess } from '../server-process.ts';
import { median } from './median.ts';

/** Median milliseconds of each starter, taken in turns. */
export async function measureStartUp(
  starters: { name: string; start: () => Promise<ServerProcess> }[],
  repeats: number,
): Promise<{ name: string; milliseconds: number }[]> {
  const times = new Map<string, number[]>(starters.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { name, start } of starters) {
      const server = await start();
      times.get(name)?.push(server.startedIn);
      await server.stop();
    }
  }
  return [...times].map(([name, all]) => ({ name, milliseconds: median(all) }));
}
