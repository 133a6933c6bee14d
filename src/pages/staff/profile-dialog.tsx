// One's own name, as customers read it, and one's office.
/** @jsxImportSource react */
import { Button, Field, Input, Select } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import type { Me } from './api.ts';
import { Modal } from './modal.tsx';
import { Refused } from './requests.ts';
import { useDesk, useDeskState } from './use-desk.ts';

export function ProfileDialog({ me, close }: { me: Me; close: () => void }) {
  const desk = useDesk();
  const offices = useDeskState((state) => state.offices);
  const [name, setName] = useState(me.name);
  const [office, setOffice] = useState(me.office ?? '');
  const [problem, setProblem] = useState<string>();

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!name.trim()) return setProblem('Write the name that customers read.');
    try {
      desk.setMe(await desk.requests.changeMe({ name: name.trim(), office: office || null }));
      close();
    } catch (error) {
      setProblem(error instanceof Refused ? error.message : 'The server did not answer. Try again in a moment.');
    }
  }

  return (
    <form onSubmit={save}>
      <Modal
        title="Name and office"
        close={close}
        actions={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button appearance="primary" type="submit">
              Save
            </Button>
          </>
        }
      >
        <Field label="Name" hint="Customers read it over your messages." validationMessage={problem}>
          <Input value={name} maxLength={60} onChange={(_, { value }) => setName(value)} />
        </Field>
        <Field label="Office" hint="Its cases stand first in your queue, and sound.">
          <Select value={office} onChange={(_, { value }) => setOffice(value)}>
            {(me.role === 'lead' || me.office === null) && <option value="">Any office</option>}
            {offices.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      </Modal>
    </form>
  );
}
