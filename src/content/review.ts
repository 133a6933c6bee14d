// What only the check looks at, since it takes longer and stops nothing: lengths, spelling, and whether phrasings carry.
import { readEntries, readGuide } from './build.ts';
import { checkLength } from './check-length.ts';
import { checkReach } from './check-reach.ts';
import { checkSpelling } from './check-spelling.ts';
import type { Content } from './content.ts';
import type { ParsedFile, Report } from './parsed.ts';
import type { Problem } from './problem.ts';

/** What an editor had better look at; phrasings are tried only where the content is whole. */
export function reviewContent(guideFiles: ParsedFile[], knowledge: ParsedFile[], content: Content | null): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (file, path, text, severity = 'error') => {
    problems.push({ file: file.name, line: file.line(path), text, severity });
  };
  const silent: Report = () => {};
  const entries = knowledge.flatMap((file) => readEntries(file, silent));
  const guides = guideFiles.flatMap((file) => readGuide(file, silent));
  checkLength(entries, guides, report);
  checkSpelling([...entries, ...guides], [...guideFiles, ...knowledge], report);
  if (content) checkReach([...entries, ...guides], content, report);
  return problems;
}
