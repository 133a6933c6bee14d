// Keeps what the customer sends until the server has it: in order, one at a time, across reloads, tabs and lost connections.
import type { Activity } from '../../rules/activity.ts';
import { access, openAccess } from './access.ts';
import { createBackOff } from './back-off.ts';
import { postActivity, Refused } from './direct-line.ts';
import { drop, names, newId, oneTabAtATime, read, write } from './keep.ts';

const START = 'out:';

export interface Outgoing {
  /** Stays the same at each retry, so that the server takes the message once. */
  id: string;
  text: string;
  /** The id of the button that was pressed. */
  action?: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Why the server does not take it, in words; it waits for the customer then. */
  failed?: string;
}

export interface Outbox {
  add(text: string, action?: string): void;
  /** What the server has not acknowledged yet, oldest first. */
  waiting(): Outgoing[];
  /** What was acknowledged and has not come back from the server yet. */
  sent(): Outgoing[];
  /** Forgets what came back from the server, by its ids. */
  forget(ids: unknown[]): void;
  /** A sentence where the last try did not go through; undefined where it did. */
  trouble(): string | undefined;
  /** Sends a refused message once more. */
  retry(id: string): void;
  discard(id: string): void;
  /** Sends what waits, from now on without a wait. */
  hurry(): void;
}

/** Calls `changed` after each change, and `acknowledged` when the server has a message. */
export function createOutbox(changed: () => void, acknowledged: () => void): Outbox {
  const backOff = createBackOff();
  let sent: Outgoing[] = [];
  let count = 0;
  let draining = false;
  let trouble: string | undefined;
  let refusedToken: string | undefined;

  // One name a message, not one list: two tabs that add at the same time cannot overwrite each other.
  const entries = () =>
    names(START).flatMap((name) => {
      const message = read<Outgoing>(name);
      return message ? [{ name, message }] : [];
    });

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    await oneTabAtATime('outbox', async () => {
      for (let next = first(); next; next = first()) await send(next.name, next.message);
      // Inside the lock, and without a wait after the last look: nothing can be added in between.
      draining = false;
    });
  }

  const first = () => entries().find(({ message }) => !message.failed);

  async function send(name: string, message: Outgoing): Promise<void> {
    let token: string | undefined;
    try {
      const open = await openAccess(refusedToken);
      token = open.token;
      await postActivity(token, open.conversationId, toActivity(message));
      // What came back before its acknowledgement is forgotten already.
      if (find(message.id)) sent.push(message);
      drop(name);
      trouble = undefined;
      backOff.reset();
      acknowledged();
      changed();
    } catch (error) {
      await understand(error, name, message, token);
    }
  }

  async function understand(error: unknown, name: string, message: Outgoing, token?: string): Promise<void> {
    const status = error instanceof Refused ? error.status : 0;
    if (token && (status === 401 || status === 403 || status === 404)) {
      refusedToken = token;
      return backOff.wait();
    }
    if (token && status >= 400 && status < 500 && status !== 408 && status !== 429) {
      const failed =
        status === 413 ? 'It is too long. Send it in shorter parts.' : 'It could not be read. Change it, or try again.';
      write(name, { ...message, failed });
      return changed();
    }
    const seconds = status === 429 ? ((error as Refused).retryAfter ?? 5) : 0;
    trouble = seconds
      ? `That was fast. Your messages are kept and go out in ${seconds} seconds.`
      : 'No connection. Your messages are kept here and go out by themselves.';
    changed();
    return backOff.wait(seconds * 1000);
  }

  const find = (id: string) => entries().find(({ message }) => message.id === id);

  return {
    add(text, action) {
      const message: Outgoing = { id: newId(), text, ...(action ? { action } : {}), at: Date.now() };
      count += 1;
      write(`${START}${message.at}-${String(count).padStart(6, '0')}-${message.id}`, message);
      changed();
      void drain();
    },
    waiting: () => entries().map(({ message }) => message),
    sent: () => sent,
    forget(ids) {
      sent = sent.filter(({ id }) => !ids.includes(id));
      for (const { name, message } of entries()) if (ids.includes(message.id)) drop(name);
    },
    trouble: () => trouble,
    retry(id) {
      const found = find(id);
      if (!found) return;
      const { failed: _, ...message } = found.message;
      write(found.name, message);
      changed();
      void drain();
    },
    discard(id) {
      const found = find(id);
      if (found) drop(found.name);
      changed();
    },
    hurry() {
      backOff.hurry();
      void drain();
    },
  };
}

function toActivity(message: Outgoing): Activity {
  return {
    type: 'message',
    from: { id: access()?.userId ?? '' },
    text: message.text,
    textFormat: 'plain',
    locale: navigator.language,
    localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    channelData: { clientActivityID: message.id, ...(message.action ? { action: message.action } : {}) },
  };
}
