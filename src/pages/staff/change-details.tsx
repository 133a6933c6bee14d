// What a proposal says, whole, for who approves it; unfolded on wish, with what the check says of it now.
/** @jsxImportSource react */
import { useState } from 'react';
import type { ContentChange, Proposal } from './api.ts';
import { CheckSays } from './check-says.tsx';

export function ChangeDetails({ change, title }: { change: ContentChange; title: string }) {
  const [isOpen, setOpen] = useState(false);
  const { kind, test, yaml, status } = change;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        Look at it<span className="unseen">: {title}</span>
      </summary>
      {kind === 'phrasing' ? <p>Test: “{test}”</p> : <pre className="own-words">{yaml}</pre>}
      {isOpen && status === 'proposed' && <CheckSays proposal={proposalOf(change)} />}
    </details>
  );
}

function proposalOf({ kind, entry, topic, phrasing, test, yaml }: ContentChange): Proposal {
  return kind === 'phrasing'
    ? { kind, entry, phrasing: phrasing ?? '', test: test ?? '' }
    : { kind, topic: topic ?? '', yaml: yaml ?? '' };
}
