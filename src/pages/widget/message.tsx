// One message: the bot's with its progress, cards and date of checking, that of staff with a name, the customer's with its state.
import { useMemo } from 'preact/hooks';
import type { CardAction } from '../../rules/activity.ts';
import { Card } from './card.tsx';
import { Checked } from './checked.tsx';
import { Files } from './files.tsx';
import { Markdown } from './markdown.tsx';
import type { Shown } from './timeline.ts';
import { timeOf } from './when.ts';

export interface MessageActions {
  press(action: CardAction): void;
  /** How much of a message's files has gone out, 0 to 1. */
  progress(id: string): number | undefined;
  retry(id: string): void;
  discard(id: string): void;
}

interface Props {
  message: Shown;
  /** Whether the time stands below it. */
  isLast: boolean;
  actions: MessageActions;
}

/** Drawn anew only when something of it has changed: a long log stays as it is while a message comes. */
export function Message({ message, isLast, actions }: Props) {
  const Side = message.by === 'customer' ? OwnMessage : TheirMessage;
  return useMemo(() => <Side message={message} isLast={isLast} actions={actions} />, [message, isLast, actions]);
}

function TheirMessage({ message, isLast, actions }: Props) {
  const { channelData = {}, attachments = [], suggestedActions } = message.activity ?? {};
  const choices = suggestedActions?.actions.map(({ title }) => title).join(', ');
  return (
    <div class={`message ${message.by} ${channelData.kind ?? ''}`}>
      {message.by === 'staff' ? (
        <p class="who">
          <strong>{message.name}</strong>, our staff<span class="unseen">: </span>
        </p>
      ) : (
        <span class="unseen">Assistant: </span>
      )}
      <div class="bubble">
        <Progress position={channelData.position} of={channelData.of} done={channelData.done === true} />
        <div class="text">
          <Markdown text={message.text} />
        </div>
        {attachments.map((attachment, index) => (
          <Card key={index} attachment={attachment} press={actions.press} />
        ))}
        <Files files={message.files} />
        <Checked activity={message.activity} />
      </div>
      {choices && <span class="unseen">Choices: {choices}</span>}
      {isLast && <About words={timeOf(message.at)} />}
    </div>
  );
}

function Progress({ position, of, done }: { position: unknown; of: unknown; done: boolean }) {
  if (typeof position !== 'number' || typeof of !== 'number' || of < 1) return null;
  const words = done ? 'Done' : `Step ${position} of ${of}`;
  return (
    <div class="progress">
      <span>{words}</span>
      <progress aria-label="Progress of this guide" max={of} value={done ? of : position} />
    </div>
  );
}

function OwnMessage({ message, isLast, actions }: Props) {
  const { id, text, at, state, failed } = message;
  return (
    <div class={`message own ${state}`}>
      <span class="unseen">You: </span>
      <div class="bubble">
        {text && <p class="text">{text}</p>}
        <Files files={message.files} />
      </div>
      {state === 'sending' && <Sending message={message} actions={actions} />}
      {state === 'sent' && isLast && <About words={`Sent ${timeOf(at)}`} />}
      {state === 'failed' && (
        <p class="about failure">
          Not sent. {failed}
          <button type="button" onClick={() => actions.retry(id)}>
            Try again
          </button>
          <button type="button" onClick={() => actions.discard(id)}>
            Remove
          </button>
        </p>
      )}
    </div>
  );
}

/** What is not read out by itself: it says nothing new. */
function About({ words, late = '' }: { words: string; late?: string }) {
  return (
    <p class={`about${late}`} aria-live="off">
      {words}
    </p>
  );
}

function Sending({ message, actions }: Pick<Props, 'message' | 'actions'>) {
  const { id, files, held, onlyHere } = message;
  if (files.length === 0) return <About words={held ? 'Waiting to be sent' : 'Sending …'} late=" late" />;
  const part = actions.progress(id);
  return (
    // Not read out at each step: who wants to know finds the progress bar.
    <div class="about" aria-live="off">
      <p class="uploading">
        {part === undefined ? 'Waiting to be sent' : `Sending, ${Math.round(part * 100)} %`}
        {part !== undefined && <progress aria-label="Progress of sending" max={1} value={part} />}
        <button type="button" onClick={() => actions.discard(id)}>
          Cancel
        </button>
      </p>
      {onlyHere && <p>Your browser cannot keep files. Leave this page open until they are sent.</p>}
    </div>
  );
}
