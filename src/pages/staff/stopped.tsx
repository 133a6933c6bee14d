// Says which number stops the message; it has not left the page.
/** @jsxImportSource react */
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { findSensitive } from '../../rules/sensitive.ts';
import { names } from '../../rules/sensitive-masks.ts';

interface Props {
  text: string;
  /** Sends the message without the number. */
  sendRest: () => void;
  change: () => void;
}

export function Stopped({ text, sendRest, change }: Props) {
  const list = [...new Set(findSensitive(text).map(({ kind }) => names[kind]))].join(' and ');
  return (
    <MessageBar intent="error" layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>Not sent: this looks like {list}.</MessageBarTitle>
        Such numbers belong into ACE or CBP's own forms, never into a chat or a note.
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={sendRest}>Remove it and send the rest</Button>
        <Button onClick={change}>Change my message</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
