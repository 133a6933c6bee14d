// What was said in a case, as one list, whatever order it came in.
import type { Activity } from '../../rules/activity.ts';
import type { Said } from './api.ts';

/** Whether staff or the bot said it. */
export function isOurs(activity: Activity): boolean {
  return activity.from?.role !== 'user';
}

/** What is in `known` after the sequence `from` goes on top of `told`; an update stands where its message stood. */
export function merge(told: Said[], known: Said[], from: number): Said[] {
  const all = new Map(told.map((one) => [one.activity.id ?? String(one.sequence), one]));
  for (const { sequence, activity } of known.filter((one) => one.sequence > from)) {
    const id = activity.id ?? String(sequence);
    const type = activity.type === 'messageUpdate' ? 'message' : activity.type;
    all.set(id, { sequence: all.get(id)?.sequence ?? sequence, activity: { ...activity, type } });
  }
  return [...all.values()].sort((a, b) => a.sequence - b.sequence);
}
