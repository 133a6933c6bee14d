// Typing while staff hold the conversation: they see the customer's, and the customer sees theirs.
import type { Activity } from '../../rules/activity.ts';
import { openAccess } from './access.ts';
import { postActivity } from './direct-line.ts';

const TOLD_EVERY_MS = 3_000;
const SHOWN_MS = 6_000;

export interface Typing {
  /** Who types; undefined where nobody does. */
  name(): string | undefined;
  /** Hears what arrived, and gives back what is to be kept: all but the typing. */
  hear(arrived: Activity[]): Activity[];
  /** The customer types; told to the server now and then. */
  tell(): void;
}

/** Calls `changed` when somebody stops without having said anything. */
export function createTyping(changed: () => void): Typing {
  let name: string | undefined;
  let toldAt = 0;
  let timer: ReturnType<typeof setTimeout>;

  async function send(): Promise<void> {
    const { token, conversationId, userId } = await openAccess();
    await postActivity(token, conversationId, { type: 'typing', from: { id: userId } });
  }

  return {
    name: () => name,
    hear(arrived) {
      for (const { type, from } of arrived) {
        if (from?.role === 'user') continue;
        clearTimeout(timer);
        name = type === 'typing' ? (from?.name ?? 'The assistant') : undefined;
      }
      if (name)
        timer = setTimeout(() => {
          name = undefined;
          changed();
        }, SHOWN_MS);
      return arrived.filter(({ type }) => type !== 'typing');
    },
    tell() {
      if (Date.now() - toldAt < TOLD_EVERY_MS) return;
      toldAt = Date.now();
      // What does not arrive is not worth a word.
      send().catch(() => {});
    },
  };
}
