// Reads CSV text into rows, in the server and in the browser: the one place that knows the parser.
import { CsvError, type Options, parse } from 'csv-parse/browser/esm/sync';

export type CsvOptions = Options;

export interface CsvRow<Cells> {
  record: Cells;
  /** `lines`: the line on which the row ends, from 1. */
  info: { lines: number };
}

/** The text is no CSV from this line on, where the parser knows it. */
export class BrokenCsv extends Error {
  readonly line: number | null;

  constructor(line: number | null) {
    super(`No CSV${line === null ? '' : ` from line ${line} on`}`);
    this.line = line;
  }
}

/** The rows of a CSV text; throws BrokenCsv. */
export function readCsv<Cells = string[]>(text: string, options: CsvOptions): CsvRow<Cells>[] {
  // The parser makes an error for each row of another length, also where these are taken; its stack is most of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      ...options,
      info: true,
    }) as unknown as CsvRow<Cells>[];
  } catch (error) {
    if (error instanceof CsvError) throw new BrokenCsv(typeof error.lines === 'number' ? error.lines : null);
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
