// What follows from a customer's own day: how it is counted, and which choice the number of days decides.
import type { Day } from './days.ts';

export interface CountedDay {
  /** What happened on that day, and how entries are called after it. */
  event: string;
  done: string;
  /** Choices by days since, the newest first: each holds until its last day. */
  lanes: { choice: string; until: number }[];
  /** The days that are told, counted from that day. */
  marks: number[];
  /** Whether something can be missed when a mark passes. */
  deadlines: boolean;
  /** Nothing can have happened before this day, and why. */
  since: { day: Day; why: string };
}

/** The days a step may ask for, by the name that stands under its `asks`. */
export const countedDays: Record<'liquidation-date' | 'acceptance-date', CountedDay> = {
  'liquidation-date': {
    event: 'liquidation',
    done: 'liquidated',
    lanes: [
      { choice: 'not-liquidated', until: -1 },
      // CAPE's own limit is 80; the ten days before it are our margin to file in time.
      { choice: 'up-to-70', until: 70 },
      { choice: 'near-80', until: 80 },
      { choice: 'over-80', until: 180 },
      { choice: 'over-180', until: Number.POSITIVE_INFINITY },
    ],
    marks: [80, 180],
    deadlines: true,
    since: { day: '2025-02-04', why: 'IEEPA duty began on February 4, 2025, so no entry with it liquidated before' },
  },
  'acceptance-date': {
    event: 'acceptance',
    done: 'accepted',
    lanes: [
      { choice: 'under-60', until: 59 },
      { choice: 'days-60-90', until: 90 },
      { choice: 'over-90', until: Number.POSITIVE_INFINITY },
    ],
    marks: [60, 90],
    deadlines: false,
    since: { day: '2026-04-20', why: 'CAPE opened on April 20, 2026, so nothing was accepted before' },
  },
};

/** The choice that this number of days since decides. */
export function laneOf({ lanes }: CountedDay, days: number): string {
  return lanes.find(({ until }) => days <= until)?.choice ?? '';
}
