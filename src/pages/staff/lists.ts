// Which cases stand in which list, in which order and under which office.
import type { HandoffSummary, Me, Office } from './api.ts';
import type { List } from './place.ts';
import { officeName } from './words.ts';

export interface Group {
  /** The office's id; null where anybody may help. */
  office: string | null;
  title: string;
  cases: HandoffSummary[];
}

/** The cases of a list, in its order; `office` keeps one office's. */
export function casesOf(
  list: List,
  cases: Iterable<HandoffSummary>,
  me: Me | undefined,
  office: string | undefined,
): HandoffSummary[] {
  const inList = [...cases].filter(
    (one) => (!office || one.office === office || one.office === null) && isIn(list, one, me),
  );
  const opened = (one: HandoffSummary) => Date.parse(one.openedAt);
  if (list === 'closed')
    return inList.sort((a, b) => Date.parse(b.closedAt ?? b.updatedAt) - Date.parse(a.closedAt ?? a.updatedAt));
  // Who waits stands before whom somebody helps already, and who waits longest first.
  return inList.sort((a, b) => rank(a) - rank(b) || opened(a) - opened(b) || a.number - b.number);
}

function isIn(list: List, { status, kind, owner }: HandoffSummary, me: Me | undefined): boolean {
  if (list === 'mine') return status === 'claimed' && owner?.id === me?.id;
  if (list === 'closed') return status === 'closed';
  return status !== 'closed' && kind === (list === 'messages' ? 'message' : 'live');
}

/** How many cases of a list want somebody: those that wait, and of one's own all. */
export function countOf(list: List, cases: Iterable<HandoffSummary>, me: Me | undefined): number {
  if (list === 'closed' || list === 'unanswered') return 0;
  let count = 0;
  for (const one of cases) if (isIn(list, one, me) && (list === 'mine' || one.status === 'waiting')) count += 1;
  return count;
}

const rank = ({ status }: HandoffSummary) => (status === 'waiting' ? 0 : 1);

/** The queue by office: one's own first, then as the offices stand in the content. */
export function byOffice(cases: HandoffSummary[], offices: Office[], own: string | null | undefined): Group[] {
  const groups = new Map<string | null, HandoffSummary[]>();
  for (const one of cases) {
    const group = groups.get(one.office);
    if (group) group.push(one);
    else groups.set(one.office, [one]);
  }
  const order = [own ?? null, null, ...offices.map(({ id }) => id)];
  const rankOf = (id: string | null) => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...groups]
    .map(([office, inGroup]) => ({ office, title: officeName(office, offices), cases: inGroup }))
    .sort((a, b) => rankOf(a.office) - rankOf(b.office));
}

/** Whether a case wants this person's eye: it waits at their office, or its customer said something to them. */
export function isForMe(one: HandoffSummary, me: Me | undefined): boolean {
  if (!me || one.kind !== 'live') return false;
  if (one.status === 'waiting') return me.office === null || one.office === null || one.office === me.office;
  return one.status === 'claimed' && one.owner?.id === me.id && one.lastFrom === 'customer';
}
