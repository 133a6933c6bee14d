// Content as it is served: the files, with what staff approved over them; never broken by either.
import type { ContentChange } from './changes.ts';
import { type Loaded, loadContent, parseEntry } from './load.ts';
import { describeProblem, type Problem } from './problem.ts';
import type { Dirs } from './review-change.ts';

/**
 * Loads the files with the changes over them. A change that breaks them, since the files were changed after it was
 * approved, is left out and told.
 */
export function loadLive(dirs: Dirs, changes: ContentChange[], now = Date.now()): Loaded {
  const whole = loadContent(...dirs, now, true, changes);
  const files = whole.content || changes.length === 0 ? whole : loadContent(...dirs, now, true);
  if (whole.content || !files.content) return whole.content ? whole : files;
  const good: ContentChange[] = [];
  const left: Problem[] = [];
  for (const change of changes) {
    if (loadContent(...dirs, now, false, [...good, change]).content) good.push(change);
    else left.push(leftOut(change));
  }
  const loaded = loadContent(...dirs, now, true, good);
  return { ...loaded, problems: [...loaded.problems, ...left] };
}

function leftOut({ id, entry }: ContentChange): Problem {
  const text = `change ${id} of the console (${entry}) does not fit the files any more and is left out. Roll it back there.`;
  return { file: 'knowledge', line: null, text, severity: 'test' };
}

/** The id in the YAML of an entry, or what is wrong with it. */
export function entryIdOf(yaml: string): { id: string } | { problems: string[] } {
  const problems: Problem[] = [];
  const data = parseEntry(yaml, problems);
  const id = (data as { id?: unknown } | null)?.id;
  if (problems.length > 0) return { problems: problems.map(describeProblem) };
  return typeof id === 'string' ? { id } : { problems: ['the new entry: "id" is missing. Add it.'] };
}

/** Looks every `every` milliseconds whether other changes are live, and tells them; returns how to stop. */
export function followChanges(parts: {
  revision: () => Promise<number>;
  read: () => Promise<ContentChange[]>;
  /** The revision that is served already. */
  known: number;
  onChanges: (changes: ContentChange[]) => void;
  onTrouble: (error: unknown) => void;
  every: number;
}): () => void {
  let { known } = parts;
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      const revision = await parts.revision();
      // Read after the number: what comes in between is read twice rather than never.
      if (revision !== known) parts.onChanges(await parts.read());
      known = revision;
    } catch (error) {
      parts.onTrouble(error);
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), parts.every).unref();
  return () => clearInterval(timer);
}
