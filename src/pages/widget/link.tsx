// The link in an e-mail: opens its conversation when the customer says so. Programs that look at links press no button.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { openLink } from './access.ts';
import { Refused } from './direct-line.ts';
import { isFramed } from './frame.ts';

const code = isFramed ? null : new URLSearchParams(location.hash.slice(1)).get('code');

/** Whether this page was opened by the link in an e-mail. */
export const isLinked = code !== null;

type Trouble = 'refused' | 'unreached';

const words: Record<Trouble, string> = {
  refused: 'This link was used before, is older than seven days, or is not whole.',
  unreached: 'The link could not be opened. Please try again in a moment.',
};

export function Linked() {
  const title = useRef<HTMLHeadingElement>(null);
  const [isOpening, setOpening] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  useLayoutEffect(() => title.current?.focus(), []);

  async function open(): Promise<void> {
    setOpening(true);
    try {
      await openLink(code ?? '');
      leaveLink();
    } catch (error) {
      const isRefused = error instanceof Refused && error.status >= 400 && error.status < 500 && error.status !== 429;
      setTrouble(isRefused ? 'refused' : 'unreached');
      setOpening(false);
    }
  }

  return (
    <main class="plain">
      <h1 ref={title} tabIndex={-1}>
        Your conversation with our office
      </h1>
      <p role="alert">{trouble && words[trouble]}</p>
      <p>
        {trouble === 'refused'
          ? 'Where you opened it first, it is still there. Here you can begin a new one, or go on with the one of this device.'
          : 'It opens on this device. On a shared computer, choose “End and forget on this device” in the menu afterwards.'}
      </p>
      <div class="ways">
        {trouble === 'refused' ? (
          <button type="button" class="first" onClick={leaveLink}>
            Open the chat
          </button>
        ) : (
          <button type="button" class="first" disabled={isOpening} onClick={open}>
            Open the conversation
          </button>
        )}
      </div>
    </main>
  );
}

/** A new page, without the code in its address. */
function leaveLink(): void {
  history.replaceState(null, '', location.pathname + location.search);
  location.reload();
}
