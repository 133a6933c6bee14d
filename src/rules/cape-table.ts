// Finds the column of entry numbers in the text of a CSV file, row by row as Excel counts them.
import { fullestColumn, heading, isLike, parseRows, splitCell } from './entry-cells.ts';

export interface TableRow {
  /** As Excel counts it, from 1. */
  row: number;
  /** What stands in the column of entry numbers; several where they were not put into rows of their own. */
  cells: string[];
}

export interface CapeTable {
  /** The heading, where it stands, and whether it names entry numbers; null where there is none. */
  header: { row: number; text: string; isKnown: boolean } | null;
  /** Rows that hold something, below the heading. */
  rows: TableRow[];
  emptyRows: number[];
  /** What stands between columns, where there are several and it is no comma. */
  separator: 'semicolon' | 'tab' | 'bar' | null;
  hasColumns: boolean;
  hasQuotes: boolean;
}

const separators = { ',': null, ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;
type Delimiter = keyof typeof separators;
const headingWithin = 20;
const sampleLength = 10_000;

/** Reads the table; any text is one. */
export function readCapeTable(text: string): CapeTable {
  // Excel: a first line "sep=;" says what stands between columns.
  const declared = /^\ufeff?sep=([,;\t|])[ ,;\t|]*(?=[\r\n]|$)/i.exec(text);
  const body = declared ? text.slice(declared[0].length) : text;
  const delimiter = (declared?.[1] as Delimiter | undefined) ?? bestDelimiter(body);
  const records = recordsOf(body, delimiter);
  const header = findHeader(records);
  const from = header ? header.index + 1 : declared ? 1 : 0;
  const inside = records.slice(from);
  const several = !header?.isKnown && inside.some((record) => record.flatMap(splitCell).filter(isLike).length > 1);
  const column = header?.isKnown ? header.column : fullestColumn(inside.map((record) => record.map(isLike)));
  const table: CapeTable = {
    header: header && { row: header.index + 1, text: header.text, isKnown: header.isKnown },
    rows: [],
    emptyRows: [],
    separator: null,
    hasColumns: records.some(({ length }) => length > 1),
    hasQuotes: body.includes('"'),
  };
  if (table.hasColumns) table.separator = separators[delimiter];
  inside.forEach((record, index) => {
    const row = from + index + 1;
    if (!record.some(Boolean)) table.emptyRows.push(row);
    else table.rows.push({ row, cells: (several ? record : [record[column] ?? '']).flatMap(splitCell) });
  });
  return table;
}

interface Header {
  index: number;
  column: number;
  text: string;
  /** Whether it names entry numbers. */
  isKnown: boolean;
}

/** The heading, also below a title, or words in the first row that can be nothing else. */
function findHeader(records: string[][]): Header | null {
  for (const [index, record] of records.slice(0, headingWithin).entries()) {
    const column = record.findIndex((cell) => heading.test(cell));
    if (column >= 0) return { index, column, text: record[column] ?? '', isKnown: true };
    if (record.some(isLike)) break;
  }
  const first = records[0] ?? [];
  const words = first.find((cell) => /\p{L}{3}/u.test(cell));
  // An entry number with a mistake has more digits than letters.
  const isWords = words !== undefined && first.every((cell) => !/\d{4}/.test(cell));
  return isWords ? { index: 0, column: -1, text: words, isKnown: false } : null;
}

function bestDelimiter(text: string): Delimiter {
  const sample = text.slice(0, sampleLength);
  const worth = (delimiter: Delimiter) => {
    const cells = recordsOf(sample, delimiter).flat();
    return cells.filter(isLike).length + (cells.some((cell) => heading.test(cell)) ? 1 : 0);
  };
  const all = Object.keys(separators) as Delimiter[];
  const worths = all.map((delimiter) => (delimiter === ',' || sample.includes(delimiter) ? worth(delimiter) : -1));
  return all[worths.indexOf(Math.max(...worths))] ?? ',';
}

/** All rows, empty ones too: so their places are those of Excel. */
function recordsOf(text: string, delimiter: Delimiter): string[][] {
  // Without quotes there is nothing to parse, and 80,000 rows are read at once.
  const records = text.includes('"')
    ? parseRows(text, delimiter, { skip_empty_lines: false }).map(({ record }) => record)
    : text
        .replace(/^\ufeff/, '')
        .replace(/(\r\n|\n|\r)$/, '')
        .split(/\r\n|\n|\r/)
        .map((line) => line.split(delimiter));
  return records.map((record) => record.map(cleanCell));
}

/** Without spaces around it, what nobody sees, and the ="..." by which a report keeps its zeros. */
function cleanCell(cell: string): string {
  const seen = cell.replace(/[^\P{C}\s]/gu, '').trim();
  return /^="?(.*?)"?$/.exec(seen)?.[1] ?? seen;
}
