// The transcript of a conversation for staff: its messages, each as it stands after all that was changed in it.
import type { Activity } from '../rules/activity.ts';
import type { StoredActivity } from '../storage/storage.ts';

export interface Line {
  sequence: number;
  activity: Activity;
}

/** The messages in these activities, oldest first. A `messageUpdate` takes the place of what it updates, at its time. */
export function transcriptOf(stored: StoredActivity[]): StoredActivity[] {
  const lines: StoredActivity[] = [];
  const byId = new Map<unknown, number>();
  for (const one of stored) {
    const { type, id } = one.activity;
    const earlier = byId.get(id);
    if (type === 'message') {
      byId.set(id, lines.length);
      lines.push(one);
    } else if (type === 'messageUpdate' && earlier !== undefined) {
      const first = lines[earlier] as StoredActivity;
      const { timestamp } = first.activity;
      lines[earlier] = { ...first, activity: { ...one.activity, type: 'message', timestamp } };
    }
  }
  return lines;
}
