// How long a customer waits, ticking; long waits stand out, by their weight too.
/** @jsxImportSource react */
import type { HandoffSummary } from './api.ts';
import { spanInWords, useNow } from './when.ts';

/** From here on nobody should wait. */
const LONG_MS = 3 * 60_000;

/** Since the case was opened; in one that somebody has, since the customer waits for an answer. */
export function Waiting({ one }: { one: HandoffSummary }) {
  const now = useNow();
  const isAnswer = one.status === 'claimed';
  if (one.status === 'closed' || (isAnswer && one.lastFrom !== 'customer')) return null;
  const since = Date.parse((isAnswer ? one.customerAt : null) ?? one.openedAt);
  const isLong = one.kind === 'live' && now - since >= LONG_MS;
  return (
    <span className={`case-time ${isLong ? 'long' : ''}`}>
      <span className="unseen">{isAnswer ? 'waits for an answer ' : 'waits '}</span>
      {spanInWords(now - since)}
    </span>
  );
}
