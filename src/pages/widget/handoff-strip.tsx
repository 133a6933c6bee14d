// The strip above the log while the customer waits for our staff or speaks with one of them, and how to end that.
import { useLayoutEffect, useState } from 'preact/hooks';
import { describePlace, type Handoff } from './handoff.ts';
import { Question } from './question.tsx';

interface Props {
  handoff: Handoff | undefined;
  /** Sends a button's action; under the same id it is taken once, also from another tab. */
  send: (text: string, action: string, id: string) => void;
  /** Called when the button that had the focus is gone. */
  leave: () => void;
}

export function HandoffStrip({ handoff, send, leave }: Props) {
  const [isAsking, setAsking] = useState(false);
  const isClaimed = handoff?.status === 'claimed';
  // It may have ended by itself while the question stood there.
  useLayoutEffect(() => {
    if (!isClaimed) setAsking(false);
  }, [isClaimed]);
  if (!handoff) return null;

  function end(): void {
    send('End this conversation', 'handoff:end', `end-${handoff?.id}`);
    leave();
  }

  function leaveQueue(): void {
    send('Leave the queue', 'handoff:leave', `leave-${handoff?.id}`);
    leave();
  }

  return (
    // Not read aloud by itself: the log says the same when it changes.
    <section class="strip with-staff" aria-label="Our staff">
      {isClaimed ? (
        <>
          <span class="text">
            You are talking to <strong>{handoff.name}</strong>
          </span>
          <button type="button" onClick={() => setAsking(true)}>
            End this conversation
          </button>
        </>
      ) : (
        <>
          <span class="text">{describePlace(handoff)}</span>
          <button type="button" onClick={leaveQueue}>
            Leave the queue
          </button>
        </>
      )}
      {isClaimed && isAsking && (
        <Question
          title={`End the conversation with ${handoff.name}?`}
          yes="End it"
          no="Go on talking"
          act={end}
          close={() => setAsking(false)}
        >
          Case {handoff.number} is closed then. The automatic assistant answers again, and you can ask for a person at
          any time.
        </Question>
      )}
    </section>
  );
}
