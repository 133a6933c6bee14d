// Lets the bot say what happened, one thing after the other.
import { type Facts, type Reply, type Result, type State, tell } from '../bot/bot.ts';
import type { Desk } from '../handoff/desk.ts';

/** The bot's words for these results, and its state after them. */
export function tellAll(
  { content, at }: Desk,
  before: State,
  results: Result[],
  facts: Facts,
): { state: State; replies: Reply[] } {
  let state = before;
  const replies: Reply[] = [];
  for (const result of results) {
    const told = tell(content, state, result, facts, at);
    state = told.state;
    replies.push(...told.replies);
  }
  return { state, replies };
}
