// Says times for staff: how long somebody waits, ticking, and when something was.
import { useSyncExternalStore } from 'react';
import { dayOf, timeOf } from '../widget/when.ts';
import { serverNow } from './requests.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const listeners = new Set<() => void>();
let second = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    second = Math.floor(serverNow() / 1000);
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The server's time in milliseconds since 1970, new each second. */
export function useNow(): number {
  useSyncExternalStore(onTick, () => second);
  return serverNow();
}

/** "0:42", "12:05", "1 h 05 min", "3 days" */
export function spanInWords(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < HOUR) return `${Math.floor(span / MINUTE)}:${String(Math.floor(span / 1000) % 60).padStart(2, '0')}`;
  const hours = Math.floor(span / HOUR);
  if (span < DAY) return `${hours} h ${String(Math.floor(span / MINUTE) % 60).padStart(2, '0')} min`;
  const days = Math.floor(span / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** "10:02 AM", with the day where it is another one: "Yesterday, 10:02 AM". */
export function momentOf(iso: string): string {
  const at = Date.parse(iso);
  const day = dayOf(at, Date.now());
  return day === 'Today' ? timeOf(at) : `${day}, ${timeOf(at)}`;
}

/** The time of day where the customer is: "7:41 AM"; undefined where the zone is not known. */
export function timeIn(timeZone: string | null, now: number): string | undefined {
  try {
    return timeZone
      ? new Date(now).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit', timeZone })
      : undefined;
  } catch {
    // A client may send any text for a zone.
    return undefined;
  }
}
