// What customers asked and got no answer to, the most frequent first, until somebody has dealt with it.
/** @jsxImportSource react */
import { Badge, Button, Spinner } from '@fluentui/react-components';
import { Checkmark16Regular } from '@fluentui/react-icons/svg/checkmark';
import { useCallback, useEffect, useRef, useState } from 'react';
import { withoutPersonal } from '../../rules/personal.ts';
import type { Unanswered as Group } from './api.ts';
import { ContentChanges, showProposals } from './content-changes.tsx';
import { Propose } from './propose.tsx';
import { reasonOf } from './requests.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { momentOf } from './when.ts';

export function Unanswered() {
  const desk = useDesk();
  const waiting = useDeskState((state) => state.proposals);
  const [groups, setGroups] = useState<Group[]>();
  const [problem, setProblem] = useState<string>();
  const [proposing, setProposing] = useState<Group>();
  const [proposed, setProposed] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);

  const load = useCallback(async () => {
    try {
      setGroups(await desk.requests.unanswered());
      setProblem(undefined);
    } catch (error) {
      setProblem(reasonOf(error));
    }
  }, [desk]);
  useEffect(() => void load(), [load]);

  async function finish({ key, examples }: Group): Promise<void> {
    try {
      await desk.requests.done(key);
      setGroups((all) => all?.filter((one) => one.key !== key));
      desk.tell(`Done: ${examples[0]}`);
      // The button that was pressed is gone.
      title.current?.focus();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  }

  return (
    <section className="page unanswered" aria-label="Unanswered">
      <h2 ref={title} tabIndex={-1}>
        Unanswered
      </h2>
      <p className="quiet">
        What customers asked and the assistant could not answer. Numbers that must not stay were taken out. Write an
        answer, or add a phrasing to one, and it is done.
      </p>
      {waiting > 0 && (
        <p>
          <Button size="small" onClick={showProposals}>
            {waiting === 1 ? 'A proposal waits' : `${waiting} proposals wait`} for approval
          </Button>
        </p>
      )}
      {problem && (
        <p className="failure" role="alert">
          {problem} <Button onClick={() => void load()}>Try again</Button>
        </p>
      )}
      {!groups && !problem && <Spinner label="Loading …" />}
      {groups?.length === 0 && <p>Nothing is open: every question found its answer.</p>}
      <ul>
        {groups?.map((group) => (
          <li key={group.key}>
            <div className="unanswered-head">
              <h3>{group.examples[0]}</h3>
              <Badge appearance="tint">{group.count === 1 ? 'once' : `${group.count} times`}</Badge>
            </div>
            {group.examples.length > 1 && (
              <ul className="examples">
                {group.examples.slice(1).map((example) => (
                  <li key={example}>{example}</li>
                ))}
              </ul>
            )}
            <p className="quiet">
              {group.decision === 'clarify' ? 'Asked what was meant, in vain' : 'No answer known'}, last{' '}
              {momentOf(group.last)}
              {group.entries.length > 0 && `, near ${group.entries.join(', ')}`}
            </p>
            <Button size="small" icon={<Checkmark16Regular />} onClick={() => void finish(group)}>
              Done
              <span className="unseen">: {group.examples[0]}</span>
            </Button>{' '}
            <Button size="small" onClick={() => setProposing(group)}>
              Propose an answer
              <span className="unseen">: {group.examples[0]}</span>
            </Button>
          </li>
        ))}
      </ul>
      <ContentChanges asked={proposed} />
      {proposing && (
        <Propose
          questions={proposing.examples.map((text) => withoutPersonal(text))}
          close={(isProposed) => {
            setProposing(undefined);
            if (isProposed) setProposed((times) => times + 1);
          }}
        />
      )}
    </section>
  );
}
