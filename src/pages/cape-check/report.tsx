// What a check for CAPE found: in a sentence that is read aloud, file by file and row by row, with the corrected files.
import { useEffect, useMemo } from 'preact/hooks';
import type { CapeCheck } from '../../rules/cape-check.ts';
import { type TextFile, writeCorrected, writeProblems } from '../../rules/cape-files.ts';
import {
  describeNote,
  describeProblem,
  describeRefused,
  type Finding,
  inDigits,
  summarize,
  tellCheck,
  withoutNumber,
} from '../../rules/cape-words.ts';

/** More rows than anybody reads on a page; all that matter are in the list to download. */
const MOST_SHOWN = 100;

export interface Result {
  /** Of the file. */
  name: string;
  check: CapeCheck;
  /** Counts the checks, so that each is told anew. */
  number: number;
}

export function Report({ result }: { result: Result | undefined }) {
  return (
    <>
      {/* There before any result, so that what comes into it is read aloud. */}
      <div role="status" aria-label="Result" class={result ? 'card' : ''}>
        {result && <Summary key={result.number} {...result} />}
      </div>
      {result?.check.refused === null && <Details key={result.number} {...result} />}
    </>
  );
}

function Summary({ name, check }: Result) {
  if (check.refused) {
    const { what, todo } = describeRefused(check.refused);
    return (
      <p>
        <b class="name">{name}</b>: <strong>This file was not checked.</strong> {what} {todo}
      </p>
    );
  }
  const [, strong = '', rest = ''] = /^\*\*(.*?)\*\*(.*)$/.exec(summarize(tellCheck(check, 0))) ?? [];
  return (
    <p>
      <b class="name">{name}</b>: <strong>{strong}</strong>
      {rest}
    </p>
  );
}

function Details({ name, check }: Result) {
  const { notes, problems } = check;
  if (notes.length + problems.length === 0) return null;
  const rest = problems.length - MOST_SHOWN;
  return (
    <>
      <Downloads name={name} check={check} />
      {notes.length > 0 && (
        <section>
          <h2>The file</h2>
          <ul>
            {notes.map((note) => (
              <li key={note.kind}>
                <Sentences finding={describeNote(note)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {problems.length > 0 && (
        <section>
          <h2>The rows</h2>
          <ul class="rows">
            {problems.slice(0, MOST_SHOWN).map((problem, index) => (
              <li key={index}>
                <b>Row {problem.row}</b> {problem.text && <code>{shorten(problem.text)}</code>}{' '}
                {problem.corrected && (
                  <>
                    is now <code>{problem.corrected}</code>{' '}
                  </>
                )}
                <Sentences finding={describeProblem(withoutNumber(problem))} />
              </li>
            ))}
          </ul>
          {rest > 0 && <p>And {inDigits(rest)} more, in the list of problems above.</p>}
        </section>
      )}
    </>
  );
}

function Sentences({ finding: { what, todo } }: { finding: Finding }) {
  return (
    <>
      {what} <span class="todo">{todo}</span>
    </>
  );
}

function Downloads({ name, check }: Pick<Result, 'name' | 'check'>) {
  const corrected = useMemo(() => writeCorrected(check, name), [check, name]);
  const problems = useMemo(() => (check.problems.length > 0 ? [writeProblems(check, name)] : []), [check, name]);
  return (
    <section>
      <h2>Files to download</h2>
      <ul class="downloads">
        {[...corrected, ...problems].map((file) => (
          <li key={file.name}>
            <Download file={file} />
          </li>
        ))}
      </ul>
      {corrected.length > 0 && <p>Upload a corrected file as it is: opened in Excel, it may lose zeros again.</p>}
    </section>
  );
}

function Download({ file: { name, text } }: { file: TextFile }) {
  const url = useMemo(() => URL.createObjectURL(new Blob([text], { type: 'text/csv' })), [text]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <a href={url} download={name}>
      {name}
    </a>
  );
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
