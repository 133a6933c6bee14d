// What who is not signed in sees: how to get in, and nothing of the desk.
/** @jsxImportSource react */
import { PersonKey24Regular } from '@fluentui/react-icons/svg/person-key';

export function SignedOut() {
  return (
    <main className="plain">
      <PersonKey24Regular aria-hidden />
      <h1>Sign in to the refund desk</h1>
      <p>This console opens with a link of your own. Each link works once, within 24 hours.</p>
      <p>
        Ask whoever runs the refund desk for one. They make it on the server with{' '}
        <code>npm run -s staff -- invite "Your name" --office your-office</code>.
      </p>
    </main>
  );
}
