// What the website keeps for the chat in its own storage: the way back to one conversation without a log-in and to one with.
import { isLate, type Kept } from './frame-messages.ts';
import { canKeep, drop, oneTabAtATime, read, write } from './keep.ts';

const KEPT = 'kept';
/** A tab that does not end its turn holds the others up no longer. */
const LONGEST_TURN_MS = 45_000;

/** Whether this website can keep something for the chat; on the chat's own pages the chat does it. */
export function keepsFor(chatOrigin: string): boolean {
  return chatOrigin !== location.origin && canKeep();
}

export function kept(): Kept {
  return read<Kept>(KEPT) ?? {};
}

/** Keeps it for nobody in particular, or for one person: what the one before had goes. */
export function keep(drawer: string, access: unknown): void {
  const before = kept();
  if (isLate(access, before[drawer])) return;
  const others = drawer ? { '': before[''] } : before;
  write(KEPT, { ...others, [drawer]: access });
}

export function forgetKept(): void {
  drop(KEPT);
}

/** Calls back when the chat was forgotten in another tab of this website. */
export function onForgottenElsewhere(listener: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key?.endsWith(`:${KEPT}`) && newValue === null) listener();
  });
}

/** Calls `begin` once no other tab of this website has its turn; returns how to end this one's. */
export function takeTurn(begin: () => void): () => void {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
    setTimeout(resolve, LONGEST_TURN_MS);
  });
  void oneTabAtATime(KEPT, () => {
    begin();
    return ended;
  });
  return end;
}
