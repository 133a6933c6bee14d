// What an editor should know of a change before it is proposed: what refuses it, and what speaks against it.
import { readEntries } from './build.ts';
import { applyChanges, type ContentChange } from './changes.ts';
import { checkLength } from './check-length.ts';
import { checkSpelling } from './check-spelling.ts';
import { compareContent, utterancesOf } from './compare.ts';
import type { Content } from './content.ts';
import { checkFiles, parseEntry, readFiles } from './load.ts';
import type { Report } from './parsed.ts';
import { describeProblem, type Problem } from './problem.ts';

export type Dirs = [dialogsDir: string, knowledgeDir: string];

export interface ChangeReview {
  /** What keeps it from being served beside the files and what is live, a sentence each; none where it may be. */
  refused: string[];
  /** What had better be looked at, and stops nothing. */
  warnings: string[];
}

const MOST_LOST = 5;

/** Tries the change over the files and what is live. It takes a second: a server does it in a thread of its own. */
export function reviewChange(dirs: Dirs, live: ContentChange[], change: ContentChange, now: number): ChangeReview {
  const refuse = (...refused: string[]): ChangeReview => ({ refused, warnings: [] });
  const problems: Problem[] = [];
  const files = readFiles(...dirs, problems);
  const before = checkFiles(files, problems, now, true, live);
  const { content } = before;
  if (!content) return refuse('The content in the files cannot be used just now. Try again once it is mended.');
  const entry = content.entries.get(change.entry);
  if (change.kind === 'phrasing' && !entry) return refuse(`There is no answer "${change.entry}".`);
  if (change.kind === 'entry') {
    if (entry) return refuse(`There is an answer "${change.entry}" already. Give the new one another id.`);
    if (!content.topics.has(change.topic ?? ''))
      return refuse(`There is no topic "${change.topic}". Use one of: ${[...content.topics.keys()].join(', ')}.`);
  }
  const after = checkFiles(files, problems, now, true, [...live, change]);
  if (after.content && textOf(after.content.entries.get(change.entry)) === textOf(entry))
    return refuse('This stands there already: it would change nothing.');
  const known = new Set(before.problems.map(describeProblem));
  const fresh = after.problems.filter((problem) => !known.has(describeProblem(problem)));
  // The change stands in no line of the files: what is said of it names the place.
  const said = (isWarning: boolean) =>
    fresh.filter(({ severity }) => (severity === 'warning') === isWarning).map(({ text }) => text);
  const refused = said(false);
  if (refused.length > 0 || !after.content) return refuse(...refused);
  const warnings = [
    ...said(true),
    ...nearerElsewhere(content, change, after.content),
    ...reviewWords(files, live, change),
    ...lostElsewhere(content, after.content),
  ];
  return { refused, warnings: [...new Set(warnings)] };
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? '';

/** Words that find another answer as things are, or this one already. */
function nearerElsewhere(before: Content, { kind, entry, phrasing, test }: ContentChange, after: Content): string[] {
  const own = after.entries.get(entry);
  const told = (kind === 'phrasing' ? [phrasing ?? ''] : (own?.phrasings ?? [])).flatMap((text) => {
    const { decision, matches } = before.matcher.match(text);
    const [first] = matches;
    if (decision !== 'answer' || !first || first.id === entry || first.id === own?.guide) return [];
    const title = before.entries.get(first.id)?.question ?? before.guides.get(first.id)?.title;
    return title === undefined ? [] : [`"${text}" is nearer to another answer, "${title}" (${first.id}).`];
  });
  const now = before.matcher.match(test ?? '');
  if (now.decision === 'answer' && now.matches[0]?.id === entry)
    told.push(`"${test}" is answered so already, without this phrasing.`);
  return told;
}

/** Spelling, and the length of a new answer. */
function reviewWords(
  { guides, knowledge }: ReturnType<typeof readFiles>,
  live: ContentChange[],
  change: ContentChange,
): string[] {
  const told: string[] = [];
  const report: Report = (_file, _path, text) => void told.push(text);
  const files = applyChanges(knowledge, [...live, change], (yaml) => parseEntry(yaml, []));
  const found = files.flatMap((file) => readEntries(file, () => {})).find(({ value }) => value.id === change.entry);
  if (!found) return [];
  const own = change.phrasing === null ? found.value.phrasings : [change.phrasing];
  checkSpelling([{ ...found, value: { ...found.value, phrasings: own } }], [...guides, ...files], report);
  if (change.kind === 'entry') checkLength([found], [], report);
  return told;
}

/** Test utterances that were answered outright and are not any more: none of them fails, or the change were refused. */
function lostElsewhere(before: Content, after: Content): string[] {
  return compareContent(before, after, utterancesOf([before], []))
    .changes.filter((one) => one.before.decision === 'answer')
    .slice(0, MOST_LOST)
    .map(({ text, wanted }) => `"${text}" is answered at once now (${wanted}), and would not be any more.`);
}
