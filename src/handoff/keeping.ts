// How long a conversation is kept: where staff helped for years, while it is held or a case is open until that ends.
import type { Content } from '../content/content.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Hold, Subject } from '../storage/storage/data.ts';
import type { MailAddress } from '../storage/storage/mails.ts';
import type { Conversation, Turn } from '../storage/storage.ts';

/** Cases of one conversation that are looked at. */
const MOST_CASES = 1_000;

/** Why a conversation must stay: a hold, a case that is open, or that staff helped, until that time. */
export type Kept =
  | { because: 'hold'; hold: Hold }
  | { because: 'open'; number: number }
  | { because: 'handled'; number: number; until: number };

export interface About {
  conversation: Conversation;
  cases: Case[];
  address: MailAddress;
}

/** Whose conversation it is, in this turn; undefined where there is none. */
export async function readAbout(turn: Turn): Promise<About | undefined> {
  const conversation = await turn.conversation();
  return conversation && { conversation, cases: await turn.cases(MOST_CASES), address: await turn.mails.address() };
}

/** Whether the conversation is about this subject: also an address that was only typed counts. */
export function isAbout({ kind, value }: Subject, { conversation, cases, address }: About): boolean {
  if (kind === 'everything') return true;
  if (kind === 'conversation') return conversation.id === value;
  const identities = [conversation.identity, ...cases.map(({ identity }) => identity)];
  if (kind === 'customer') return identities.some((identity) => identity?.sub === value);
  const addresses = [
    ...identities.map((identity) => identity?.email),
    ...cases.flatMap(({ email, contact }) => [email, ...(contact?.split(', ') ?? [])]),
    address.confirmed?.address,
    address.asked?.address,
  ];
  return addresses.some((one) => one?.trim().toLowerCase() === value.trim().toLowerCase());
}

/** Why the conversation of this turn is kept at this time; none where it may be forgotten. */
export async function whyKept(turn: Turn, about: About, content: Content, at: number): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const hold of await turn.data.holds()) if (isAbout(hold.subject, about)) kept.push({ because: 'hold', hold });
  const open = about.cases.find(({ status }) => status !== 'closed');
  if (open) kept.push({ because: 'open', number: open.number });
  const handled = about.cases.find(isHandled);
  if (!handled) return kept;
  const [last] = await turn.activitiesAfter(about.conversation.sequence - 1, 1);
  const said = Date.parse(String(last?.activity.timestamp)) || 0;
  const times = about.cases.flatMap(({ closedAt, customerAt, staffAt }) => [
    closedAt ?? 0,
    customerAt ?? 0,
    staffAt ?? 0,
  ]);
  const until = yearsAfter(Math.max(said, ...times), content.broker.handled_kept_years);
  if (until > at) kept.push({ because: 'handled', number: handled.number, until });
  return kept;
}

/** Whether staff did more with it than look: who answered by phone closed it. */
function isHandled({ firstClaimedAt, staffAt, closedBy }: Case): boolean {
  return firstClaimedAt !== null || staffAt !== null || closedBy === 'staff';
}

function yearsAfter(at: number, years: number): number {
  const date = new Date(at);
  return date.setUTCFullYear(date.getUTCFullYear() + years);
}
