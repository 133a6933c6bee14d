// What was written and is not with the server yet, or was refused.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import type { Outgoing } from './outbox.ts';
import { useDesk, useDeskState } from './use-desk.ts';

export function OutgoingItem({ message }: { message: Outgoing }) {
  const desk = useDesk();
  const line = useDeskState((state) => state.line);
  const { key, kind, text, files = [], failed } = message;
  return (
    <div className={kind === 'notes' ? 'note outgoing' : 'message staff outgoing'}>
      <div className="bubble">
        {text && <p className="own-words">{text}</p>}
        {files.map(({ name }) => (
          <p key={name}>File: {name}</p>
        ))}
      </div>
      {failed ? (
        <p className="failure" role="alert">
          Not sent. {failed}{' '}
          <Button size="small" onClick={() => desk.retry(key)}>
            Try again
          </Button>{' '}
          <Button size="small" onClick={() => desk.discard(key)}>
            Remove
          </Button>
        </p>
      ) : (
        <p className="message-head">{line === 'lost' ? 'Kept here until there is a connection' : 'Sending …'}</p>
      )}
    </div>
  );
}
