// Lets the customer see that somebody is typing: told to the server at most every three seconds.
import { useRef } from 'react';
import { useDesk } from './use-desk.ts';

const EVERY_MS = 3_000;

/** Called at each letter. */
export function useTypingNotice(number: number): () => void {
  const desk = useDesk();
  const told = useRef(0);
  return () => {
    if (Date.now() - told.current < EVERY_MS) return;
    told.current = Date.now();
    // A notice that does not arrive is not worth a word.
    desk.requests.typing(number).catch(() => {});
  };
}
