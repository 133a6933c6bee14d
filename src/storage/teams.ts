// Keeps where in Microsoft Teams cases are shown, in whichever database.
import type { Access, Rows } from './access.ts';
import type { Value } from './rows.ts';
import type { TeamsPlace, TeamsStore, TeamsThread } from './storage/teams.ts';
import { keepText, readText } from './text.ts';

interface PlaceRow {
  id: string;
  staff_id: string | null;
  office: string | null;
  reference: string;
  focus: number | null;
}

interface ThreadRow {
  number: number;
  place_id: string;
  conversation_id: string;
  root: string | null;
  thread_id: string | null;
  version: number;
  sequence: number;
  away: number;
}

const selectPlace = 'select id, staff_id, office, reference, focus from teams_places where';
const selectThread =
  'select number, place_id, conversation_id, root, thread_id, version, sequence, away from teams_threads where';
const keepThread =
  'insert into teams_threads (number, place_id, conversation_id, root, thread_id, version, sequence, away) ' +
  'values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (number, place_id) do update set ' +
  'root = excluded.root, thread_id = excluded.thread_id, away = excluded.away, ' +
  'version = case when excluded.version > teams_threads.version then excluded.version else teams_threads.version end, ' +
  'sequence = case when excluded.sequence > teams_threads.sequence or teams_threads.away > excluded.away ' +
  'then excluded.sequence else teams_threads.sequence end';
const leave =
  'update teams_threads set away = 1 where number = ? and place_id = ? ' +
  'and not exists (select 1 from teams_places where id = teams_threads.place_id and focus = teams_threads.number)';
const keepPost =
  'insert into teams_posts (conversation_id, number, place_id, sequence, activity_id, updated) values (?, ?, ?, ?, ?, ?) ' +
  'on conflict (number, place_id, sequence) do update set activity_id = excluded.activity_id, updated = excluded.updated';

const hold =
  'insert into teams_holds (conversation_id, held_by, until) values (?, ?, ?) on conflict (conversation_id) do update set ' +
  'held_by = excluded.held_by, until = excluded.until ' +
  'where teams_holds.until <= ? or teams_holds.held_by = ? returning held_by';

/** Each takes the conversation's id. */
export const forgetTeams = ['teams_threads', 'teams_posts', 'teams_holds'].map(
  (table) => `delete from ${table} where conversation_id = ?`,
);

/** This part of the storage. */
export function teamsStore({ read, write }: Access): TeamsStore {
  const run = async (...[statement, values]: Parameters<Rows>) => {
    await write((rows) => rows(statement, values));
  };

  return {
    async place(of) {
      const [column, id] = 'id' in of ? ['id', of.id] : 'staff' in of ? ['staff_id', of.staff] : ['office', of.office];
      const [row] = await read<PlaceRow>(`${selectPlace} ${column} = ?`, [keepText(id)]);
      return row && toPlace(row);
    },

    async channels() {
      return (await read<PlaceRow>(`${selectPlace} office is not null order by office`, [])).map(toPlace);
    },

    keepPlace: ({ id, staff, office, reference }) =>
      write(async (rows) => {
        const [place, person, of] = [keepText(id), textOrNull(staff), textOrNull(office)];
        const [before] = await rows<PlaceRow>(`${selectPlace} id = ?`, [place]);
        await rows('delete from teams_places where id = ? or staff_id = ? or office = ?', [place, person, of]);
        await rows('insert into teams_places (id, staff_id, office, reference, focus) values (?, ?, ?, ?, ?)', [
          place,
          person,
          of,
          JSON.stringify(reference),
          before?.focus ?? null,
        ]);
      }),

    focus: (place, number, only) =>
      only === undefined
        ? run('update teams_places set focus = ? where id = ?', [number, keepText(place)])
        : run('update teams_places set focus = ? where id = ? and focus = ?', [number, keepText(place), only]),

    dropPlace: (id) =>
      write(async (rows) => {
        for (const [table, column] of [
          ['teams_places', 'id'],
          ['teams_threads', 'place_id'],
          ['teams_posts', 'place_id'],
        ])
          await rows(`delete from ${table} where ${column} = ?`, [keepText(id)]);
      }),

    async threads(conversationId) {
      return (await read<ThreadRow>(`${selectThread} conversation_id = ?`, [keepText(conversationId)])).map(toThread);
    },

    async threadOf(thread) {
      const [row] = await read<ThreadRow>(`${selectThread} thread_id = ?`, [keepText(thread)]);
      return row && toThread(row);
    },

    keepThread: ({ number, place, conversationId, root, thread, version, sequence, away }) =>
      run(keepThread, [
        number,
        keepText(place),
        keepText(conversationId),
        textOrNull(root),
        textOrNull(thread),
        version,
        sequence,
        away ? 1 : 0,
      ]),

    dropThread: (number, place) =>
      write(async (rows) => {
        for (const table of ['teams_threads', 'teams_posts'])
          await rows(`delete from ${table} where number = ? and place_id = ?`, [number, keepText(place)]);
      }),

    leave: (number, place) => run(leave, [number, keepText(place)]),

    keepPost: ({ conversationId, number, place, sequence, activityId, updated }) =>
      run(keepPost, [keepText(conversationId), number, keepText(place), sequence, keepText(activityId), updated]),

    hold: (conversationId, by, until, now) =>
      write(async (rows) => (await rows(hold, [keepText(conversationId), by, until, now, by])).length > 0),

    letGo: (conversationId, by) =>
      run('delete from teams_holds where conversation_id = ? and held_by = ?', [keepText(conversationId), by]),

    async posted(number, place, sequence) {
      const select =
        'select conversation_id, activity_id, updated from teams_posts where number = ? and place_id = ? and sequence = ?';
      const [row] = await read<{ conversation_id: string; activity_id: string; updated: number }>(select, [
        number,
        keepText(place),
        sequence,
      ]);
      if (!row) return undefined;
      const [conversationId, activityId] = [row.conversation_id, row.activity_id].map(readText) as [string, string];
      return { conversationId, number, place, sequence, activityId, updated: row.updated };
    },
  };
}

function toPlace({ id, staff_id, office, reference, focus }: PlaceRow): TeamsPlace {
  return {
    id: readText(id),
    staff: staff_id === null ? null : readText(staff_id),
    office: office === null ? null : readText(office),
    reference: JSON.parse(reference),
    focus,
  };
}

function toThread(row: ThreadRow): TeamsThread {
  return {
    number: row.number,
    place: readText(row.place_id),
    conversationId: readText(row.conversation_id),
    root: row.root === null ? null : readText(row.root),
    thread: row.thread_id === null ? null : readText(row.thread_id),
    version: row.version,
    sequence: row.sequence,
    away: row.away === 1,
  };
}

function textOrNull(text: string | null): Value {
  return text === null ? null : keepText(text);
}
