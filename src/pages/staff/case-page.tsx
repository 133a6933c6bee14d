// What is open: a case with its conversation, its history, or the word that nothing is open.
/** @jsxImportSource react */
import { Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useRef, useState } from 'react';
import { CaseHead } from './case-head.tsx';
import { Composer, type Writing } from './composer.tsx';
import { History } from './history.tsx';
import { useKeys } from './keys.ts';
import { go, type Place } from './place.ts';
import { Side, type SideTab } from './side.tsx';
import { Talk } from './talk.tsx';
import { useDesk, useDeskState } from './use-desk.ts';

export function CasePage({ place }: { place: Place }) {
  const { number } = place;
  if (number === null)
    return (
      <section className="page nothing" aria-label="No case is open">
        <p>Open a case from the list. Who waits longest stands first.</p>
      </section>
    );
  return <OpenCase place={place} number={number} />;
}

function OpenCase({ place, number }: { place: Place; number: number }) {
  const desk = useDesk();
  const whole = useDeskState((state) => state.wholes.get(number));
  const problem = useDeskState((state) => state.problems.get(number));
  const writing = useRef<Writing>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const [tab, setTab] = useState<SideTab>('about');
  /** Where the screen is small, the side lies over the conversation. */
  const [isSideOpen, setSideOpen] = useState(false);

  useEffect(() => {
    void desk.load(number);
    // Who came by a row of the list stays there for the arrow keys; on a phone the list is gone.
    if (!document.activeElement?.closest('.list') || window.matchMedia('(max-width: 48rem)').matches)
      title.current?.focus({ preventScroll: true });
  }, [desk, number]);

  const show = (tab: SideTab) => {
    setTab(tab);
    setSideOpen(true);
  };
  useKeys({
    a: () => show('answers'),
    i: () => show('about'),
    r: () => writing.current?.write('messages'),
    n: () => writing.current?.write('notes'),
    h: () => go({ ...place, page: place.page === 'history' ? 'talk' : 'history' }),
  });

  return (
    <section className="page" aria-label={`Case ${number}`} aria-busy={!whole}>
      {whole && (
        <CaseHead
          whole={whole}
          place={place}
          title={title}
          side={isSideOpen}
          toggleSide={() => setSideOpen(!isSideOpen)}
        />
      )}
      {problem && (
        <MessageBar intent="warning" className="problem" politeness="assertive">
          <MessageBarBody>{problem}</MessageBarBody>
          <MessageBarActions
            containerAction={
              <Button
                appearance="transparent"
                aria-label="Dismiss"
                icon={<Dismiss16Regular />}
                onClick={() => desk.dismiss(number)}
              />
            }
          />
        </MessageBar>
      )}
      {!whole && !problem && <Spinner className="loading" label={`Opening case ${number} …`} />}
      {whole && place.page === 'history' && <History whole={whole} />}
      {whole && place.page === 'talk' && (
        <div className={`talk ${isSideOpen ? 'with-side' : ''}`}>
          <div className="conversation">
            <Talk whole={whole} />
            <Composer key={number} whole={whole} writing={writing} showAnswers={() => show('answers')} />
          </div>
          <Side
            whole={whole}
            tab={tab}
            setTab={setTab}
            close={() => setSideOpen(false)}
            insert={(text) => {
              writing.current?.insert(text);
              setSideOpen(false);
            }}
          />
        </div>
      )}
    </section>
  );
}
