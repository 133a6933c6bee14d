// Keeps what staff write until the server has it: in order, under one key a message, across reloads and lost connections.
import { createBackOff } from '../widget/back-off.ts';
import { dropFiles, filesOf, keepFiles } from '../widget/file-store.ts';
import type { HandoffWhole } from './api.ts';
import { keep, names, oneTabAtATime, read } from './keep.ts';
import { Refused, type Requests } from './requests.ts';

const START = 'out:';

export interface Outgoing {
  /** Sent along each time, so that the server takes it once. */
  key: string;
  number: number;
  kind: 'messages' | 'notes';
  text: string;
  files?: { name: string; size: number }[];
  /** Milliseconds since 1970. */
  at: number;
  /** Why the server did not take it. */
  failed?: string;
}

export interface Outbox {
  add(number: number, kind: Outgoing['kind'], text: string, files?: File[]): void;
  /** Oldest first. */
  waiting(): Outgoing[];
  retry(key: string): void;
  discard(key: string): void;
  /** Sends what waits, from now on without a wait. */
  hurry(): void;
}

/** Calls `changed` after each change, and `taken` with the case as it is once the server has a message. */
export function createOutbox(requests: Requests, changed: () => void, taken: (whole: HandoffWhole) => void): Outbox {
  const backOff = createBackOff();
  let draining = false;
  let count = 0;

  const entries = () =>
    names(START).flatMap((name) => {
      const message = read<Outgoing>(name);
      return message ? [{ name, message }] : [];
    });
  const find = (key: string) => entries().find(({ message }) => message.key === key);

  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    await oneTabAtATime('outbox', async () => {
      const next = () => entries().find(({ message }) => !message.failed);
      for (let one = next(); one; one = next()) await send(one.name, one.message);
      // Inside the lock, and without a wait after the last look: nothing can be added in between.
      draining = false;
    });
  }

  async function send(name: string, message: Outgoing): Promise<void> {
    const { number, kind, text, key, files } = message;
    try {
      let whole: HandoffWhole;
      if (files) {
        const kept = await filesOf(key);
        if (!kept) throw new Refused(410, { message: 'Its files are no longer on this device. Attach them again.' });
        whole = await requests.upload(number, text, kept, key);
        dropFiles(key);
      } else whole = await requests.write(number, kind, text, key);
      keep(name, undefined);
      backOff.reset();
      taken(whole);
    } catch (error) {
      const status = error instanceof Refused ? error.status : 0;
      const isLater = status === 0 || status === 429 || status === 401 || status >= 500;
      if (!isLater && find(key)) keep(name, { ...message, failed: (error as Refused).message });
      changed();
      if (isLater) await backOff.wait(((error as Refused).retryAfter ?? 0) * 1000);
    }
  }

  async function enter(message: Outgoing, files: File[]): Promise<void> {
    count += 1;
    // The files first: a message that waits without them could not be sent.
    if (files.length > 0) await keepFiles(message.key, files);
    keep(`${START}${message.at}-${String(count).padStart(6, '0')}-${message.key}`, message);
    changed();
    await drain();
  }

  return {
    add(number, kind, text, files = []) {
      const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
      const told = files.length > 0 ? { files: files.map(({ name, size }) => ({ name, size })) } : {};
      void enter({ key, number, kind, text, at: Date.now(), ...told }, files);
    },
    waiting: () => entries().map(({ message }) => message),
    retry(key) {
      const found = find(key);
      if (!found) return;
      const { failed: _, ...message } = found.message;
      keep(found.name, message);
      changed();
      void drain();
    },
    discard(key) {
      const found = find(key);
      if (found) keep(found.name, undefined);
      dropFiles(key);
      changed();
    },
    hurry() {
      backOff.hurry();
      void drain();
    },
  };
}
