// Keeps what staff propose for the content, in whichever database.
import type { Access } from './access.ts';
import type { Value } from './rows.ts';
import type { ChangeStatus, ContentChanges, KeptContentChange } from './storage/content-changes.ts';
import { keepText, readText } from './text.ts';

interface ChangeRow {
  id: number;
  kind: 'phrasing' | 'entry';
  entry: string;
  topic: string | null;
  phrasing: string | null;
  test: string | null;
  yaml: string | null;
  status: ChangeStatus;
  proposed_by: string;
  proposed_at: number;
  decided_by: string | null;
  decided_at: number | null;
  rolled_back_by: string | null;
  rolled_back_at: number | null;
}

const made = 'kind, entry, topic, phrasing, test, yaml, proposed_by, proposed_at';
const columns = `id, ${made}, status, decided_by, decided_at, rolled_back_by, rolled_back_at`;
const selectRevision = 'select cast(coalesce(sum(decisions), 0) as bigint) as revision from content_changes';
// On PostgreSQL, too, one decision waits for another: each locks the oldest row first.
const lock = 'update content_changes set decisions = decisions where id = (select min(id) from content_changes)';
// So many changes are served at most; what is older belongs into the files.
const MOST_LIVE = 1_000;

/** This part of the storage. */
export function contentChanges({ read, write }: Access): ContentChanges {
  return {
    addContentChange({ kind, entry, topic, phrasing, test, yaml, proposedBy, proposedAt }) {
      const statement = `insert into content_changes (${made}, status, decisions) values (?, ?, ?, ?, ?, ?, ?, ?, 'proposed', 0) returning ${columns}`;
      const values: Value[] = [
        kind,
        ...[entry, topic, phrasing, test, yaml].map((text) => (text === null ? null : keepText(text))),
        keepText(proposedBy),
        proposedAt,
      ];
      return write(async (rows) => toChange((await rows<ChangeRow>(statement, values))[0] as ChangeRow));
    },

    async contentChange(id) {
      const [row] = await read<ChangeRow>(`select ${columns} from content_changes where id = ?`, [id]);
      return row && toChange(row);
    },

    async contentChanges(limit) {
      const statement = `select ${columns} from content_changes order by id desc limit ?`;
      return (await read<ChangeRow>(statement, [limit])).map(toChange);
    },

    async waitingContentChanges() {
      const statement = `select proposed_by, cast(count(*) as bigint) as count from content_changes where status = 'proposed' group by proposed_by`;
      const rows = await read<{ proposed_by: string; count: number }>(statement, []);
      return rows.map(({ proposed_by, count }) => ({ proposedBy: readText(proposed_by), count }));
    },

    async liveContentChanges() {
      const statement = `select ${columns} from content_changes where status = 'live' order by id limit ?`;
      return (await read<ChangeRow>(statement, [MOST_LIVE])).map(toChange);
    },

    async contentRevision() {
      return (await read<{ revision: number }>(selectRevision, []))[0]?.revision ?? 0;
    },

    decideContentChange(id, { from, to, staff, at, revision }) {
      const who = to === 'rolled-back' ? 'rolled_back' : 'decided';
      const statement = `update content_changes set status = ?, ${who}_by = ?, ${who}_at = ?, decisions = decisions + 1 where id = ? and status = ? returning ${columns}`;
      return write(async (rows) => {
        await rows(lock, []);
        const [now] = await rows<{ revision: number }>(selectRevision, []);
        if (revision !== undefined && now?.revision !== revision) return undefined;
        const [row] = await rows<ChangeRow>(statement, [to, keepText(staff), at, id, from]);
        return row && toChange(row);
      });
    },
  };
}

function toChange(row: ChangeRow): KeptContentChange {
  const text = (kept: string | null) => (kept === null ? null : readText(kept));
  return {
    id: row.id,
    kind: row.kind,
    entry: readText(row.entry),
    topic: text(row.topic),
    phrasing: text(row.phrasing),
    test: text(row.test),
    yaml: text(row.yaml),
    status: row.status,
    proposedBy: readText(row.proposed_by),
    proposedAt: row.proposed_at,
    decidedBy: text(row.decided_by),
    decidedAt: row.decided_at,
    rolledBackBy: text(row.rolled_back_by),
    rolledBackAt: row.rolled_back_at,
  };
}
