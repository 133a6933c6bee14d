// Behind an answer: when it was checked, against what, and whether a new check is overdue; its sources unfold on wish.
import type { Activity } from '../../rules/activity.ts';
import { dateInWords } from './when.ts';

/** What has no address. */
const named: Record<string, string> = { own: 'our own knowledge', bulletin: "the broker's bulletin" };
/** Only to the government's own pages are customers led. */
const official = /^https:\/\/([\w-]+\.)*(gov|content\.govdelivery\.com)\//;

export function Checked({ activity }: { activity: Activity | undefined }) {
  const { asOf, sources, reviewBy } = activity?.channelData ?? {};
  const day = dateInWords(asOf);
  if (!day) return null;
  const overdue = dateInWords(reviewBy);
  const list = Array.isArray(sources) ? sources.map(String) : [];
  return (
    <details class="checked">
      <summary>
        Last checked: {day}
        {overdue && <strong>. A new check is overdue since {overdue}.</strong>}
      </summary>
      <p>
        Source:{' '}
        {list.map((source, index) => [index > 0 && ', ', official.test(source) ? link(source) : nameOf(source)])}
      </p>
    </details>
  );
}

const nameOf = (source: string) => named[source] ?? /^https?:\/\/(?:www\.)?([^/]+)/.exec(source)?.[1] ?? source;
const link = (source: string) => (
  <a href={source} target="_blank" rel="noopener noreferrer">
    {nameOf(source)}
  </a>
);
