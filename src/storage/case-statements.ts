// The statements about cases, their trails and what was not answered, with `?` where a value goes.
import { type CaseField, caseColumns } from './case-rows.ts';
import type { Value } from './rows.ts';
import type { CaseFilter } from './storage/cases.ts';
import { keepText } from './text.ts';

const written = Object.values(caseColumns);
const channel = '(select channel from conversations where conversations.id = cases.conversation_id) as channel';
const columns = [
  'number',
  'conversation_id',
  channel,
  'identity',
  ...written,
  'opened_at',
  'updated_at',
  'version',
].join(', ');

/** The values of the columns that may be written come last. */
export const insertCase =
  `insert into cases (conversation_id, identity, opened_at, updated_at, ${written.join(', ')}) ` +
  `values (?, ?, ?, ?, ${written.map(() => '?').join(', ')}) returning ${columns}`;

/** Values: those of the fields, the time, the conversation, the number. */
export function updateCase(fields: CaseField[]): string {
  const set = fields.map((field) => `${caseColumns[field]} = ?, `).join('');
  return `update cases set ${set}updated_at = ?, version = version + 1 where conversation_id = ? and number = ? returning ${columns}`;
}

export const selectCase = `select ${columns} from cases where number = ?`;

export const selectCaseOf = `select ${columns} from cases where conversation_id = ? and number = ?`;

export const selectCasesOf = `select ${columns} from cases where conversation_id = ? order by number desc limit ?`;

export const selectCasesSince = `select ${columns} from cases where updated_at >= ? order by updated_at, number limit ?`;

/** `areGiven` is how the database compares an id with many. */
export function selectOpenCasesOf(areGiven: string): string {
  return `select ${columns} from cases where conversation_id ${areGiven} and status <> 'closed' order by number desc`;
}

export const selectQueue =
  "select number, office from cases where kind = 'live' and status = 'waiting' order by number";

export const countOpenCases =
  "select kind, status, count(*) as number from cases where status <> 'closed' group by kind, status";

export function countWaitingBefore(office: string | null): string {
  const where = office === null ? '' : 'office = ? and ';
  return `select count(*) as waiting from cases where ${where}number < ? and kind = 'live' and status = 'waiting'`;
}

export function selectWaits(office: string | null): string {
  const where = office === null ? '' : 'office = ? and ';
  return `select opened_at, first_claimed_at, closed_at from cases where ${where}opened_at >= ? and kind = 'live' order by opened_at desc limit 2000`;
}

/** A long trail costs no more than a short one: the next line is found by the last. */
export const insertCaseEvent =
  'insert into case_events (number, position, at, actor, what, detail) ' +
  'select number, (select coalesce(max(position), 0) + 1 from case_events where case_events.number = cases.number), ' +
  'cast(? as bigint), cast(? as text), cast(? as text), cast(? as text) ' +
  'from cases where conversation_id = ? and number = ? returning position';

export const selectCaseEvents =
  'select number, position, at, actor, what, detail from case_events where number = ? order by position desc limit 1000';

const ofThisConversation = 'number = (select number from cases where conversation_id = ? and number = ?)';

export const selectCaseEventsOf = selectCaseEvents.replace('number = ?', ofThisConversation);

export const updateCaseEvent = `update case_events set detail = ? where ${ofThisConversation} and position = ? returning position`;

export const insertUnanswered =
  'insert into unanswered (conversation_id, sequence, at, decision, entries) values (?, ?, ?, ?, ?)';

export const selectUnanswered =
  'select id, unanswered.conversation_id, unanswered.sequence, at, decision, entries, activity from unanswered ' +
  'join activities on activities.conversation_id = unanswered.conversation_id and activities.sequence = unanswered.sequence ' +
  'where done_at is null order by id desc limit ?';

export const dismissUnanswered =
  'update unanswered set done_by = ?, done_at = ? where id = ? and done_at is null returning id';

// In so many of the newest cases that fit the transcript is searched too: that reads every message of theirs.
const SEARCHED_TRANSCRIPTS = 200;

/** The statement and its values for the cases that fit, the newest first; `textOf` is the text in an activity's JSON. */
export function selectCases(filter: CaseFilter, limit: number, textOf: string): [statement: string, values: Value[]] {
  const { conditions, values } = exactly(filter);
  const where = (all: string[]) => (all.length > 0 ? ` where ${all.join(' and ')}` : '');
  const newest = (what: string, all: string[]) => `select ${what} from cases${where(all)} order by number desc limit ?`;
  // PostgreSQL refuses a value with U+0000, which pasted text may hold.
  const text = filter.text?.replaceAll('\0', '').trim();
  if (!text) return [newest(columns, conditions), [...values, limit]];
  const pattern = contains(text);
  const number = /^#?(\d{1,12})$/.exec(text)?.[1];
  const found = [
    ...['name', 'question', 'contact', 'email'].map((column) => like(column)),
    ...(number ? ['number = ?'] : []),
    `conversation_id in (select conversation_id from activities where conversation_id in ` +
      `(select conversation_id from (${newest('conversation_id, number', conditions)}) newest) ` +
      `and ${like('activity')} and ${like(textOf)})`,
  ];
  return [
    newest(columns, [...conditions, `(${found.join(' or ')})`]),
    [
      ...values,
      ...Array(4).fill(pattern),
      ...(number ? [Number(number)] : []),
      ...values,
      SEARCHED_TRANSCRIPTS,
      contains(JSON.stringify(text).slice(1, -1)),
      pattern,
      limit,
    ],
  ];
}

function exactly({ status, kind, office, owner, before }: CaseFilter): { conditions: string[]; values: Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const hold = (condition: string, ...some: Value[]) => {
    conditions.push(condition);
    values.push(...some);
  };
  if (status) hold(`status in (${status.map(() => '?').join(', ')})`, ...status);
  if (kind) hold('kind = ?', kind);
  if (office === null) hold('office is null');
  else if (office !== undefined) hold('office = ?', keepText(office));
  if (owner !== undefined) hold('owner = ?', keepText(owner));
  if (before !== undefined) hold('number < ?', before);
  return { conditions, values };
}

const like = (what: string) => `lower(${what}) like lower(?) escape '\\'`;
const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
