// The head of an open case: whose it is, and what can be done with it.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { ArrowLeft20Regular } from '@fluentui/react-icons/svg/arrow-left';
import { MoreHorizontal20Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { PanelRight20Regular } from '@fluentui/react-icons/svg/panel-right';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { HandoffWhole } from './api.ts';
import { CloseDialog } from './close-dialog.tsx';
import { useKeys } from './keys.ts';
import { More } from './more.tsx';
import { addressOf, go, type Place } from './place.ts';
import { TransferDialog } from './transfer-dialog.tsx';
import { useDesk, useDeskState } from './use-desk.ts';
import { Waiting } from './waiting.tsx';
import { holding, isMine, nameOf, officeName } from './words.ts';

interface Props {
  whole: HandoffWhole;
  place: Place;
  title: RefObject<HTMLHeadingElement | null>;
  side: boolean;
  toggleSide: () => void;
}

export function CaseHead({ whole, place, title, side, toggleSide }: Props) {
  const desk = useDesk();
  const me = useDeskState((state) => state.me);
  const offices = useDeskState((state) => state.offices);
  const [asks, setAsks] = useState<'transfer' | 'close'>();
  const [isBusy, setBusy] = useState(false);
  const isOver = useRef(false);
  // The button that opened the dialog is gone, and until that is closed nothing else takes the focus.
  useEffect(() => {
    if (asks || !isOver.current) return;
    isOver.current = false;
    title.current?.focus();
  }, [asks, title]);
  const { number, status } = whole;
  const mine = isMine(whole, me?.id);
  const mayMove = status === 'waiting' || mine || (status === 'claimed' && me?.role === 'lead');
  const mayRelease = status === 'claimed' && (mine || me?.role === 'lead');

  async function act(action: 'claim' | 'release' | 'reopen', said: string): Promise<void> {
    setBusy(true);
    const isDone = await desk.act(number, () => desk.requests.act(number, action));
    setBusy(false);
    if (!isDone) return;
    desk.tell(said);
    if (action === 'claim') document.querySelector<HTMLElement>('.composer textarea')?.focus();
    // The button that was pressed is gone.
    else title.current?.focus();
  }
  const claim = () => void act('claim', `Case ${number} is yours.`);
  const release = () => void act('release', `Case ${number} is back in the queue.`);
  const reopen = () => void act('reopen', `Case ${number} is open again.`);

  useKeys({
    ...(status === 'waiting' ? { c: claim } : {}),
    ...(mayRelease ? { q: release } : {}),
    ...(mayMove ? { t: () => setAsks('transfer'), x: () => setAsks('close') } : {}),
  });

  return (
    <div className="case-head">
      <Button
        as="a"
        className="back"
        appearance="subtle"
        icon={<ArrowLeft20Regular />}
        href={addressOf(place.page === 'history' ? { ...place, page: 'talk' } : { list: place.list })}
        aria-label={place.page === 'history' ? 'Back to the conversation' : 'Back to the list'}
      />
      <div className="case-title">
        <h2 ref={title} tabIndex={-1}>
          {nameOf(whole)}
        </h2>
        <p>
          {number} · {officeName(whole.office, offices)} · {holding(whole, me?.id)}
          {status === 'waiting' && (
            <>
              {' '}
              <Waiting one={whole} />
              {whole.place !== null && `, place ${whole.place}`}
            </>
          )}
        </p>
      </div>
      <div className="case-actions">
        {status === 'waiting' && (
          <Button appearance="primary" disabled={isBusy} onClick={claim}>
            Claim
          </Button>
        )}
        {status === 'closed' && (
          <Button disabled={isBusy} onClick={reopen}>
            Open again
          </Button>
        )}
        {mine && (
          <Button className="wide-only" onClick={() => setAsks('transfer')}>
            Transfer
          </Button>
        )}
        {mine && (
          <Button className="wide-only" onClick={() => setAsks('close')}>
            Close
          </Button>
        )}
        <More
          button={{ icon: <MoreHorizontal20Regular />, 'aria-label': 'More' }}
          items={[
            ...(mayRelease ? [{ title: 'Put back into the queue', choose: release }] : []),
            ...(mayMove ? [{ title: 'Transfer …', choose: () => setAsks('transfer') }] : []),
            ...(mayMove ? [{ title: 'Close …', choose: () => setAsks('close') }] : []),
            place.page === 'history'
              ? { title: 'Conversation', choose: () => go({ ...place, page: 'talk' }) }
              : { title: 'History, print, download', choose: () => go({ ...place, page: 'history' }) },
          ]}
        />
        {place.page === 'talk' && (
          <Button
            className="side-button"
            appearance="subtle"
            icon={<PanelRight20Regular />}
            aria-label="About the case, and answers"
            aria-expanded={side}
            onClick={toggleSide}
          />
        )}
      </div>
      {asks === 'transfer' && <TransferDialog whole={whole} close={() => setAsks(undefined)} />}
      {asks === 'close' && (
        <CloseDialog
          whole={whole}
          close={(isDone) => {
            isOver.current = isDone;
            setAsks(undefined);
          }}
        />
      )}
    </div>
  );
}
