// Reads cases, their trails and what was not answered outside of turns, in whichever database.
import { type Access, given } from './access.ts';
import { type CaseEventRow, type CaseRow, toCase, toCaseEvent, toUnanswered, type UnansweredRow } from './case-rows.ts';
import * as sql from './case-statements.ts';
import type { CaseLists } from './storage/cases.ts';
import { keepText, readText } from './text.ts';

/** This part of the storage. */
export function caseLists({ read, write, areGiven, textOf }: Access): CaseLists {
  return {
    async cases(filter, limit) {
      return (await read<CaseRow>(...sql.selectCases(filter, limit, textOf))).map(toCase);
    },

    async case(number) {
      const [row] = await read<CaseRow>(sql.selectCase, [number]);
      return row && toCase(row);
    },

    async caseEvents(number) {
      const rows = await read<CaseEventRow>(sql.selectCaseEvents, [number]);
      return rows.map(toCaseEvent).reverse();
    },

    async casesChangedSince(at, limit) {
      return (await read<CaseRow>(sql.selectCasesSince, [at, limit])).map(toCase);
    },

    async casesOf(conversationIds) {
      const ids = given(conversationIds.map(keepText));
      return (await read<CaseRow>(sql.selectOpenCasesOf(areGiven), [ids])).map(toCase);
    },

    async queue() {
      const rows = await read<Pick<CaseRow, 'number' | 'office'>>(sql.selectQueue, []);
      return rows.map(({ number, office }) => ({ number, office: office === null ? null : readText(office) }));
    },

    countOpenCases: () => read(sql.countOpenCases, []),

    async unanswered(limit) {
      return (await read<UnansweredRow>(sql.selectUnanswered, [limit])).map(toUnanswered);
    },

    dismissUnanswered(ids, staff, at) {
      return write(async (rows) => {
        for (const id of ids) await rows(sql.dismissUnanswered, [keepText(staff), at, id]);
      });
    },
  };
}
