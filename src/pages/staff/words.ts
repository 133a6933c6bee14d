// The words of the console for states and events of a case.
import { MADE_IN_TEAMS } from '../../rules/made-in-teams.ts';
import type { HandoffSummary, HandoffWhole, Office, Person, TrailRow } from './api.ts';
import type { Refused } from './requests.ts';
import { momentOf } from './when.ts';

/** How the customer of a case is called. */
export function nameOf({ customer, number }: HandoffSummary): string {
  return customer.name ?? customer.verified?.name ?? `Customer ${number}`;
}

/** The name of an office; cases of no office are anybody's. */
export function officeName(id: string | null, offices: Office[]): string {
  if (id === null) return 'Any office';
  return offices.find((office) => office.id === id)?.name ?? id;
}

/** Who has a case, and since when. */
export function holding({ status, owner, since, closedAt, closedBy }: HandoffSummary, me: string | undefined): string {
  if (status === 'closed') {
    const by = { staff: ' by staff', customer: ' by the customer', idle: ', as the customer was gone' };
    return `Closed${closedAt ? ` ${momentOf(closedAt)}` : ''}${closedBy ? by[closedBy] : ''}`;
  }
  if (status === 'waiting' || !owner) return 'Waiting';
  const from = since ? ` since ${momentOf(since)}` : '';
  return owner.id === me ? `Yours${from}` : `${owner.name} has it${from}`;
}

const told: Record<string, string> = {
  opened: 'opened the case',
  claimed: 'claimed it',
  released: 'put it back into the queue',
  closed: 'closed it',
  reopened: 'opened it again',
  nudged: 'reminded of the customer, who waits for an answer',
  returned: 'put it back into the queue, since nobody answered',
  'left-queue': 'left the queue',
  'offered-else': 'offered the customer what else is open',
  amended: 'took out numbers that must not stay',
  'email-confirmed': 'confirmed the e-mail address',
};
const mailOutcomes: Record<string, string> = {
  sent: 'sent an e-mail',
  'given-up': 'could not deliver an e-mail',
  'over-limit': 'sent no e-mail, since the limit is reached',
};

/** Who did it, as a sentence begins. */
export function actorOf({ actor, actorId }: TrailRow): string {
  if (actorId === 'customer') return 'The customer';
  if (actorId === 'bot') return 'The assistant';
  if (actorId === 'system') return 'The desk';
  if (actorId === 'command') return 'A command on the server';
  return actor;
}

/** What a row of the trail says: "Dana Ruiz claimed it". Not for notes. */
export function trailInWords(row: TrailRow, offices: Office[], people: Person[]): string {
  const detail = (row.detail ?? {}) as Record<string, unknown>;
  const who = actorOf(row);
  if (row.what === 'transferred') return `${who} transferred it to ${receiver(detail.to, offices, people)}`;
  if (row.what === 'rated')
    return `${who} rated the help: ${[detail.stars && starsInWords(Number(detail.stars)), detail.words].filter(Boolean).join(', ')}`;
  if (row.what === 'closed' && detail.rating === false) return `${who} closed it, without asking for a rating`;
  if (row.what === 'mailed') return `${who} ${mailOutcomes[String(detail.outcome)] ?? 'mailed'}`;
  return `${who} ${told[row.what] ?? row.what}`;
}

function receiver(to: unknown, offices: Office[], people: Person[]): string {
  return [...people, ...offices].find(({ id }) => id === to)?.name ?? 'somebody else';
}

/** Why an action came to nothing; whoever was second reads who was first, and since when. */
export function refusalInWords({ code, message, owner, since }: Refused, number: number): string {
  if (!owner) return message;
  const from = since ? ` since ${momentOf(since)}` : '';
  if (code === 'conversation-taken') return `${owner.name} speaks with this customer in another case${from}.`;
  return `${owner.name} has case ${number}${from}.`;
}

/** "4 of 5 stars" */
export function starsInWords(stars: number): string {
  return `${stars} of 5 stars`;
}

/** Where in its guide the customer was: "ACH refund, step 3 of 7". */
export function guideInWords({ guide }: HandoffSummary): string | undefined {
  if (!guide) return undefined;
  return guide.position && guide.of ? `${guide.title}, step ${guide.position} of ${guide.of}` : guide.title;
}

/** The text of an internal note. */
export function noteOf({ detail }: TrailRow): string {
  const text = typeof detail === 'string' ? detail : (detail as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}

/** Whether this person may write to the customer. */
export function isMine(one: HandoffSummary | HandoffWhole | undefined, me: string | undefined): boolean {
  return one?.status === 'claimed' && one.owner?.id === me && me !== undefined;
}

const channels: Record<string, string> = {
  directline: 'Chat on the website',
  webchat: 'Chat on the website',
  msteams: 'Microsoft Teams',
  email: 'E-mail',
  sms: 'SMS',
  [MADE_IN_TEAMS]: 'A message in Microsoft Teams',
};

/** Where the customer writes. */
export const channelInWords = (channel: string): string => channels[channel] ?? channel;
