// The questions that customers really asked, as the database keeps them: bank and card numbers are masked there.
import type { Activity } from '../rules/activity.ts';
import type { Storage } from '../storage/storage.ts';

export interface Question {
  text: string;
  /** What was done then. */
  decision: 'answer' | 'clarify' | 'decline';
  /** The entry that was answered, or those that were offered. */
  entries: string[];
}

const MOST_CONVERSATIONS = 10_000;
const MOST_ACTIVITIES = 1_000;
const decisions: unknown[] = ['answer', 'clarify', 'decline'] satisfies Question['decision'][];

/** The last questions, the newest conversation first; choices of a guide and commands are none. */
export async function lastQuestions(
  storage: Pick<Storage, 'newestConversations' | 'activitiesAfter'>,
  most: number,
): Promise<Question[]> {
  const questions: Question[] = [];
  for (const id of await storage.newestConversations(MOST_CONVERSATIONS)) {
    if (questions.length >= most) break;
    const kept = await storage.activitiesAfter(id, 0, MOST_ACTIVITIES);
    questions.push(...questionsIn(kept.map(({ activity }) => activity as unknown as Activity)).reverse());
  }
  return questions.slice(0, most);
}

/** Each message of a customer's that the next word of the bot answers, asks back to or declines. */
function questionsIn(activities: Activity[]): Question[] {
  return activities.flatMap((activity, at): Question[] => {
    const text = activity.text?.trim();
    if (activity.type !== 'message' || activity.from?.role !== 'user' || !text) return [];
    const next = activities.slice(at + 1).find(({ type, from }) => type === 'message' && from?.role !== undefined);
    const { kind, entry, entries } = (next?.channelData ?? {}) as { kind?: string; entry?: string; entries?: string[] };
    if (!decisions.includes(kind)) return [];
    return [{ text, decision: kind as Question['decision'], entries: entry === undefined ? (entries ?? []) : [entry] }];
  });
}
