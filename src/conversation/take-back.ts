// What a customer takes back is no longer kept, and whoever was shown it sees so.
import { changeCase, type Desk } from '../handoff/desk.ts';
import type { StoredActivity } from '../storage/storage.ts';
import { scheduleShow } from './show.ts';

const MOST_CASES = 50;

/** Takes the words and files out of the message that was kept under this key; gives what clients hear of it. */
export async function takeBack(desk: Desk, key: string): Promise<StoredActivity[]> {
  const kept = await desk.turn.seen(key);
  if (!kept || kept.activity.removed) return [];
  const { text, attachments: _files, value: _value, ...rest } = kept.activity;
  const activity = { ...rest, text: '', removed: true };
  await desk.turn.amend(kept.sequence, { activity });
  const asked = String(text ?? '').trim();
  for (const { number, question } of asked ? await desk.turn.cases(MOST_CASES) : [])
    if (question.trim() === asked) {
      const change = { question: '(taken back by the customer)' };
      await changeCase(desk, number, change, { actor: 'system', what: 'amended' });
    }
  await scheduleShow(desk, true);
  return desk.turn.append([{ activity: () => ({ ...activity, type: 'messageUpdate' }) }]);
}
