// What the content check says of a proposal, while it is written and before it is approved.
/** @jsxImportSource react */
import { useEffect, useState } from 'react';
import type { Proposal, Review } from './api.ts';
import { reasonOf } from './requests.ts';
import { useDesk } from './use-desk.ts';

/** Whoever types is not checked at each letter. */
const PAUSE_MS = 600;

/** `proposal` is undefined as long as something of it is missing. */
export function CheckSays({ proposal }: { proposal: Proposal | undefined }) {
  const desk = useDesk();
  const [said, setSaid] = useState<{ of: string; review?: Review; problem?: string }>();
  const of = proposal && JSON.stringify(proposal);

  useEffect(() => {
    if (of === undefined) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      try {
        const review = await desk.requests.checkContent(JSON.parse(of));
        if (!isStale) setSaid({ of, review });
      } catch (error) {
        if (!isStale) setSaid({ of, problem: reasonOf(error) });
      }
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [desk, of]);

  const { review, problem } = said?.of === of ? { ...said } : {};
  return (
    <div className="check-says" role="status">
      {of !== undefined && !review && !problem && <p className="quiet">Checking …</p>}
      {problem && <p className="failure">{problem}</p>}
      {review && review.refused.length > 0 && <Said title="The check refuses it:" texts={review.refused} isBad />}
      {review && review.warnings.length > 0 && <Said title="The check warns:" texts={review.warnings} />}
      {review && review.refused.length + review.warnings.length === 0 && (
        <p className="quiet">The check finds nothing.</p>
      )}
    </div>
  );
}

function Said({ title, texts, isBad = false }: { title: string; texts: string[]; isBad?: boolean }) {
  return (
    <>
      <p className={isBad ? 'failure' : undefined}>{title}</p>
      <ul>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
