// A content file after reading: its data, and the line on which each part of it stands.
import type { z } from 'zod';
import { closestName } from '../rules/closest-name.ts';
import type { Problem } from './problem.ts';
import { explainIssue } from './schema-errors.ts';

export type Path = readonly PropertyKey[];

export interface ParsedFile {
  /** Relative: "dialogs/ace-setup.yaml". */
  name: string;
  data: unknown;
  /** The line of the nearest part of the file that the path leads to, from 1. */
  line(path: Path): number;
}

/** Appends a problem at a place of a file. */
export type Report = (file: ParsedFile, path: Path, text: string, severity?: Problem['severity']) => void;

/** Checks a file's data against its schema; reports each violation and returns undefined where there was one. */
export function checkShape<T>(file: ParsedFile, schema: z.ZodType<T>, report: Report): T | undefined {
  const result = schema.safeParse(file.data);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    for (const { path, text } of explainIssue(issue, file.data, schema)) report(file, path, text);
  }
  return undefined;
}

/** ' Did you mean "x"?' where one of the names is near, else the names there are. */
export function didYouMean(wrong: string, names: Iterable<string>): string {
  const list = [...names];
  const near = closestName(wrong, list);
  if (near !== null) return `Did you mean "${near}"?`;
  if (list.length === 0) return 'There is none yet.';
  return list.length <= 12 ? `Use one of: ${list.join(', ')}.` : 'Look up the right name.';
}
