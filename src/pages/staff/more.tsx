// A button that shows further buttons below itself; Escape, a choice or a click beside them closes them.
/** @jsxImportSource react */
import { Button, type ButtonProps } from '@fluentui/react-components';
import { type ReactNode, useRef, useState } from 'react';

interface Props {
  button: Pick<ButtonProps, 'icon' | 'className' | 'children'> & { 'aria-label': string };
  items: { title: string; choose: () => void }[];
  /** Stands over the items. */
  head?: ReactNode;
}

export function More({ button, items, head }: Props) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  function open(): void {
    const { bottom, right } = opener.current?.getBoundingClientRect() ?? { bottom: 0, right: 0 };
    dialog.current?.style.setProperty('--top', `${bottom + 4}px`);
    dialog.current?.style.setProperty('--right', `${document.documentElement.clientWidth - right}px`);
    dialog.current?.showModal();
    setOpen(true);
  }

  return (
    <>
      <Button
        {...button}
        ref={opener}
        appearance="subtle"
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={open}
      />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the key is Escape, which the browser hears. */}
      <dialog
        className="more"
        ref={dialog}
        aria-label={button['aria-label']}
        onClose={() => setOpen(false)}
        // What is beside the buttons belongs to the dialog itself.
        onClick={({ target }) => target === dialog.current && dialog.current?.close()}
      >
        {head}
        <ul>
          {items.map(({ title, choose }) => (
            <li key={title}>
              <Button
                appearance="subtle"
                onClick={() => {
                  // Closed first: then the focus is back where a dialog that opens now finds it.
                  dialog.current?.close();
                  choose();
                }}
              >
                {title}
              </Button>
            </li>
          ))}
        </ul>
      </dialog>
    </>
  );
}
