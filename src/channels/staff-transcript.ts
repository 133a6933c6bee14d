// The transcript of a conversation for staff: its messages, each as it stands after all that was changed in it.
import type { Activity } from '../rules/activity.ts';
import type { Storage, StoredActivity } from '../storage/storage.ts';

/** So many activities are read at once, and so many changes that came after them. */
const MOST_READ = 500;
const MOST_UPDATES = 1_000;

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

/** The messages before the activity `before`, as they stand now; `earlier` is what to ask with for those before them. */
export async function readTranscript(
  storage: Pick<Storage, 'activitiesAfter' | 'updatesAfter'>,
  conversationId: string,
  before: number,
): Promise<{ messages: StoredActivity[]; earlier: number | null }> {
  const after = Math.max(0, before - 1 - MOST_READ);
  const stored = await storage.activitiesAfter(conversationId, after, Math.max(0, before - 1 - after));
  const updates = await storage.updatesAfter(conversationId, Math.max(after, before - 1), MOST_UPDATES);
  return { messages: transcriptOf([...stored, ...updates]), earlier: after > 0 ? after + 1 : null };
}
