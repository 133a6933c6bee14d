// The staff console: the desk for who is signed in, and for everybody else how to get in.
/** @jsxImportSource react */
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { type Desk, openDesk } from './desk.ts';
import { enter, mustEnter, type Outside } from './enter.ts';
import { onOtherTab } from './keep.ts';
import { createRequests } from './requests.ts';
import { forgetToken, leave, takeCode, tokenHere } from './sign-in.ts';
import { SignedOut } from './signed-out.tsx';
import { Themed } from './theme.tsx';
import { DeskProvider } from './use-desk.ts';

const code = takeCode();

function Staff() {
  const [token, setToken] = useState(mustEnter(code) ? undefined : tokenHere());
  const [isEntering, setEntering] = useState(mustEnter(code));
  const [outside, setOutside] = useState<Outside>();

  // Signed out, or in as somebody else, in another tab.
  useEffect(() => onOtherTab('token', () => setToken(tokenHere())), []);

  const come = async (withCode?: string) => {
    setEntering(true);
    setOutside(await enter(withCode));
    setToken(tokenHere());
    setEntering(false);
  };
  if (token)
    return (
      <SignedIn
        key={token}
        token={token}
        expired={() => {
          forgetToken();
          setToken(undefined);
          setOutside({ problem: 'You are signed out. What you were writing is kept here for when you come back.' });
          // Teams signs in again by itself.
          if (mustEnter(undefined)) void come();
        }}
        leave={() => {
          void leave();
          setToken(undefined);
          if (mustEnter(undefined)) setOutside({ isInTeams: true });
        }}
      />
    );
  return <SignedOut outside={outside} isEntering={isEntering} first={code} enter={come} />;
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
