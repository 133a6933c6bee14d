// Cases in words for staff in Microsoft Teams: no word of the customer's, since what was listed is not taken back.
import type { Content } from '../../content/content.ts';
import type { Case } from '../../storage/storage/cases.ts';

/** One line of a list: number, office, since when, where in a guide, by which channel. */
export function describeCase({ offices, guides }: Content, one: Case, now: number): string {
  const office = offices.find(({ id }) => id === one.office)?.name ?? 'any office';
  const guide = guides.get(one.guide ?? '')?.title;
  const kind = one.kind === 'live' ? 'waits in the chat' : 'left a message';
  return [`**${one.number}**: ${office}`, `${kind} since ${ago(one.openedAt, now)}`, guide && `in "${guide}"`]
    .filter(Boolean)
    .join(', ');
}

/** "4 min", "3 h", "2 days". */
export function ago(at: number, now: number): string {
  const minutes = Math.max(0, Math.round((now - at) / 60_000));
  if (minutes < 1) return 'a moment';
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
