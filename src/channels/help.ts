// GET /chat/help: who helps, and whether and until when they are open at a time.
import type { Content } from '../content/content.ts';
import { openness } from '../rules/hours.ts';
import { type Call, Refusal, type Route } from './http.ts';

/** `now` in milliseconds since 1970. */
export function createHelp(parts: { content: () => Content; now: () => number }): Route {
  return (call) => {
    const at = readAt(call) ?? parts.now();
    const { desks, offices } = parts.content();
    const places = [
      ...desks.map((place) => ({ place, kind: 'desk' })),
      ...offices.map((place) => ({ place, kind: 'office' })),
    ];
    const body = places.map(({ place, kind }) => {
      const { open, opensAt, closesAt } = openness(place.hours, at);
      const zone = place.hours.time_zone;
      return {
        id: place.id,
        name: place.name,
        kind,
        open,
        opensAt: opensAt === null ? null : isoIn(zone, opensAt),
        closesAt: closesAt === null ? null : isoIn(zone, closesAt),
        phone: place.phone ?? null,
        email: place.email ?? null,
      };
    });
    return { status: 200, body };
  };
}

function readAt(call: Call): number | undefined {
  const text = call.query.get('at');
  if (text === null) return undefined;
  // In an address a plus sign that nobody escaped arrives as a space.
  const iso = text.replace(/ (?=\d\d:?\d\d$)/, '+');
  const time = Date.parse(iso);
  const [year = 0, month = 0, day = 0] = iso.slice(0, 10).split('-').map(Number);
  const isDay = year >= 1970 && year <= 2999 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  if (!isDay || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(iso) || Number.isNaN(time))
    throw new Refusal(400, 'BadArgument', '"at" is not a time. Write 2026-03-07T21:30:00-05:00.');
  return time;
}

/** The time on the clocks of a zone: "2026-03-08T05:00:00-04:00". */
export function isoIn(timeZone: string, at: number): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const offset = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')
    ?.value.slice('GMT'.length);
  return `${format.format(at).replace(' ', 'T')}${offset || '+00:00'}`;
}
