// The head of an open case: whose it is, and what can be done with it.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { ArrowLeft20Regular } from '@fluentui/react-icons/svg/arrow-left';
import { MoreHorizontal20Regular } from '@fluentui/react-icons/svg/more-horizontal';
import { PanelRight20Regular } from '@fluentui/react-icons/svg/panel-right';
import { type RefObject, useState } from 'react';
import type { HandoffWhole } from './api.ts';
import { useKeys } from './keys.ts';
import { Modal } from './modal.tsx';
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
  const { number, status } = whole;
  const mine = isMine(whole, me?.id);
  const mayMove = status === 'waiting' || mine || (status === 'claimed' && me?.role === 'lead');
  const mayRelease = status === 'claimed' && (mine || me?.role === 'lead');

  async function act(action: 'claim' | 'release' | 'close' | 'reopen', said: string): Promise<void> {
    setBusy(true);
    const isDone = await desk.act(number, () => desk.requests.act(number, action));
    setBusy(false);
    setAsks(undefined);
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
        <Modal
          title={`Close case ${number}?`}
          close={() => setAsks(undefined)}
          actions={
            <>
              <Button onClick={() => setAsks(undefined)}>Not yet</Button>
              <Button
                appearance="primary"
                disabled={isBusy}
                onClick={() => void act('close', `Case ${number} is closed.`)}
              >
                Close the case
              </Button>
            </>
          }
        >
          {whole.kind === 'live'
            ? 'The customer is told, goes on with the assistant, and is asked how it was.'
            : 'Close it once the customer has an answer. It can be opened again.'}
        </Modal>
      )}
    </div>
  );
}
