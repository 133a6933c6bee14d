// One turn over the rows of whichever database runs it.
import { randomUUID } from 'node:crypto';
import { turnData } from './data.ts';
import { type ActivityRow, type ConversationRow, fromJson, toActivity, toConversation, type Value } from './rows.ts';
import * as sql from './statements.ts';
import type { DataOfTurn } from './storage/data.ts';
import type { ConversationMails } from './storage/mails.ts';
import type {
  Changeable,
  Conversation,
  Delivery,
  Due,
  Json,
  NewActivity,
  NewConversation,
  StoredActivity,
  Turn,
} from './storage.ts';
import { keepText } from './text.ts';
import { TurnCases } from './turn-cases.ts';
import { turnMails } from './turn-mails.ts';

/** What a turn needs of the transaction it runs in. */
export interface Transaction {
  /** Reads the conversation's row and keeps it locked; locks the id where there is no row. */
  lock(id: string): Promise<ConversationRow | undefined>;
  /** Runs one statement and gives the rows it returns. */
  rows<Row>(sql: string, values: Value[]): Promise<Row[]>;
  /** Runs one statement whose rows nobody needs; it may fail as late as the commit. */
  send(sql: string, values: Value[]): Promise<void>;
  /** What this transaction overwrites or deletes must not stay anywhere. */
  erase(): void;
}

// Keeps the number of different statements small, and the values of one below what the databases allow.
const ROWS_AT_ONCE = 50;

/** A turn inside a transaction; whoever began the transaction calls `end` before committing it. */
export class TransactionTurn extends TurnCases implements Turn {
  readonly mails: ConversationMails;
  readonly data: DataOfTurn;
  #transaction: Transaction;
  #id: string;
  protected readonly keptId: string;
  #row: Promise<ConversationRow | undefined> | undefined;
  #changed = false;
  #isTold = false;
  #ended = false;
  #failure: { error: unknown } | undefined;

  constructor(transaction: Transaction, id: string) {
    super();
    this.#transaction = transaction;
    this.#id = id;
    this.keptId = keepText(id);
    this.mails = turnMails({
      id: this.keptId,
      conversationId: id,
      rows: (statement, values) => this.lockedRows(statement, values),
    });
    this.data = turnData((statement, values) => this.lockedRows(statement, values));
  }

  /** Whether other nodes are to hear of it: something was appended, or a case changed. */
  get isTold(): boolean {
    return this.#isTold;
  }

  async conversation(): Promise<Conversation | undefined> {
    const row = await this.#locked();
    return row && toConversation(row);
  }

  async create({ channel, userId, createdAt, identity = null }: NewConversation) {
    if (await this.#locked()) throw new Error(`conversation ${this.#id}: it exists already. Use another id.`);
    const row: ConversationRow = {
      id: this.keptId,
      channel: keepText(channel),
      user_id: keepText(userId),
      created_at: createdAt,
      sequence: 0,
      state: null,
      resume: null,
      reference: null,
      identity: fromJson(identity),
      owner: null,
    };
    await this.#send(sql.insertConversation, [row.id, row.channel, row.user_id, row.created_at, row.identity]);
    this.#row = Promise.resolve(row);
    return toConversation(row);
  }

  async update(change: Partial<Changeable>): Promise<void> {
    const row = await this.existing();
    if (change.state !== undefined) row.state = fromJson(change.state);
    if (change.resume !== undefined) row.resume = fromJson(change.resume);
    if (change.reference !== undefined) row.reference = fromJson(change.reference);
    if (change.identity !== undefined) row.identity = fromJson(change.identity);
    if (change.owner !== undefined) row.owner = change.owner === null ? null : keepText(change.owner);
    this.#changed = true;
  }

  async seen(key: string): Promise<StoredActivity | undefined> {
    await this.#locked();
    const [row] = await this.#rows<ActivityRow>(sql.selectSeen, [this.keptId, keepText(key)]);
    return row && toActivity(row);
  }

  async activitiesAfter(sequence: number, limit: number): Promise<StoredActivity[]> {
    await this.#locked();
    const rows = await this.#rows<ActivityRow>(sql.selectAfter, [this.keptId, sequence, limit]);
    return rows.map(toActivity);
  }

  async append(activities: NewActivity[]): Promise<StoredActivity[]> {
    const row = await this.existing();
    const stored = activities.map(({ key = null, delivery = null, activity }, index) => {
      const sequence = row.sequence + index + 1;
      return { conversationId: this.#id, sequence, key, activity: activity(sequence), delivery };
    });
    row.sequence += stored.length;
    this.#changed = true;
    this.#isTold = true;
    for (let start = 0; start < stored.length; start += ROWS_AT_ONCE) {
      const some = stored.slice(start, start + ROWS_AT_ONCE);
      await this.#send(
        sql.insertActivities(some.length),
        some.flatMap(({ sequence, key, activity, delivery }) => [
          this.keptId,
          sequence,
          key === null ? null : keepText(key),
          JSON.stringify(activity),
          delivery,
        ]),
      );
    }
    return stored;
  }

  async amend(sequence: number, change: { activity?: Json; delivery?: Delivery }): Promise<void> {
    await this.#locked();
    const columns: ('activity' | 'delivery')[] = [];
    const values: Value[] = [];
    if (change.activity !== undefined) {
      columns.push('activity');
      this.#transaction.erase();
      values.push(JSON.stringify(change.activity));
    }
    if (change.delivery !== undefined) {
      columns.push('delivery');
      values.push(change.delivery);
    }
    if (columns.length === 0) return;
    const changed = await this.#rows(sql.updateActivity(columns), [...values, this.keptId, sequence]);
    if (changed.length === 0) {
      throw new Error(
        `conversation ${this.#id}: there is no activity ${sequence} to change. Use one that was appended.`,
      );
    }
  }

  async pending(limit: number): Promise<StoredActivity[]> {
    await this.#locked();
    const rows = await this.#rows<ActivityRow>(sql.selectPending, [this.keptId, limit]);
    return rows.map(toActivity);
  }

  async schedule({ kind, at, data = {} }: { kind: string; at: number; data?: Json }): Promise<Due> {
    await this.existing();
    const id = randomUUID();
    await this.#send(sql.upsertDue, [id, this.keptId, keepText(kind), at, at, JSON.stringify(data)]);
    return { id, conversationId: this.#id, kind, at, data, attempts: 0 };
  }

  async unschedule(kind: string): Promise<void> {
    await this.#locked();
    await this.#send(sql.deleteDueOfKind, [this.keptId, keepText(kind)]);
  }

  async finish(due: Due): Promise<boolean> {
    await this.#locked();
    const ended = await this.#rows(sql.deleteDue, [this.keptId, due.id]);
    return ended.length > 0;
  }

  async attach(fileId: string): Promise<void> {
    await this.#locked();
    const attached = await this.#rows(sql.attachFile, [this.keptId, keepText(fileId)]);
    if (attached.length === 0) {
      throw new Error(
        `conversation ${this.#id}: it has no file ${fileId}. Upload the file to this conversation first.`,
      );
    }
  }

  async forget(): Promise<void> {
    await this.#locked();
    this.#transaction.erase();
    for (const statement of sql.forgetConversation) await this.#send(statement, [this.keptId]);
    this.#row = Promise.resolve(undefined);
    this.#changed = false;
  }

  /** Writes what was gathered. Throws where a statement failed, even where `work` caught that: half a turn is not kept. */
  async end(): Promise<void> {
    const row = this.#changed ? await this.#locked() : undefined;
    if (row) {
      const { sequence, state, resume, reference, identity, owner, id } = row;
      await this.#send(sql.updateConversation, [sequence, state, resume, reference, identity, owner, id]);
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Refuses whatever still comes: after the end it would land in another turn. */
  abandon(): void {
    this.#ended = true;
  }

  protected async existing(): Promise<ConversationRow> {
    const row = await this.#locked();
    if (!row) throw new Error(`conversation ${this.#id}: it does not exist. Create it first.`);
    return row;
  }

  protected async lockedRows<Row>(statement: string, values: Value[]): Promise<Row[]> {
    await this.#locked();
    return this.#rows(statement, values);
  }

  protected erase(): void {
    this.#transaction.erase();
  }

  protected tell(): void {
    this.#isTold = true;
  }

  #locked(): Promise<ConversationRow | undefined> {
    this.#row ??= this.#guarded(() => this.#transaction.lock(this.keptId));
    return this.#row;
  }

  #rows<Row>(statement: string, values: Value[]): Promise<Row[]> {
    return this.#guarded(() => this.#transaction.rows<Row>(statement, values));
  }

  #send(statement: string, values: Value[]): Promise<void> {
    return this.#guarded(() => this.#transaction.send(statement, values));
  }

  async #guarded<T>(run: () => Promise<T>): Promise<T> {
    if (this.#ended)
      throw new Error(`conversation ${this.#id}: its turn is over. Wait for every call inside the turn.`);
    try {
      return await run();
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }
}
