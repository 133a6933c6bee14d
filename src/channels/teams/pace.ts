// How fast a bot may post at one place in Microsoft Teams: each post has its moment, in the order in which it was asked for.

/** Teams, "Optimize your bot with rate limiting": so many posts by one bot into one thread, in so many milliseconds. */
const LIMITS: [most: number, milliseconds: number][] = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
];
/** What was refused at once comes again at different times: in up to so much of the wait more. */
const JITTER = 0.25;
const MOST_PLACES = 1_000;

export interface Pace {
  /** The moment of the next post at this place, from now on; it is taken. */
  next(place: string): number;
  /** Nothing more is posted there for so long: Teams said so. Moments that were given hold no longer. */
  pause(place: string, milliseconds: number): void;
  /** Whether a moment that was given before still holds. */
  holds(place: string, moment: number): boolean;
}

/** `now` in milliseconds since 1970, `chance` from 0 to 1. */
export function createPace(now: () => number, chance: () => number = Math.random): Pace {
  const places = new Map<string, { given: number[]; pausedUntil: number }>();

  const at = (place: string) => {
    const known = places.get(place) ?? { given: [], pausedUntil: 0 };
    places.delete(place);
    places.set(place, known);
    if (places.size > MOST_PLACES) places.delete(places.keys().next().value as string);
    return known;
  };

  return {
    next(place) {
      const known = at(place);
      const { given } = known;
      const soonest = LIMITS.map(
        ([most, milliseconds]) => (given.at(-most) ?? Number.NEGATIVE_INFINITY) + milliseconds,
      );
      const moment = Math.max(now(), known.pausedUntil, given.at(-1) ?? 0, ...soonest);
      given.push(moment);
      if (given.length > 2_000) given.splice(0, 200);
      return moment;
    },

    pause(place, milliseconds) {
      const known = at(place);
      const until = now() + Math.ceil(milliseconds * (1 + JITTER * chance()));
      known.pausedUntil = Math.max(known.pausedUntil, until);
      known.given = known.given.filter((moment) => moment <= now());
    },

    holds: (place, moment) => moment >= (places.get(place)?.pausedUntil ?? 0),
  };
}
