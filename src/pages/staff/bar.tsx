// The bar on top: whether the desk is connected, whether I am available, sound, keys, and who I am.
/** @jsxImportSource react */
import { Button, Switch, Tooltip } from '@fluentui/react-components';
import { Keyboard20Regular } from '@fluentui/react-icons/svg/keyboard';
import { Person20Regular } from '@fluentui/react-icons/svg/person';
import { Speaker220Regular } from '@fluentui/react-icons/svg/speaker';
import { SpeakerMute20Regular } from '@fluentui/react-icons/svg/speaker-mute';
import { useState } from 'react';
import type { Alarm } from './alarm.ts';
import { Connection } from './connection.tsx';
import { showKeys } from './keys.ts';
import { More } from './more.tsx';
import { ProfileDialog } from './profile-dialog.tsx';
import { Refused } from './requests.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { officeName } from './words.ts';

export function Bar({ leave, alarm }: { leave: () => void; alarm: Alarm }) {
  const desk = useDesk();
  const me = useDeskState((state) => state.me);
  const offices = useDeskState((state) => state.offices);
  const [isEditing, setEditing] = useState(false);

  async function setAvailable(available: boolean): Promise<void> {
    if (!me) return;
    desk.setMe({ ...me, available });
    try {
      desk.setMe(await desk.requests.changeMe({ available }));
    } catch (error) {
      desk.setMe(me);
      desk.tell(error instanceof Refused ? error.message : 'That did not reach the server. Try again.');
    }
  }

  return (
    <header className="bar">
      <h1>Refund desk</h1>
      <Connection />
      {me && (
        <Switch
          className="available"
          checked={me.available}
          onChange={(_, { checked }) => void setAvailable(checked)}
          label={me.available ? 'Available' : 'Away'}
        />
      )}
      <Tooltip content={alarm.isOn ? 'Sound is on' : 'Sound is off'} relationship="description">
        <Button
          appearance="subtle"
          aria-pressed={alarm.isOn}
          aria-label="Sound on new cases"
          icon={alarm.isOn ? <Speaker220Regular /> : <SpeakerMute20Regular />}
          onClick={alarm.toggle}
        />
      </Tooltip>
      <Tooltip content="Keys (?)" relationship="description">
        <Button
          className="keys-button"
          appearance="subtle"
          aria-label="List of keys"
          icon={<Keyboard20Regular />}
          onClick={showKeys}
        />
      </Tooltip>
      <More
        button={{
          className: 'who',
          icon: <Person20Regular />,
          'aria-label': `You: ${me?.name ?? '…'}`,
          children: <span className="who-name">{me?.name ?? '…'}</span>,
        }}
        head={
          <p>
            {me?.name}
            <br />
            {officeName(me?.office ?? null, offices)}
            {me?.role === 'lead' && ', lead'}
          </p>
        }
        items={[
          { title: 'Name and office …', choose: () => setEditing(true) },
          { title: 'Sign out', choose: leave },
        ]}
      />
      {isEditing && me && <ProfileDialog me={me} close={() => setEditing(false)} />}
    </header>
  );
}
