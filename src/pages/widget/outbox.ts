// Keeps what the customer sends until the server has it: in order, one at a time, across reloads, tabs and lost connections.
import { openAccess } from './access.ts';
import { createBackOff } from './back-off.ts';
import { postActivity, Refused } from './direct-line.ts';
import { dropFiles, filesOf, keepFiles } from './file-store.ts';
import { drop, names, newId, oneTabAtATime, onOtherTab, read, write, writeHere } from './keep.ts';
import { type Outgoing, refusalOf, toActivity } from './outgoing.ts';
import { uploadFiles } from './upload.ts';

const START = 'out:';
/** In so many steps progress is told. */
const STEPS = 20;

export interface Outbox {
  /** `id` is one under which the same message may be added again, by another tab. */
  add(text: string, action?: string, files?: File[], id?: string): void;
  /** What the server has not acknowledged yet, oldest first. */
  waiting(): Outgoing[];
  /** What was acknowledged and has not come back from the server yet. */
  sent(): Outgoing[];
  /** Forgets what came back from the server, by its ids. */
  forget(ids: unknown[]): void;
  /** How much of a message with files has gone out, 0 to 1; undefined where this page is not sending it. */
  progress(id: string): number | undefined;
  /** A sentence where the last try did not go through; undefined where it did. */
  trouble(): string | undefined;
  /** Sends a refused message once more. */
  retry(id: string): void;
  /** Drops a message that waits, and breaks it off where it is going out. */
  discard(id: string): void;
  /** Sends what waits, from now on without a wait. */
  hurry(): void;
}

/** The files of a message are not on this device any more. */
class Gone extends Error {
  override message = 'Its files are no longer on this device. Remove it, and attach them again.';
}

/** Calls `changed` after each change, and `acknowledged` when the server has a message. */
export function createOutbox(changed: () => void, acknowledged: () => void): Outbox {
  const backOff = createBackOff();
  let sent: Outgoing[] = [];
  let count = 0;
  let draining = false;
  let trouble: string | undefined;
  let refusedToken: string | undefined;
  let upload: { id: string; part: number; broken: AbortController } | undefined;
  /** Messages whose files are being put away; what is said after them waits. */
  let arriving: Outgoing[] = [];
  let putAway = Promise.resolve();

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
      trouble = undefined;
    });
  }

  const first = () => entries().find(({ message }) => !message.failed);

  async function send(name: string, message: Outgoing): Promise<void> {
    let token: string | undefined;
    try {
      const open = await openAccess(refusedToken);
      token = open.token;
      if (message.files) await sendFiles(token, open.conversationId, message);
      else await postActivity(token, open.conversationId, toActivity(message));
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

  async function sendFiles(token: string, conversationId: string, message: Outgoing): Promise<void> {
    const files = await filesOf(message.id);
    if (!files) throw new Gone();
    const broken = new AbortController();
    upload = { id: message.id, part: 0, broken };
    changed();
    const progress = (part: number) => {
      // In steps: all messages are drawn anew at each.
      const step = Math.floor(part * STEPS) / STEPS;
      if (step === upload?.part) return;
      upload = { id: message.id, part: step, broken };
      changed();
    };
    await uploadFiles(token, conversationId, toActivity(message), files, progress, broken.signal).finally(() => {
      upload = undefined;
    });
  }

  async function understand(error: unknown, name: string, message: Outgoing, token?: string): Promise<void> {
    // The customer has taken it back, or it came through although its acknowledgement did not.
    if (!find(message.id)) return changed();
    const status = error instanceof Refused ? error.status : 0;
    if (token && (status === 401 || status === 403 || status === 404)) {
      refusedToken = token;
      return backOff.wait();
    }
    const gone = error instanceof Gone ? error.message : undefined;
    const failed = gone ?? (token && error instanceof Refused ? refusalOf(error, message) : undefined);
    if (failed) {
      keep(name, { ...message, failed });
      return changed();
    }
    const seconds = status === 429 ? ((error as Refused).retryAfter ?? 5) : 0;
    trouble = seconds
      ? `That was fast. Your messages are kept and go out in ${seconds} seconds.`
      : 'No connection. Your messages are kept here and go out by themselves.';
    changed();
    return backOff.wait(seconds * 1000);
  }

  function keep(name: string, message: Outgoing): void {
    if (message.onlyHere) writeHere(name, message);
    else write(name, message);
  }

  function enter(name: string, message: Outgoing): void {
    arriving = arriving.filter(({ id }) => id !== message.id);
    keep(name, message);
    changed();
    void drain();
  }

  onOtherTab(() => {
    if (upload && !find(upload.id)) upload.broken.abort();
  });

  const find = (id: string) => entries().find(({ message }) => message.id === id);

  return {
    add(text, action, files = [], id = newId()) {
      const message: Outgoing = { id, text, ...(action ? { action } : {}), at: Date.now() };
      count += 1;
      const name = `${START}${message.at}-${String(count).padStart(6, '0')}-${message.id}`;
      if (files.length === 0 && arriving.length === 0) return enter(name, message);
      if (files.length > 0) message.files = files.map(({ name, type, size }) => ({ name, type, size }));
      arriving.push(message);
      const kept = files.length === 0 || keepFiles(message.id, files);
      changed();
      putAway = putAway.then(async () => {
        if (!(await kept)) message.onlyHere = true;
        // Taken back meanwhile.
        if (arriving.includes(message)) enter(name, message);
        else dropFiles(message.id);
      });
    },
    waiting: () => [...entries().map(({ message }) => message), ...arriving],
    progress: (id) => (upload?.id === id ? upload.part : undefined),
    sent: () => sent,
    forget(ids) {
      for (const { id, files } of [...sent, ...entries().map(({ message }) => message)])
        if (files && ids.includes(id)) dropFiles(id);
      sent = sent.filter(({ id }) => !ids.includes(id));
      for (const { name, message } of entries()) if (ids.includes(message.id)) drop(name);
    },
    // What came through in another way waits no more.
    trouble: () => (first() ? trouble : undefined),
    retry(id) {
      const found = find(id);
      if (!found) return;
      const { failed: _, ...message } = found.message;
      keep(found.name, message);
      changed();
      void drain();
    },
    discard(id) {
      arriving = arriving.filter((message) => message.id !== id);
      const found = find(id);
      if (found) drop(found.name);
      if (upload?.id === id) upload.broken.abort();
      dropFiles(id);
      changed();
    },
    hurry() {
      backOff.hurry();
      void drain();
    },
  };
}
