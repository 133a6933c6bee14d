// The conversation as the page shows it: what came, what waits, and whether there is a connection.
import type { Activity } from '../../rules/activity.ts';
import { isLoggedOut } from './access.ts';
import { onOtherTab } from './keep.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createReceiver, type Line } from './receiver.ts';
import { access } from './shelf.ts';
import { addArrived, arrange, type Timeline } from './timeline.ts';
import { createTyping } from './typing.ts';

/** A message that was acknowledged and does not come back within this time tells that the socket is dead. */
const ECHO_MS = 5_000;
/** A connection that is back within this time was never gone, as far as the customer is concerned. */
const GRACE_MS = 1_500;
/** Links to files hold for a day; before that they are asked for anew. */
const LINK_MS = 23 * 3_600_000;
/** After a sleep of this length a socket is not trusted. */
const SLEEP_MS = 30_000;

export interface View extends Timeline {
  /** False until the conversation so far is there. */
  isLoaded: boolean;
  /** What the customer should know about the connection. */
  notice?: string;
  /** True where an earlier conversation of this device is no longer kept. */
  isReplacement: boolean;
  /** Who types; undefined where nobody does. */
  typist: string | undefined;
}

export interface Conversation {
  view(): View;
  outbox: Outbox;
  /** Tells our staff that the customer types. */
  tellTyping(): void;
  /** Tries the connection now. */
  hurry(): void;
}

/** Opens this device's conversation, or begins one; calls `changed` whenever there is something new to show. */
export function openConversation(changed: () => void): Conversation {
  let conversationId = '';
  let received: Activity[] = [];
  let line: Line = 'opening';
  let lostAt = 0;
  let hiddenAt = 0;
  /** When the links that are shown came. */
  let linkedAt = Date.now();

  const typing = createTyping(changed);
  const receiver = createReceiver(
    (id, activities) => {
      if (id !== conversationId) received = [];
      conversationId = id;
      received = addArrived(received, typing.hear(activities));
      // What the server shows is what counts: the page forgets what the customer typed.
      outbox.forget(activities.map(({ channelData }) => channelData?.clientActivityID));
      changed();
    },
    (state) => {
      if (state === 'lost' && line !== 'lost') {
        lostAt = Date.now();
        setTimeout(changed, GRACE_MS);
      }
      line = state;
      changed();
    },
  );

  const outbox: Outbox = createOutbox(changed, () =>
    setTimeout(() => {
      if (outbox.sent().some(({ at }) => Date.now() - at < 2 * ECHO_MS)) receiver.restart();
    }, ECHO_MS),
  );

  const hurry = () => {
    receiver.restart();
    outbox.hurry();
  };
  const renewLinks = () => {
    if (Date.now() - linkedAt < LINK_MS) return;
    linkedAt = Date.now();
    if (received.some(({ attachments }) => attachments?.some(({ contentUrl }) => contentUrl))) receiver.replay();
  };
  setInterval(renewLinks, SLEEP_MS);
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > SLEEP_MS || line === 'lost') hurry();
    renewLinks();
  });
  onOtherTab(changed);
  outbox.hurry();

  return {
    outbox,
    tellTyping: typing.tell,
    hurry,
    view() {
      const isLost = line === 'lost' && Date.now() - lostAt >= GRACE_MS;
      const notice = isLoggedOut()
        ? 'Your log-in to this website has run out. Reload the page to go on.'
        : (outbox.trouble() ?? (isLost ? 'No connection. Trying again …' : undefined));
      return {
        ...arrange(received, outbox.waiting(), outbox.sent(), notice !== undefined),
        isLoaded: received.length > 0,
        ...(notice ? { notice } : {}),
        isReplacement: access()?.isReplacement === true,
        typist: typing.name(),
      };
    },
  };
}
