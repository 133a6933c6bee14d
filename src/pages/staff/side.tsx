// Beside the conversation: what is known about the case, and the answers of the knowledge base.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useRef } from 'react';
import { About } from './about.tsx';
import { Answers } from './answers.tsx';
import type { HandoffWhole } from './api.ts';
import { Switcher } from './switcher.tsx';

export type SideTab = 'about' | 'answers';

interface Props {
  whole: HandoffWhole;
  tab: SideTab;
  setTab: (tab: SideTab) => void;
  close: () => void;
  insert: (text: string) => void;
}

export function Side({ whole, tab, setTab, close, insert }: Props) {
  const place = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // Who switches to a tab goes on there.
  useEffect(() => {
    if (!isFirst.current && tab === 'answers') place.current?.querySelector<HTMLElement>('input')?.focus();
    isFirst.current = false;
  }, [tab]);
  return (
    <aside className="side" ref={place} aria-label="About the case, and answers">
      <div className="side-head">
        <Switcher
          label="Beside the conversation"
          options={[
            { value: 'about', title: 'About' },
            { value: 'answers', title: 'Answers' },
          ]}
          value={tab}
          change={setTab}
        />
        <Button
          className="side-close"
          appearance="subtle"
          icon={<Dismiss20Regular />}
          aria-label="Close"
          onClick={close}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="side-body" aria-label={tab === 'about' ? 'About' : 'Answers'} tabIndex={0}>
        {tab === 'about' ? <About whole={whole} /> : <Answers about={whole.about} insert={insert} />}
      </section>
    </aside>
  );
}
