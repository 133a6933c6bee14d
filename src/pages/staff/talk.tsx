// The conversation: what the customer, the assistant and staff said, with notes that only staff read set apart.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { ArrowDown16Regular } from '@fluentui/react-icons/svg/arrow-down';
import { LockClosed16Regular } from '@fluentui/react-icons/svg/lock-closed';
import { useMemo } from 'react';
import { timeOf } from '../widget/when.ts';
import type { HandoffWhole } from './api.ts';
import { EarlierMessages } from './earlier-messages.tsx';
import { useFollow } from './follow.ts';
import { MessageItem } from './message.tsx';
import { OutgoingItem } from './outgoing.tsx';
import { type Item, itemsOf } from './talk-items.ts';
import { useDeskState } from './use-desk.ts';
import { actorOf, nameOf, noteOf, trailInWords } from './words.ts';

export function Talk({ whole }: { whole: HandoffWhole }) {
  const outgoing = useDeskState((state) => state.outgoing);
  const typing = useDeskState((state) => state.typing.get(whole.number));
  const items = useMemo(() => itemsOf(whole), [whole]);
  const known = new Set(whole.transcript.map(({ activity }) => activity.channelData?.clientActivityID));
  const waiting = outgoing.filter(({ number, key }) => number === whole.number && !known.has(key));
  const { scroller, isBehind, goDown } = useFollow(`${items.at(-1)?.id} ${waiting.length}`, waiting.length);

  return (
    <div className="talk-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="scroller" ref={scroller} tabIndex={0} aria-label="Conversation">
        <EarlierMessages whole={whole} />
        <div role="log" aria-label="Messages">
          {items.map((item) => (
            <ItemView key={item.id} item={item} whole={whole} />
          ))}
          {waiting.map((message) => (
            <OutgoingItem key={message.key} message={message} />
          ))}
        </div>
        <p className="typing" role="status">
          {typing && `${typing === 'customer' ? nameOf(whole) : typing} is typing …`}
        </p>
      </section>
      {isBehind && (
        <Button className="down" size="small" icon={<ArrowDown16Regular />} onClick={goDown}>
          New messages
        </Button>
      )}
    </div>
  );
}

function ItemView({ item, whole }: { item: Item; whole: HandoffWhole }) {
  const offices = useDeskState((state) => state.offices);
  const people = useDeskState((state) => state.people);
  if (item.kind === 'day') return <p className="day">{item.day}</p>;
  if (item.kind === 'message') return <MessageItem message={item} customer={nameOf(whole)} />;
  if (item.kind === 'note')
    return (
      <div className="note">
        <p className="note-head">
          <LockClosed16Regular aria-hidden />
          <span>
            Internal note by {actorOf(item.row)}, {timeOf(item.at)}
          </span>
        </p>
        <p className="own-words">{noteOf(item.row)}</p>
      </div>
    );
  return (
    <p className="event">
      {trailInWords(item.row, offices, people)}, {timeOf(item.at)}
    </p>
  );
}
