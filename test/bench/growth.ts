// Fills a database as years of conversations would, through the storage's own interface.
import type { NewActivity, Storage } from '../../src/storage/storage.ts';

const inOneConversation = 1_000;

/** Appends so many activities of the usual size, a thousand in each conversation. */
export async function fill(storage: Storage, activities: number): Promise<void> {
  for (let done = 0; done < activities; done += inOneConversation) {
    const id = `filled-${done}`;
    const rows = Array.from({ length: Math.min(inOneConversation, activities - done) }, (_, index) => row(id, index));
    await storage.turn(id, async (turn) => {
      await turn.create({ channel: 'directline', userId: `dl_${id}`, createdAt: Date.now() });
      await turn.append(rows);
    });
  }
}

/** A question and its answer by turns. */
function row(id: string, index: number): NewActivity {
  const ours = index % 2 === 1;
  const text = ours
    ? 'Filling in the form takes about half an hour, and when everything matches the record of your company the account comes within minutes to a few business days. '.repeat(
        3,
      )
    : 'How long does it take to get an ACE account?';
  return {
    key: ours ? null : `${id}-${index}`,
    activity: (sequence) => ({
      type: 'message',
      id: `${id}|${String(sequence).padStart(7, '0')}`,
      timestamp: new Date().toISOString(),
      channelId: 'directline',
      conversation: { id },
      from: ours ? { id: 'ace-refund-desk', role: 'bot' } : { id: `dl_${id}`, role: 'user' },
      text,
      channelData: ours ? { kind: 'answer', entry: 'ace-account-how-long' } : { clientActivityID: `${id}-${index}` },
    }),
  };
}
