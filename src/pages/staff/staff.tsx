// The staff console: signs in, or says how to get in.
/** @jsxImportSource react */
import { createRoot } from 'react-dom/client';
import { SignedOut } from './signed-out.tsx';
import { Themed } from './theme.tsx';

const place = document.getElementById('desk');
if (!place) throw new Error('staff.html: there is no element with id "desk". Add it.');
place.replaceChildren();
createRoot(place).render(
  <Themed>
    <SignedOut />
  </Themed>,
);
