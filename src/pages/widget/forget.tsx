// "End and forget on this device": asks first, forgets in every tab, and shows a plain screen until somebody begins anew.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { openAccess } from './access.ts';
import { endConversation, postActivity } from './direct-line.ts';
import { forgetFiles } from './file-store.ts';
import { onWebsite, tell } from './frame.ts';
import type { Handoff } from './handoff.ts';
import { forgetEverything, onForgotten } from './keep.ts';
import { toActivity } from './outgoing.ts';
import { Question } from './question.tsx';
import { access } from './shelf.ts';

const FORGOTTEN = 'forgotten';
const UNTOLD = 'untold';
/** So long is tried to tell our staff. */
const TELL_MS = 5_000;

/** Whether this page was opened to say that all is forgotten. */
export const isForgotten = new URLSearchParams(location.search).has(FORGOTTEN);
const isUntold = new URLSearchParams(location.search).get(FORGOTTEN) === UNTOLD;

/** Whatever another tab forgets is forgotten here, too. */
export function followForgetting(): void {
  onForgotten(() => leave());
  // A frame that may keep nothing hears of it by the website.
  onWebsite(({ say }) => {
    if (say !== 'forget') return;
    forgetEverything();
    leave();
  });
}

export function ForgetDialog({ handoff, close }: { handoff: Handoff | undefined; close: () => void }) {
  return (
    <Question
      title="End and forget on this device?"
      yes="End and forget"
      no="Keep it"
      act={() => forget(handoff)}
      close={close}
    >
      {handoff && `${firstOf(handoff)} `}
      Nobody who uses this device after you can open this conversation, and neither can you. Messages and files that are
      not sent yet are dropped. What was sent stays with our office as its privacy notice says.
    </Question>
  );
}

/** What comes before forgetting. */
function firstOf({ status, number, name }: Handoff): string {
  if (status === 'claimed') return `Your conversation with ${name} is ended first, and case ${number} is closed.`;
  return `You leave the queue first, and case ${number} is closed.`;
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
      {isUntold && <p>There was no connection to tell our staff: your case stays open until they close it.</p>}
      <p>To be sure on a shared computer, also close the browser, and delete files that you downloaded.</p>
      <div class="ways">
        <button type="button" class="first" onClick={beginAnew}>
          Begin a new conversation
        </button>
      </div>
    </main>
  );
}

async function forget(handoff: Handoff | undefined): Promise<void> {
  const isTold = !handoff || (await endHandoff(handoff));
  const known = access();
  // Said while the token is still there; whether it arrives changes nothing on this device.
  if (known) endConversation(known.token, known.conversationId, known.userId);
  forgetEverything();
  await forgetFiles();
  leave(isTold ? '' : UNTOLD);
}

/** Ends it at the server; false where that cannot be reached now. */
async function endHandoff({ status, id }: Handoff): Promise<boolean> {
  const [text, name] = status === 'claimed' ? ['End this conversation', 'end'] : ['Leave the queue', 'leave'];
  const tooLate = new Promise<boolean>((resolve) => setTimeout(resolve, TELL_MS, false));
  const told = async () => {
    const { token, conversationId } = await openAccess();
    await postActivity(
      token,
      conversationId,
      toActivity({ id: `${name}-${id}`, text, action: `handoff:${name}`, at: Date.now() }),
    );
    return true;
  };
  return Promise.race([told().catch(() => false), tooLate]);
}

/** A new page: nothing of the old one stays in its memory. */
function leave(what = ''): void {
  tell({ say: 'forgotten' });
  const url = new URL(location.href);
  url.searchParams.set(FORGOTTEN, what);
  location.replace(url);
}

function beginAnew(): void {
  const url = new URL(location.href);
  url.searchParams.delete(FORGOTTEN);
  location.replace(url);
}
