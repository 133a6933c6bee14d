// Closes a case, and asks the customer how it was, or not.
/** @jsxImportSource react */
import { Button, Checkbox } from '@fluentui/react-components';
import { useState } from 'react';
import type { HandoffWhole } from './api.ts';
import { Modal } from './modal.tsx';
import { useDesk } from './use-desk.ts';

export function CloseDialog({ whole, close }: { whole: HandoffWhole; close: (isDone: boolean) => void }) {
  const desk = useDesk();
  const [isRated, setRated] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const { number, kind, status } = whole;

  async function finish(): Promise<void> {
    setBusy(true);
    const isDone = await desk.act(number, () => desk.requests.close(number, isRated));
    if (isDone) desk.tell(`Case ${number} is closed.`);
    close(isDone);
  }

  return (
    <Modal
      title={`Close case ${number}?`}
      close={() => close(false)}
      actions={
        <>
          <Button onClick={() => close(false)}>Not yet</Button>
          <Button appearance="primary" disabled={isBusy} onClick={() => void finish()}>
            Close the case
          </Button>
        </>
      }
    >
      <p>
        {kind === 'live'
          ? 'The customer is told, and goes on with the assistant.'
          : 'Close it once the customer has an answer. It can be opened again.'}
      </p>
      {status === 'claimed' && (
        <Checkbox
          label="Ask the customer how it was"
          checked={isRated}
          onChange={(_event, { checked }) => setRated(checked === true)}
        />
      )}
    </Modal>
  );
}
