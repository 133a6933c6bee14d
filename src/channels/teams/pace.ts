// How fast a bot may post at one place in Microsoft Teams: each post has its moment, in the order in which it was asked for.

/** Teams, "Optimize your bot with rate limiting": so many posts by one bot into one thread, in so many milliseconds. */
const LIMITS: [most: number, milliseconds: number][] = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
];
/** So much later than at its moment a post may arrive, and not be one too many with those that come in time after it. */
const LATE_MS = 500;
/** What was refused at once comes again at different times: in up to so much of the wait more. */
const JITTER = 0.25;
const MOST_PLACES = 1_000;
const MOST_WAITING = 10_000;
const MOST_USED = 2_000;

export interface Pace {
  /** When the next post of this conversation goes to this place; the turn is its own until it is done. */
  moment(place: string, conversationId: string): number;
  /** The turn was used. */
  done(place: string, conversationId: string): void;
  /** This conversation has nothing to post: a turn that it did not use is of no use later. */
  leave(conversationId: string): void;
  /** Nothing more is posted there for so long: Teams said so. Turns stay in their order, and move as far as they must. */
  pause(place: string, milliseconds: number): void;
}

interface Place {
  /** When something was posted of late. */
  used: number[];
  /** The turns that wait, by conversation. */
  waiting: Map<string, number>;
  /** Both together, in order. */
  given: number[];
  pausedUntil: number;
}

/** `now` in milliseconds since 1970, `chance` from 0 to 1. */
export function createPace(now: () => number, chance: () => number = Math.random): Pace {
  const places = new Map<string, Place>();

  const at = (place: string) => {
    const known: Place = places.get(place) ?? { used: [], waiting: new Map(), given: [], pausedUntil: 0 };
    places.delete(place);
    places.set(place, known);
    dropOldest(places, MOST_PLACES);
    return known;
  };

  function next({ given, pausedUntil }: Place, notBefore = 0): number {
    const free = LIMITS.map(
      ([most, milliseconds]) => (given.at(-most) ?? Number.NEGATIVE_INFINITY) + milliseconds + LATE_MS,
    );
    const moment = Math.max(now(), pausedUntil, notBefore, given.at(-1) ?? 0, ...free);
    given.push(moment);
    return moment;
  }

  return {
    moment(place, conversationId) {
      const known = at(place);
      const moment = known.waiting.get(conversationId) ?? next(known);
      known.waiting.set(conversationId, moment);
      dropOldest(known.waiting, MOST_WAITING);
      return moment;
    },

    done(place, conversationId) {
      const known = at(place);
      known.waiting.delete(conversationId);
      known.used.push(now());
      if (known.used.length > MOST_USED) known.used.splice(0, 200);
      if (known.given.length > MOST_USED + MOST_WAITING) known.given.splice(0, 200);
    },

    leave(conversationId) {
      for (const { waiting } of places.values()) waiting.delete(conversationId);
    },

    pause(place, milliseconds) {
      const known = at(place);
      const until = now() + Math.ceil(milliseconds * (1 + JITTER * chance()));
      known.pausedUntil = Math.max(known.pausedUntil, until);
      known.given = [...known.used];
      const inOrder = [...known.waiting].sort(([, one], [, other]) => one - other);
      for (const [conversationId, before] of inOrder) known.waiting.set(conversationId, next(known, before));
    },
  };
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size > most) map.delete(map.keys().next().value as string);
}
