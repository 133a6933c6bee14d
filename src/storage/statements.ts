// The statements both databases share, with `?` where a value goes.
import { forgetTeams } from './teams.ts';
import { forgetMails } from './turn-mails.ts';

export const selectConversation =
  'select id, channel, user_id, created_at, sequence, state, resume, reference, identity, owner from conversations where id = ?';

export const insertConversation =
  'insert into conversations (id, channel, user_id, created_at, identity, sequence) values (?, ?, ?, ?, ?, 0)';

export const updateConversation =
  'update conversations set sequence = ?, state = ?, resume = ?, reference = ?, identity = ?, owner = ? where id = ?';

export const selectNewest = 'select id from conversations order by created_at desc, id limit ?';

/** `areGiven` is how the database compares an id with many. */
export function selectSequences(areGiven: string): string {
  return `select id, sequence from conversations where id ${areGiven}`;
}

const activityColumns = 'conversation_id, sequence, client_key, activity, delivery';

export const selectSeen = `select ${activityColumns} from activities where conversation_id = ? and client_key = ?`;

export const selectAfter = `select ${activityColumns} from activities where conversation_id = ? and sequence > ? order by sequence limit ?`;

// The type as JSON.stringify writes it: within a text the quotes are escaped.
export const selectUpdates = `select ${activityColumns} from activities where conversation_id = ? and sequence > ? and activity like '%"type":"messageUpdate"%' order by sequence desc limit ?`;

export const selectPending = `select ${activityColumns} from activities where conversation_id = ? and delivery = 'pending' order by sequence limit ?`;

export const countPending = "select count(*) as pending from activities where delivery = 'pending'";

/** For so many activities at once. */
export function insertActivities(count: number): string {
  const values = Array(count).fill('(?, ?, ?, ?, ?)').join(', ');
  return `insert into activities (${activityColumns}) values ${values}`;
}

/** Sets these columns of one activity. */
export function updateActivity(columns: ('activity' | 'delivery')[]): string {
  const set = columns.map((column) => `${column} = ?`).join(', ');
  return `update activities set ${set} where conversation_id = ? and sequence = ? returning sequence`;
}

// The id changes with each call: whoever took the row before it was moved must not end the moved one.
export const upsertDue =
  'insert into due (id, conversation_id, kind, at, ready_at, data, attempts) values (?, ?, ?, ?, ?, ?, 0) ' +
  'on conflict (conversation_id, kind) do update set id = excluded.id, at = excluded.at, ' +
  'ready_at = excluded.ready_at, data = excluded.data, attempts = 0';

export const deleteDueOfKind = 'delete from due where conversation_id = ? and kind = ?';

export const deleteDue = 'delete from due where conversation_id = ? and id = ? returning id';

/** Values: now, length of a first lease, now, limit. `lock` is what the database adds to pass over rows that another node is taking. */
export function takeDue(lock: string): string {
  return (
    'update due set attempts = attempts + 1, ready_at = cast(? as bigint) + ' +
    '(cast(? as bigint) << case when attempts < 6 then attempts else 6 end) where id in ' +
    `(select id from due where ready_at <= ? order by ready_at limit ?${lock}) ` +
    'returning id, conversation_id, kind, at, data, attempts'
  );
}

export const anyDue = 'select 1 as due from due where ready_at <= ? limit 1';

export const attachFile = 'update files set attached = 1 where conversation_id = ? and id = ? returning id';

/** Each takes the conversation's id. */
export const forgetConversation = [
  'delete from file_chunks where file_id in (select id from files where conversation_id = ?)',
  'delete from files where conversation_id = ?',
  'delete from due where conversation_id = ?',
  'delete from case_events where number in (select number from cases where conversation_id = ?)',
  'delete from cases where conversation_id = ?',
  ...forgetMails,
  ...forgetTeams,
  'delete from unanswered where conversation_id = ?',
  'delete from activities where conversation_id = ?',
  'delete from conversations where id = ?',
];

export const insertChunk = 'insert into file_chunks (file_id, piece, bytes) values (?, ?, ?)';

export const selectChunk = 'select bytes from file_chunks where file_id = ? and piece = ?';

export const insertFile =
  'insert into files (id, conversation_id, name, content_type, size, created_at, attached) values (?, ?, ?, ?, ?, ?, ?)' +
  ' on conflict (id) do update set size = excluded.size';

export const selectFile =
  'select id, conversation_id, name, content_type, size, created_at, attached from files where id = ?';

/** Each takes the file's id. */
export const dropFile = ['delete from file_chunks where file_id = ?', 'delete from files where id = ?'];

// The update changes nothing: it makes the statement return what the first caller kept, and wait for that commit.
export const keepSecret =
  'insert into secrets (name, value) values (?, ?) on conflict (name) do update set value = secrets.value returning value';
