// npm run soak: what takes minutes and would make `npm test` slow. `npm run soak -- hours` runs one part; --seed repeats it.
import { parseArgs } from 'node:util';
import { soakClaims } from './claims.ts';
import { soakHours } from './hours.ts';
import { soakImage } from './image.ts';

/** What a part prints and how it ended; it says itself, line by line, what it compares. */
export interface Outcome {
  passed: number;
  failed: number;
}

const parts: Record<string, (seed: number) => Outcome | Promise<Outcome>> = {
  hours: soakHours,
  claims: soakClaims,
  image: soakImage,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const unknown = positionals.find((name) => !(name in parts));
if (unknown !== undefined || !Number.isInteger(seed)) {
  const wrong = unknown === undefined ? `--seed ${values.seed} is no whole number` : `${unknown} is no part`;
  console.error(`${wrong}. Use: npm run soak -- [${Object.keys(parts).join('] [')}] [--seed 42]`);
  process.exit(1);
}
let [passed, failed] = [0, 0];
for (const [name, run] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begin = performance.now();
  console.log(`\n${name}, seed ${seed}`);
  const outcome = await run(seed);
  passed += outcome.passed;
  failed += outcome.failed;
  console.log(`${name}: ${Math.round((performance.now() - begin) / 1000)} s`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
