// What a turn does with the cases of its conversation, over the rows of whichever database runs it.
import {
  type CaseEventRow,
  type CaseField,
  type CaseRow,
  caseColumns,
  fromCase,
  toCase,
  toCaseEvent,
} from './case-rows.ts';
import * as sql from './case-statements.ts';
import { type ConversationRow, fromJson, type Value } from './rows.ts';
import type { Case, CaseChange, CasesOfTurn, NewCase, NewCaseEvent, NewUnanswered } from './storage/cases.ts';
import type { Json } from './storage.ts';
import { keepText } from './text.ts';

const fields = Object.keys(caseColumns) as CaseField[];

/** The part of a turn that is about cases; the turn itself knows the conversation and the transaction. */
export abstract class TurnCases implements CasesOfTurn {
  /** The conversation's row, which is locked from here on; throws where there is none. */
  protected abstract existing(): Promise<ConversationRow>;
  /** Runs one statement; the conversation is locked from here on. */
  protected abstract lockedRows<Row>(statement: string, values: Value[]): Promise<Row[]>;
  /** What this turn overwrites must not stay anywhere. */
  protected abstract erase(): void;
  /** Other nodes are to hear of this turn. */
  protected abstract tell(): void;
  protected abstract readonly keptId: string;

  async openCase(made: NewCase): Promise<Case> {
    const { identity } = await this.existing();
    const values = fields.map((field) => fromCase(field, { ...made, status: 'waiting' }));
    return toCase(await this.#change(sql.insertCase, [this.keptId, identity, made.openedAt, made.openedAt, ...values]));
  }

  async changeCase(number: number, change: CaseChange, at: number): Promise<Case> {
    // The customer's words: what is overwritten may be a number that was redacted.
    if ([change.question, change.name, change.words].some((text) => text !== undefined)) this.erase();
    const changed = fields.filter((field) => change[field] !== undefined);
    const values = changed.map((field) => fromCase(field, change));
    return toCase(await this.#change(sql.updateCase(changed), [...values, at, this.keptId, number], number));
  }

  async addCaseEvent(number: number, { at, actor, what, detail = null }: NewCaseEvent): Promise<void> {
    const values = [at, keepText(actor), what, fromJson(detail), this.keptId, number];
    await this.#change(sql.insertCaseEvent, values, number);
  }

  async amendCaseEvent(number: number, index: number, detail: Json | null): Promise<void> {
    this.erase();
    await this.#change(sql.updateCaseEvent, [fromJson(detail), this.keptId, number, index], number);
  }

  async caseEvents(number: number) {
    const rows = await this.lockedRows<CaseEventRow>(sql.selectCaseEventsOf, [this.keptId, number]);
    return rows.map(toCaseEvent).reverse();
  }

  async case(number: number): Promise<Case | undefined> {
    const [row] = await this.lockedRows<CaseRow>(sql.selectCaseOf, [this.keptId, number]);
    return row && toCase(row);
  }

  async cases(limit: number): Promise<Case[]> {
    return (await this.lockedRows<CaseRow>(sql.selectCasesOf, [this.keptId, limit])).map(toCase);
  }

  async waitingBefore(office: string | null, number: number): Promise<number> {
    const values = office === null ? [number] : [keepText(office), number];
    const [row] = await this.lockedRows<{ waiting: number }>(sql.countWaitingBefore(office), values);
    return row?.waiting ?? 0;
  }

  async waits(office: string | null, since: number) {
    const values = office === null ? [since] : [keepText(office), since];
    const rows = await this.lockedRows<CaseRow>(sql.selectWaits(office), values);
    return rows.map(({ opened_at: openedAt, first_claimed_at: firstClaimedAt, closed_at: closedAt }) => ({
      openedAt,
      firstClaimedAt,
      closedAt,
    }));
  }

  async addUnanswered({ sequence, at, decision, entries }: NewUnanswered): Promise<void> {
    await this.existing();
    await this.lockedRows(sql.insertUnanswered, [this.keptId, sequence, at, decision, JSON.stringify(entries)]);
  }

  async #change<Row>(statement: string, values: Value[], number?: number): Promise<Row> {
    this.tell();
    const [row] = await this.lockedRows<Row>(statement, values);
    if (row) return row;
    throw new Error(
      `conversation ${this.keptId}: ` +
        (number === undefined
          ? 'its case was not kept. Send the message again.'
          : `it has no case ${number} to change. Use one that it opened.`),
    );
  }
}
