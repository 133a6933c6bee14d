// What is read and written outside of turns, in whichever database.
import { type Access, given } from './access.ts';
import { caseLists } from './case-lists.ts';
import { contentChanges } from './content-changes.ts';
import { dataStore } from './data.ts';
import { entraStore } from './entra.ts';
import { openOutbox } from './mails.ts';
import type { ActivityRow, ConversationRow, DueRow, FileRow, SecretRow, SequenceRow } from './rows.ts';
import { fromFile, toActivity, toConversation, toDue, toFile, toSequences } from './rows.ts';
import { staffStore } from './staff.ts';
import * as sql from './statements.ts';
import type { Storage } from './storage.ts';
import { teamsStore } from './teams.ts';
import { keepText, readText } from './text.ts';

/** This part of the storage. */
export function outsideTurns(
  access: Access,
): Omit<Storage, 'migrate' | 'turn' | 'listen' | 'tell' | 'hear' | 'ping' | 'close'> {
  const { read, write, areGiven, skipLocked } = access;
  const staff = staffStore(access);
  return {
    ...caseLists(access),
    ...contentChanges(access),
    ...dataStore(access),
    ...staff,
    ...entraStore(access, staff.staffMember),
    mails: openOutbox(access),
    teams: teamsStore(access),

    async conversation(id) {
      const [row] = await read<ConversationRow>(sql.selectConversation, [keepText(id)]);
      return row && toConversation(row);
    },

    async newestConversations(limit) {
      return (await read<{ id: string }>(sql.selectNewest, [limit])).map(({ id }) => readText(id));
    },

    async activitiesAfter(conversationId, sequence, limit) {
      const rows = await read<ActivityRow>(sql.selectAfter, [keepText(conversationId), sequence, limit]);
      return rows.map(toActivity);
    },

    async updatesAfter(conversationId, sequence, limit) {
      const rows = await read<ActivityRow>(sql.selectUpdates, [keepText(conversationId), sequence, limit]);
      return rows.map(toActivity).reverse();
    },

    async sequences(conversationIds) {
      const ids = given(conversationIds.map(keepText));
      return toSequences(await read<SequenceRow>(sql.selectSequences(areGiven), [ids]));
    },

    async takeDue(now, leaseUntil, limit) {
      if ((await read(sql.anyDue, [now])).length === 0) return [];
      const taken = await write((rows) => rows<DueRow>(sql.takeDue(skipLocked), [now, leaseUntil - now, now, limit]));
      return taken.map(toDue).sort((one, other) => one.at - other.at);
    },

    async countPending() {
      const [row] = await read<{ pending: number }>(sql.countPending, []);
      return row?.pending ?? 0;
    },

    async secret(name, make) {
      const [row] = await write((rows) => rows<SecretRow>(sql.keepSecret, [name, make()]));
      return row.value;
    },

    async writeChunk(fileId, index, bytes) {
      await write((rows) => rows(sql.insertChunk, [keepText(fileId), index, bytes]));
    },

    async addFile(file) {
      await write((rows) => rows(sql.insertFile, fromFile(file)));
    },

    async file(id) {
      const [row] = await read<FileRow>(sql.selectFile, [keepText(id)]);
      return row && toFile(row);
    },

    async readChunk(fileId, index) {
      const [row] = await read<{ bytes: Uint8Array }>(sql.selectChunk, [keepText(fileId), index]);
      return row?.bytes;
    },

    dropFile(id) {
      return write(async (rows) => {
        for (const statement of sql.dropFile) await rows(statement, [keepText(id)]);
      });
    },
  };
}
