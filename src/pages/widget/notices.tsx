// Notices in force ("ACE is slow since ...") on top of a page, until they are over, are taken out or are dismissed.
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { describeNotice, type Notice } from '../../rules/notice.ts';
import { read, write } from './keep.ts';
import { Markdown } from './markdown.tsx';

const DISMISSED = 'dismissed-notices';

/** The strip; `onDismiss` is called when the button that had the focus is gone. */
export function Notices({ notices, onDismiss }: { notices: Notice[]; onDismiss?: () => void }) {
  const [dismissed, setDismissed] = useState(read<string[]>(DISMISSED) ?? []);
  const shown = notices.filter((notice) => !dismissed.includes(keyOf(notice)));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  function dismiss(notice: Notice) {
    const isInForce = (key: string) => notices.some((one) => keyOf(one) === key);
    const next = [...dismissed.filter(isInForce), keyOf(notice)];
    write(DISMISSED, next);
    setDismissed(next);
    onDismiss?.();
  }

  // There before any notice, so that what comes into it is read aloud.
  return (
    <div class="notices" role="status" aria-label="Notices">
      {shown.map((notice) => (
        <div class="strip" key={notice.id}>
          <div class="text">
            <Markdown text={describeNotice(notice, Date.now(), zone)} />
          </div>
          <button type="button" onClick={() => dismiss(notice)}>
            Dismiss<span class="unseen"> this notice</span>
          </button>
        </div>
      ))}
    </div>
  );
}

/** Puts the strip into an element of a page that is not drawn by Preact. */
export function drawNotices(notices: Notice[], place: Element): void {
  render(<Notices notices={notices} />, place);
}

/** A notice whose text was changed is another one. */
function keyOf({ id, text }: Notice): string {
  return `${id} ${text}`;
}
