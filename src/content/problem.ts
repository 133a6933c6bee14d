// What is wrong with the content, said so that an editor can mend it: where, what, and what to do.

export interface Problem {
  /** Relative, as an editor knows it: "knowledge/broker.yaml". */
  file: string;
  /** From 1; null where the whole file is meant. */
  line: number | null;
  /** What is wrong. What to do. */
  text: string;
  /**
   * With an `error` the content cannot be used. A `test` is an utterance of must_match that fails: the check refuses it,
   * a server goes on with it, since the answers themselves are whole; so it does without what staff approved and the
   * files have no place for any more. A `warning` waits for an editor.
   */
  severity: 'error' | 'test' | 'warning';
}

/** One line for people: `file:line: what is wrong. What to do.` */
export function describeProblem(problem: Problem): string {
  const where = problem.line === null ? problem.file : `${problem.file}:${problem.line}`;
  return `${where}: ${problem.severity === 'warning' ? 'warning: ' : ''}${problem.text}`;
}

/** What keeps the content from being used, a line each; what can wait would bury it. */
export function describeErrors(problems: Problem[]): string[] {
  return problems.filter(({ severity }) => severity === 'error').map(describeProblem);
}

/** Sorts by file and line, and drops what is said twice. */
export function sortProblems(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems
    .filter((problem) => {
      const said = describeProblem(problem);
      return seen.has(said) ? false : seen.add(said);
    })
    .sort((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || a.text.localeCompare(b.text));
}
