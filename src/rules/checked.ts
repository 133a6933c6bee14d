// Says behind an answer when it was checked, against what, and that a new check is overdue: one wording wherever it is shown.
import { dateInWords } from './date-words.ts';

/** What has no address. */
const named: Record<string, string> = { own: 'our own knowledge', bulletin: "the broker's bulletin" };
/** Only to the government's own pages are customers led. */
const official = /^https:\/\/([\w-]+\.)*(gov|content\.govdelivery\.com)\//;

export interface Checked {
  /** "Last checked: June 16, 2026" */
  on: string;
  /** "A new check is overdue since July 31, 2026."; null where none is. */
  overdue: string | null;
  /** Each once; those that customers are led to with their address. */
  sources: { name: string; address: string | null }[];
}

/** What the `channelData` of an answer says of it; null where it says nothing. */
export function readChecked({ asOf, sources, reviewBy }: Record<string, unknown>): Checked | null {
  const day = dateInWords(asOf);
  if (!day) return null;
  const all = (Array.isArray(sources) ? sources.map(String) : []).map((source) => ({
    name: named[source] ?? /^https?:\/\/(?:www\.)?([^/]+)/.exec(source)?.[1] ?? source,
    address: official.test(source) ? source : null,
  }));
  return {
    on: `Last checked: ${day}`,
    overdue: dateInWords(reviewBy) ? overdueSince(String(reviewBy)) : null,
    sources: all.filter(
      ({ name, address }, index) => all.findIndex((one) => one.name === name && one.address === address) === index,
    ),
  };
}

/** Whether the day by which an answer was to be reviewed is past. */
export function isOverdue(reviewBy: string, now: number): boolean {
  return now > Date.parse(`${reviewBy}T23:59:59Z`);
}

/** "A new check is overdue since July 31, 2026." */
export function overdueSince(reviewBy: string): string {
  return `A new check is overdue since ${dateInWords(reviewBy)}.`;
}

/** The same as Markdown: "Last checked: June 16, 2026. Source: the broker's bulletin, [cbp.gov](https://www.cbp.gov/x)". */
export function writeChecked({ on, overdue, sources }: Checked): string {
  return [`${on}.`, overdue && `**${overdue}**`, writeSources(sources)].filter(Boolean).join(' ');
}

/** "Source: the broker's bulletin, [cbp.gov](https://www.cbp.gov/x)"; nothing where there is none. */
export function writeSources(sources: Checked['sources']): string {
  const list = sources.map(({ name, address }) => (address ? `[${name}](${address})` : name)).join(', ');
  return list && `Source: ${list}`;
}
