// The staff console: the desk for who is signed in, and for everybody else how to get in.
/** @jsxImportSource react */
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { type Desk, openDesk } from './desk.ts';
import { onOtherTab } from './keep.ts';
import { createRequests } from './requests.ts';
import { forgetToken, leave, takeCode, tokenHere, tradeCode } from './sign-in.ts';
import { SignedOut } from './signed-out.tsx';
import { Themed } from './theme.tsx';
import { DeskProvider } from './use-desk.ts';

const code = takeCode();

function Staff() {
  const [token, setToken] = useState(code === undefined ? tokenHere() : undefined);
  const [isEntering, setEntering] = useState(code !== undefined);
  const [problem, setProblem] = useState<string>();

  // Signed out, or in as somebody else, in another tab.
  useEffect(() => onOtherTab('token', () => setToken(tokenHere())), []);

  if (token)
    return (
      <SignedIn
        key={token}
        token={token}
        expired={() => {
          forgetToken();
          setProblem('You are signed out. What you were writing is kept here for when you come back.');
          setToken(undefined);
        }}
        leave={() => {
          void leave();
          setToken(undefined);
        }}
      />
    );
  const enter = async () => {
    setProblem(await tradeCode(code ?? ''));
    setToken(tokenHere());
    setEntering(false);
  };
  return <SignedOut problem={problem} enter={isEntering ? enter : undefined} />;
}

function SignedIn({ token, expired, leave }: { token: string; expired: () => void; leave: () => void }) {
  const [desk, setDesk] = useState<Desk>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: one desk a token, whatever is drawn anew around it.
  useEffect(() => {
    const opened = openDesk(createRequests(token), expired);
    setDesk(opened);
    return () => opened.stop();
  }, [token]);
  if (!desk) return null;
  return (
    <DeskProvider value={desk}>
      <Console leave={leave} />
    </DeskProvider>
  );
}

const place = document.getElementById('desk');
if (!place) throw new Error('staff.html: there is no element with id "desk". Add it.');
place.replaceChildren();
createRoot(place).render(
  <Themed>
    <Staff />
  </Themed>,
);
