// Hands a case to a colleague who is there, or to an office.
/** @jsxImportSource react */
import { Button, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import type { HandoffWhole } from './api.ts';
import { Modal } from './modal.tsx';
import { useDesk, useDeskState } from './use-desk.ts';
import { officeName } from './words.ts';

export function TransferDialog({ whole, close }: { whole: HandoffWhole; close: () => void }) {
  const desk = useDesk();
  const people = useDeskState((state) => state.people);
  const offices = useDeskState((state) => state.offices);
  const [to, setTo] = useState('');
  const [isBusy, setBusy] = useState(false);
  const { number } = whole;
  const others = people
    .filter(({ id }) => id !== whole.owner?.id)
    .sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.name.localeCompare(b.name));

  async function transfer(): Promise<void> {
    setBusy(true);
    const isDone = await desk.act(number, () => desk.requests.transfer(number, to));
    const name = [...people, ...offices].find(({ id }) => id === to)?.name;
    if (isDone) desk.tell(`Case ${number} went to ${name}.`);
    close();
  }

  return (
    <Modal
      title={`Transfer case ${number}`}
      close={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button appearance="primary" disabled={!to || isBusy} onClick={() => void transfer()}>
            Transfer
          </Button>
        </>
      }
    >
      <RadioGroup aria-label="To whom" value={to} onChange={(_, { value }) => setTo(value)}>
        {others.length > 0 && <h3>Colleagues</h3>}
        {others.map(({ id, name, office, onDuty }) => (
          <Radio
            key={id}
            value={id}
            disabled={!onDuty}
            label={`${name}, ${officeName(office, offices)}${onDuty ? '' : ' (away)'}`}
          />
        ))}
        <h3>Offices, where it waits in the queue</h3>
        {offices.map(({ id, name, open }) => (
          <Radio
            key={id}
            value={id}
            disabled={id === whole.office && whole.status === 'waiting'}
            label={`${name}${open ? '' : ' (closed now)'}`}
          />
        ))}
      </RadioGroup>
    </Modal>
  );
}
