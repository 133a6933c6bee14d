// The button above the messages that shows those before them, without moving what is in view.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { useLayoutEffect, useRef, useState } from 'react';
import type { HandoffWhole } from './api.ts';
import { useDesk } from './use-desk.ts';

export function EarlierMessages({ whole: { number, earlier } }: { whole: HandoffWhole }) {
  const desk = useDesk();
  const [isReading, setReading] = useState(false);
  const before = useRef<{ scroller: HTMLElement; below: number }>(undefined);

  useLayoutEffect(() => {
    if (!before.current) return;
    const { scroller, below } = before.current;
    before.current = undefined;
    scroller.scrollTop = scroller.scrollHeight - below;
    // The button that was pressed is gone.
    if (earlier === null) scroller.focus({ preventScroll: true });
  }, [earlier]);

  async function read(button: HTMLElement): Promise<void> {
    const scroller = button.closest('section');
    if (!scroller) return;
    setReading(true);
    before.current = { scroller, below: scroller.scrollHeight - scroller.scrollTop };
    if (!(await desk.loadEarlier(number))) before.current = undefined;
    setReading(false);
  }

  if (earlier === null) return null;
  return (
    <div className="earlier">
      <Button disabledFocusable={isReading} onClick={(event) => void read(event.currentTarget)}>
        {isReading ? 'Reading the earlier messages …' : 'Earlier messages'}
      </Button>
      <p>The messages before these are not on this page.</p>
    </div>
  );
}
