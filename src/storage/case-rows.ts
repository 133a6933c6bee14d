// Rows of cases, their trails and what was not answered, as what storage.ts speaks of.
import { toIdentity, toJson, type Value } from './rows.ts';
import type { Case, CaseChange, CaseEvent, CaseKind, CaseStatus, Unanswered } from './storage/cases.ts';
import { keepText, readText } from './text.ts';

/** What may be written into a case, and the column of each. */
export const caseColumns = {
  kind: 'kind',
  status: 'status',
  office: 'office',
  name: 'name',
  email: 'email',
  contact: 'contact',
  question: 'question',
  topic: 'topic',
  guide: 'guide',
  step: 'step',
  answers: 'answers',
  tried: 'tried',
  officeOpen: 'office_open',
  language: 'language',
  timeZone: 'time_zone',
  owner: 'owner',
  claimedAt: 'claimed_at',
  firstClaimedAt: 'first_claimed_at',
  closedAt: 'closed_at',
  closedBy: 'closed_by',
  customerAt: 'customer_at',
  staffAt: 'staff_at',
  stars: 'stars',
  words: 'words',
} satisfies Record<keyof CaseChange, string>;

export type CaseField = keyof typeof caseColumns;
type Texts = 'office' | 'name' | 'email' | 'contact' | 'topic' | 'guide' | 'step' | 'answers' | 'owner' | 'words';

export interface CaseRow extends Record<Texts | 'language' | 'time_zone' | 'identity', string | null> {
  number: number;
  conversation_id: string;
  channel: string;
  kind: CaseKind;
  status: CaseStatus;
  question: string;
  tried: string;
  office_open: number;
  opened_at: number;
  claimed_at: number | null;
  first_claimed_at: number | null;
  closed_at: number | null;
  closed_by: Case['closedBy'];
  customer_at: number | null;
  staff_at: number | null;
  stars: number | null;
  updated_at: number;
  version: number;
}

export interface CaseEventRow {
  number: number;
  position: number;
  at: number;
  actor: string;
  what: string;
  detail: string | null;
}

export interface UnansweredRow {
  id: number;
  conversation_id: string;
  sequence: number;
  at: number;
  decision: Unanswered['decision'];
  entries: string;
  activity: string;
}

/** The value for the field's column. */
export function fromCase(field: CaseField, { [field]: value = null }: CaseChange): Value {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? keepText(value) : JSON.stringify(value);
}

export function toCase(row: CaseRow): Case {
  const text = (kept: string | null) => (kept === null ? null : readText(kept));
  return {
    number: row.number,
    conversationId: readText(row.conversation_id),
    channel: readText(row.channel),
    kind: row.kind,
    status: row.status,
    office: text(row.office),
    name: text(row.name),
    email: text(row.email),
    contact: text(row.contact),
    question: readText(row.question),
    topic: text(row.topic),
    guide: text(row.guide),
    step: text(row.step),
    answers: toJson(row.answers),
    tried: JSON.parse(row.tried),
    officeOpen: row.office_open === 1,
    language: text(row.language),
    timeZone: text(row.time_zone),
    owner: text(row.owner),
    openedAt: row.opened_at,
    claimedAt: row.claimed_at,
    firstClaimedAt: row.first_claimed_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    customerAt: row.customer_at,
    staffAt: row.staff_at,
    stars: row.stars,
    words: text(row.words),
    updatedAt: row.updated_at,
    version: row.version,
    identity: toIdentity(row.identity),
  };
}

export function toCaseEvent({ number, position, at, actor, what, detail }: CaseEventRow): CaseEvent {
  return { number, index: position, at, actor: readText(actor), what, detail: toJson(detail) };
}

export function toUnanswered(row: UnansweredRow): Unanswered {
  const { id, sequence, at, decision } = row;
  const { text } = JSON.parse(row.activity);
  const entries = JSON.parse(row.entries);
  return { id, conversationId: readText(row.conversation_id), sequence, at, decision, entries, text: String(text) };
}
