// Says how long others waited.
import type { Wait } from './requests.ts';

const MINUTE_MS = 60_000;

/** "3 to 8 minutes", "30 minutes to 3 hours", "up to 5 minutes", "less than a minute" */
export function waitInWords({ p50, p90 }: Wait): string {
  const [usual, long] = [p50, p90].map((ms) => Math.max(1, Math.ceil(ms / MINUTE_MS))) as [number, number];
  if (long === 1) return 'less than a minute';
  const [few, many] = [inWords(usual), inWords(long)];
  if (few === many) return `up to ${many}`;
  const isOneUnit = inHours(usual) === inHours(long);
  return `${isOneUnit ? few.replace(/ .*/, '') : few} to ${many}`;
}

const inHours = (minutes: number) => minutes >= 120;

function inWords(minutes: number): string {
  if (inHours(minutes)) return `${Math.round(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
