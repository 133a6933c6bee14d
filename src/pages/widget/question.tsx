// A question in the page before something that cannot be taken back.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props {
  title: string;
  children: ComponentChildren;
  yes: string;
  no: string;
  /** Does it; the question stands there until that is done. */
  act: () => void | Promise<void>;
  close: () => void;
}

export function Question({ title, children, yes, no, act, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const [isActing, setActing] = useState(false);
  const id = useId();
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // A hasty Enter takes nothing away.
    keep.current?.focus();
  }, []);

  async function go(): Promise<void> {
    if (isActing) return;
    setActing(true);
    await act();
    dialog.current?.close();
  }

  return (
    <dialog ref={dialog} aria-labelledby={`${id}title`} aria-describedby={`${id}words`} onClose={close}>
      <h2 id={`${id}title`}>{title}</h2>
      <p id={`${id}words`}>{children}</p>
      <div class="ways">
        <button type="button" class="first" aria-disabled={isActing} onClick={go}>
          {yes}
        </button>
        <button type="button" ref={keep} onClick={() => dialog.current?.close()}>
          {no}
        </button>
      </div>
    </dialog>
  );
}
