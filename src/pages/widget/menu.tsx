// The menu in the header, by mouse, touch and keyboard as the menu button pattern has it.
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  title: string;
  choose: () => void;
}

export function Menu({ items }: { items: MenuItem[] }) {
  /** The item that has the focus; undefined where the menu is closed. */
  const [at, setAt] = useState<number>();
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = at !== undefined;

  useLayoutEffect(() => {
    if (at !== undefined) place.current?.querySelectorAll<HTMLElement>('[role=menuitem]')[at]?.focus();
  }, [at]);

  useEffect(() => {
    if (!isOpen) return;
    const onPress = ({ target }: Event) => {
      if (!place.current?.contains(target as Node)) setAt(undefined);
    };
    document.addEventListener('pointerdown', onPress);
    return () => document.removeEventListener('pointerdown', onPress);
  }, [isOpen]);

  function close() {
    setAt(undefined);
    button.current?.focus();
  }

  function choose(item: MenuItem) {
    close();
    item.choose();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLElement>) {
    const { key } = event;
    if (key === 'Tab') return setAt(undefined);
    const next = isOpen ? nextItem(key, at, items) : { ArrowDown: 0, ArrowUp: items.length - 1 }[key];
    if (key === 'Escape' && isOpen) close();
    else if (next !== undefined) setAt(next);
    else return;
    event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the items in it.
    <div class="menu" ref={place} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={button}
        class="icon"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? 'menu' : undefined}
        onClick={() => (isOpen ? close() : setAt(0))}
      >
        <span class="unseen">Menu</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 5v.01M12 12v.01M12 19v.01" />
        </svg>
      </button>
      {isOpen && (
        <div id="menu" role="menu" aria-label="Menu">
          {items.map((item, index) => (
            <button
              key={item.title}
              type="button"
              role="menuitem"
              tabIndex={index === at ? 0 : -1}
              onClick={() => choose(item)}
            >
              {item.title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Where a key leads inside the open menu: by arrows round and round, or to the next item that begins with the letter. */
function nextItem(key: string, at: number, items: MenuItem[]): number | undefined {
  const count = items.length;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key.length > 1 || key === ' ') return undefined;
  const after = [...items.keys()].map((index) => (at + 1 + index) % count);
  return after.find((index) => items[index]?.title.toLowerCase().startsWith(key.toLowerCase()));
}
