// How rows are read and written outside of turns, alike for both databases.
import type { Value } from './rows.ts';

export type Rows = <Row>(statement: string, values: Value[]) => Promise<Row[]>;

export interface Access {
  /** Runs one statement that writes nothing. */
  read: Rows;
  /** Runs `work` in one transaction. */
  write<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /** How a column is compared with many texts, given as JSON. */
  areGiven: string;
  /** What a select adds to pass over rows that another node is taking. */
  skipLocked: string;
  /** The text in an activity's JSON. */
  textOf: string;
}

/** The value for `areGiven`. */
export function given(texts: string[]): Value {
  return JSON.stringify(texts);
}
