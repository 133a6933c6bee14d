// A button that shows further buttons below itself; Escape, a choice or leaving closes them.
/** @jsxImportSource react */
import { Button, type ButtonProps } from '@fluentui/react-components';
import { type ReactNode, useRef, useState } from 'react';

interface Props {
  button: Pick<ButtonProps, 'icon' | 'className' | 'children' | 'aria-label'>;
  items: { title: string; choose: () => void }[];
  /** Stands over the items. */
  head?: ReactNode;
}

export function More({ button, items, head }: Props) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the buttons in it.
    <div
      className="more"
      ref={place}
      onBlur={({ relatedTarget }) => !place.current?.contains(relatedTarget) && setOpen(false)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        setOpen(false);
        opener.current?.focus();
      }}
    >
      <Button
        {...button}
        ref={opener}
        appearance="subtle"
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <div className="more-items">
          {head}
          <ul>
            {items.map(({ title, choose }) => (
              <li key={title}>
                <Button
                  appearance="subtle"
                  onClick={() => {
                    setOpen(false);
                    // A dialog gives the focus back to here.
                    opener.current?.focus();
                    choose();
                  }}
                >
                  {title}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
