// "End and forget on this device": asks first, forgets in every tab, and shows a plain screen until somebody begins anew.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { endConversation } from './direct-line.ts';
import { forgetFiles } from './file-store.ts';
import { onWebsite, tell } from './frame.ts';
import { forgetEverything, onForgotten } from './keep.ts';
import { access } from './shelf.ts';

const FORGOTTEN = 'forgotten';

/** Whether this page was opened to say that all is forgotten. */
export const isForgotten = new URLSearchParams(location.search).has(FORGOTTEN);

/** Whatever another tab forgets is forgotten here, too. */
export function followForgetting(): void {
  onForgotten(leave);
  // A frame that may keep nothing hears of it by the website.
  onWebsite(({ say }) => {
    if (say !== 'forget') return;
    forgetEverything();
    leave();
  });
}

export function ForgetDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // A hasty Enter takes nothing away.
    keep.current?.focus();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="forget-title" aria-describedby="forget-words" onClose={close}>
      <h2 id="forget-title">End and forget on this device?</h2>
      <p id="forget-words">
        Nobody who uses this device after you can open this conversation, and neither can you. Messages and files that
        are not sent yet are dropped. What was sent stays with our office as its privacy notice says.
      </p>
      <div class="ways">
        <button type="button" class="first" onClick={forget}>
          End and forget
        </button>
        <button type="button" ref={keep} onClick={() => dialog.current?.close()}>
          Keep it
        </button>
      </div>
    </dialog>
  );
}

/** The plain screen afterwards. */
export function Forgotten() {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  return (
    <main class="plain">
      <h1 ref={title} tabIndex={-1}>
        This device has forgotten the conversation.
      </h1>
      <p>To be sure on a shared computer, also close the browser, and delete files that you downloaded.</p>
      <div class="ways">
        <button type="button" class="first" onClick={beginAnew}>
          Begin a new conversation
        </button>
      </div>
    </main>
  );
}

async function forget(): Promise<void> {
  const known = access();
  // Said while the token is still there; whether it arrives changes nothing on this device.
  if (known) endConversation(known.token, known.conversationId, known.userId);
  forgetEverything();
  await forgetFiles();
  leave();
}

/** A new page: nothing of the old one stays in its memory. */
function leave(): void {
  tell({ say: 'forgotten' });
  const url = new URL(location.href);
  url.searchParams.set(FORGOTTEN, '');
  location.replace(url);
}

function beginAnew(): void {
  const url = new URL(location.href);
  url.searchParams.delete(FORGOTTEN);
  location.replace(url);
}
