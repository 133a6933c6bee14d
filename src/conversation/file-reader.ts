// Says whom a file that comes now is for: the bot alone reads it, or a person will.
import { readState, startState } from '../bot/bot.ts';
import { isWriting } from '../bot/intake.ts';
import type { Conversation } from '../storage/storage.ts';

/** Whether nobody of staff has the conversation, and no message to them is being written. `now` in milliseconds since 1970. */
export function isForBot({ owner, state }: Conversation, now: number): boolean {
  return owner === null && !isWriting(state ? readState(state) : startState(), now);
}
