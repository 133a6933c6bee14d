// The due row of a conversation whose cases are shown elsewhere too, as in Teams, and are not yet shown as they are.
import type { Desk } from '../handoff/desk.ts';

/** The due row's kind: whoever shows cases handles it. */
export const SHOW = 'show';

const MOST_CASES = 50;

/** Lets the cases of this conversation be shown, after a turn that changed one, or what is said while one is open. */
export async function scheduleShow({ turn, changed, isShown, at }: Desk, isRedacted = false): Promise<void> {
  if (!isShown) return;
  const isOpen = async () => (await turn.cases(MOST_CASES)).some(({ status }) => status !== 'closed');
  if (changed.size > 0 || isRedacted || (await isOpen())) await turn.schedule({ kind: SHOW, at });
}
