// What who is not signed in sees: how to get in, and nothing of the desk.
/** @jsxImportSource react */
import { Button, Field, Input, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { PersonKey24Regular } from '@fluentui/react-icons/svg/person-key';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Outside } from './enter.ts';
import { codeIn } from './sign-in.ts';

/** `enter` signs in; at once where `isEntering` from the beginning, with the code `first` of a link where one was opened. */
export function SignedOut(props: {
  outside: Outside | undefined;
  isEntering: boolean;
  first: string | undefined;
  enter: (code?: string) => Promise<void>;
}) {
  const { outside = {}, isEntering, first, enter } = props;
  const begun = useRef(!isEntering);
  useEffect(() => {
    // A link works once: it must not be sent twice.
    if (begun.current) return;
    begun.current = true;
    void enter(first);
  }, [enter, first]);
  if (isEntering)
    return (
      <main className="plain">
        <h1>Refund desk</h1>
        <Spinner label="Signing in …" labelPosition="after" />
      </main>
    );
  const { problem, needsInvitation, isInTeams } = outside;
  return (
    <main className="plain">
      <PersonKey24Regular aria-hidden />
      <h1>Sign in to the refund desk</h1>
      {problem && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      {needsInvitation ? <Invitation enter={enter} /> : <p>{linkWords}</p>}
      {isInTeams && !needsInvitation && (
        <Button appearance="primary" onClick={() => void enter()}>
          Sign in with Teams
        </Button>
      )}
      <p>
        Ask whoever runs the refund desk for one. They make it on the server with
        <code>npm run -s staff -- invite "Your name" --office your-office</code>
      </p>
    </main>
  );
}

const linkWords = 'This console opens with a link of your own. Each link works once, within 24 hours.';

/** Where Teams says who somebody is, the link that was given to them binds that account. */
function Invitation({ enter }: { enter: (code?: string) => Promise<void> }) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const code = codeIn(text);
    setWrong(code === undefined);
    if (code !== undefined) void enter(code);
  };
  return (
    <form onSubmit={submit}>
      <p>
        Teams says who you are, but the refund desk does not know you yet. Paste your invitation once; from then on
        Teams signs you in.
      </p>
      <Field
        label="Your invitation link"
        {...(isWrong && { validationMessage: 'This is no invitation link. It ends in ?code= and 43 characters.' })}
      >
        <Input value={text} onChange={(_event, { value }) => setText(value)} autoComplete="off" />
      </Field>
      <Button type="submit" appearance="primary">
        Sign in
      </Button>
    </form>
  );
}
