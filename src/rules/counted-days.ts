// What follows from a customer's own day: how it is counted, and which choice the number of days decides.
import type { Day } from './days.ts';

export interface CountedDay {
  /** How entries are called after that day. */
  done: string;
  /** Choices by days since, the newest first: each holds until its last day. */
  lanes: { choice: string; until: number }[];
  /** The days that are told, counted from that day, and what each is. */
  marks: { day: number; what: string }[];
  /** Whether something can be missed when a mark passes. */
  deadlines: boolean;
  /** Nothing can have happened before this day, and why. */
  since: { day: Day; why: string };
}

/** The days a step may ask for, by the name that stands under its `asks`. */
export const countedDays: Record<'liquidation-date' | 'acceptance-date', CountedDay> = {
  'liquidation-date': {
    done: 'liquidated',
    lanes: [
      { choice: 'not-liquidated', until: -1 },
      // CAPE's own limit is 80; the ten days before it are our margin to file in time.
      { choice: 'up-to-70', until: 70 },
      { choice: 'near-80', until: 80 },
      { choice: 'over-80', until: 180 },
      { choice: 'over-180', until: Number.POSITIVE_INFINITY },
    ],
    marks: [
      { day: 80, what: "CAPE's limit, as last known" },
      { day: 180, what: 'the last day to protest' },
    ],
    deadlines: true,
    since: { day: '2025-02-04', why: 'IEEPA duty began on February 4, 2025, so no entry with it liquidated before' },
  },
  'acceptance-date': {
    done: 'accepted',
    lanes: [
      { choice: 'under-60', until: 59 },
      { choice: 'days-60-90', until: 90 },
      { choice: 'over-90', until: Number.POSITIVE_INFINITY },
    ],
    marks: [
      { day: 60, what: 'CBP pays generally from then on' },
      { day: 90, what: 'and until then' },
    ],
    deadlines: false,
    since: { day: '2026-04-20', why: 'CAPE opened on April 20, 2026, so nothing was accepted before' },
  },
};

/** The choice that this number of days since decides. */
export function laneOf({ lanes }: CountedDay, days: number): string {
  return lanes.find(({ until }) => days <= until)?.choice ?? '';
}
