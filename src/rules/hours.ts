// Whether somebody is open at an instant, until when, and when next.

export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun';
export interface Stretch {
  from: { day: Weekday; time: string };
  to: { day: Weekday; time: string };
}
/** Weekly hours as an editor writes them; times are local ("HH:MM"). */
export interface Hours {
  time_zone: string;
  open: 'always' | 'never' | ({ days: Weekday[]; from: string; to: string } | Stretch)[];
  closed: Stretch[];
  dates: { date: string; name?: string; open: { from: string; to: string }[] }[];
}
export interface Openness {
  open: boolean;
  /** The next opening and the next closing after `at`, milliseconds since 1970; null where there is none. */
  opensAt: number | null;
  closesAt: number | null;
}
