// What colleagues propose for the answers: a second person approves it, and who and when stands beside it.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { useCallback, useEffect, useState } from 'react';
import type { ContentChange } from './api.ts';
import { ChangeDetails } from './change-details.tsx';
import { reasonOf } from './requests.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { momentOf } from './when.ts';

const words = { proposed: 'Proposed', live: 'Live', rejected: 'Rejected', 'rolled-back': 'Rolled back' };

const HEADING = 'proposals';

/** Leads to the list, which may stand below a screen of questions. */
export function showProposals(): void {
  document.getElementById(HEADING)?.focus();
}

/** `asked` changes when something new was proposed. */
export function ContentChanges({ asked }: { asked: number }) {
  const desk = useDesk();
  const me = useDeskState((state) => state.me);
  const waiting = useDeskState((state) => state.proposals);
  const [changes, setChanges] = useState<ContentChange[]>([]);
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    try {
      setChanges(await desk.requests.contentChanges());
    } catch (error) {
      setProblem(reasonOf(error));
    }
  }, [desk]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each proposal, a colleague's too.
  useEffect(() => void load(), [load, asked, waiting]);

  async function decide(change: ContentChange, decision: 'approve' | 'reject' | 'roll-back'): Promise<void> {
    setProblem(undefined);
    try {
      const { status } = await desk.requests.decideContent(change.id, decision);
      desk.tell(`${words[status]}: ${titleOf(change)}`);
    } catch (error) {
      setProblem(reasonOf(error));
    }
    await load();
  }

  if (changes.length === 0 && !problem) return null;
  return (
    <section aria-label="Proposals">
      <h3 id={HEADING} tabIndex={-1}>
        Proposals
      </h3>
      {problem && (
        <p className="failure" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {changes.map((change) => {
          const button = (decision: 'approve' | 'reject' | 'roll-back', title: string) => (
            <Button size="small" onClick={() => void decide(change, decision)}>
              {title}
              <span className="unseen">: {titleOf(change)}</span>
            </Button>
          );
          return (
            <li key={change.id}>
              <p>{titleOf(change)}</p>
              <p className="quiet">{historyOf(change)}</p>
              {change.isLeftOut && (
                <p className="failure">Not served: the files have no place for it any more. Roll it back.</p>
              )}
              <ChangeDetails change={change} title={titleOf(change)} />
              {change.status === 'proposed' && change.proposed.by.id !== me?.id && button('approve', 'Approve')}{' '}
              {change.status === 'proposed' && button('reject', 'Reject')}
              {change.status === 'live' && button('roll-back', 'Roll back')}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function titleOf({ kind, entry, question, phrasing, topic }: ContentChange): string {
  return kind === 'phrasing' ? `“${phrasing}” for “${question ?? entry}”` : `New answer ${entry} in ${topic}`;
}

function historyOf({ proposed, decided, rolledBack, status }: ContentChange): string {
  return [
    `Proposed by ${proposed.by.name}, ${momentOf(proposed.at)}`,
    decided && `${status === 'rejected' ? 'rejected' : 'approved'} by ${decided.by.name}, ${momentOf(decided.at)}`,
    rolledBack && `rolled back by ${rolledBack.by.name}, ${momentOf(rolledBack.at)}`,
  ]
    .filter(Boolean)
    .join('; ');
}
