// What was said in a case, as one list, whatever order it came in.
import type { Activity } from '../../rules/activity.ts';
import type { HandoffWhole, Said } from './api.ts';

/** Whether staff or the bot said it. */
export function isOurs(activity: Activity): boolean {
  return activity.from?.role !== 'user';
}

/** What is in `known` after the sequence `from` goes on top of `told`; an update stands where its message stood. */
export function merge(told: Said[], known: Said[], from: number): Said[] {
  const all = new Map(told.map((one) => [one.activity.id ?? String(one.sequence), one]));
  for (const { sequence, activity } of known.filter((one) => one.sequence > from)) {
    const id = activity.id ?? String(sequence);
    // Of a message further up, which is not shown.
    if (activity.type === 'messageUpdate' && !all.has(id)) continue;
    const type = activity.type === 'messageUpdate' ? 'message' : activity.type;
    all.set(id, { sequence: all.get(id)?.sequence ?? sequence, activity: { ...activity, type } });
  }
  return [...all.values()].sort((a, b) => a.sequence - b.sequence);
}

/**
 * The case as it came anew, on top of what was known of it: earlier messages stay, where none is missing between, and
 * not after a break, in which nobody told what was changed in them.
 */
export function renew(whole: HandoffWhole, known: HandoffWhole, isAfterBreak = false): HandoffWhole {
  // What the stream brought meanwhile may be newer than this answer.
  const transcript = merge(whole.transcript, known.transcript, whole.sequence);
  const from = whole.earlier ?? 0;
  if (isAfterBreak || from <= (known.earlier ?? 0) || known.sequence < from - 1) return { ...whole, transcript };
  const before = known.transcript.filter(({ sequence }) => sequence < from);
  return { ...whole, transcript: [...before, ...transcript], earlier: known.earlier };
}
