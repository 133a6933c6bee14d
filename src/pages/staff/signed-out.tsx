// What who is not signed in sees: how to get in, and nothing of the desk.
/** @jsxImportSource react */
import { MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { PersonKey24Regular } from '@fluentui/react-icons/svg/person-key';
import { useEffect, useRef } from 'react';

/** `enter` signs in by the link that was opened, where one was. */
export function SignedOut({ problem, enter }: { problem: string | undefined; enter: (() => void) | undefined }) {
  const entered = useRef(false);
  useEffect(() => {
    // A link works once: it must not be sent twice.
    if (!enter || entered.current) return;
    entered.current = true;
    enter();
  }, [enter]);
  if (enter)
    return (
      <main className="plain">
        <h1>Refund desk</h1>
        <Spinner label="Signing in …" labelPosition="after" />
      </main>
    );
  return (
    <main className="plain">
      <PersonKey24Regular aria-hidden />
      <h1>Sign in to the refund desk</h1>
      {problem && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      )}
      <p>This console opens with a link of your own. Each link works once, within 24 hours.</p>
      <p>
        Ask whoever runs the refund desk for one. They make it on the server with{' '}
        <code>npm run -s staff -- invite "Your name" --office your-office</code>.
      </p>
    </main>
  );
}
