// Draws a long conversation from its end on, in slices, so that a reload never holds up the page.
import { useEffect, useState } from 'preact/hooks';

/** More than a tall window shows at once. */
const FIRST = 30;
const SLICE = 15;

export interface Slices {
  /** How many messages are left out at the beginning for now: fewer after each slice, and soon none. */
  leftOut: number;
  /** False until all that was there was drawn once. */
  isWhole: boolean;
}

/** What to draw of `count` messages. */
export function useSlices(count: number): Slices {
  const [room, setRoom] = useState(FIRST);
  useEffect(() => {
    if (count === 0) return;
    // Whole once, whole for good: a message more takes none away.
    if (room >= count) return setRoom(Number.POSITIVE_INFINITY);
    // A task of its own, between which the page answers to keys and touches.
    const timer = setTimeout(() => setRoom(room + SLICE));
    return () => clearTimeout(timer);
  }, [room, count]);
  return { leftOut: Math.max(0, count - room), isWhole: room === Number.POSITIVE_INFINITY };
}
