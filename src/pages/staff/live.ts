// Holds the stream of what happens open: resumed where it broke, with waits that grow, never trusted in silence.
import { createBackOff } from '../widget/back-off.ts';
import type { Events } from './api.ts';
import { createEventReader } from './event-stream.ts';
import { Refused, type Requests } from './requests.ts';

/** The server says something every 15 seconds. */
const SILENCE_MS = 40_000;
/** After a sleep of this length a connection is not trusted. */
const SLEEP_MS = 30_000;

export type Line = 'opening' | 'live' | 'lost';

export interface Live {
  /** Tries now. */
  hurry(): void;
  stop(): void;
}

/** What wants to know. */
export interface Listener {
  event<Name extends keyof Events>(name: Name, data: Events[Name], id: string | undefined): void;
  /** `again` at each opening but the first: something may have been missed. */
  opened(again: boolean): void;
  lost(): void;
  /** The server said something, or it was tried once more to reach it. */
  alive?(): void;
  /** The token is no longer good. */
  signedOut(): void;
}

/** Opens the stream, and opens it again whenever it breaks; `after` is the id of the last event that is known. */
export function openLive(requests: Requests, listener: Listener, after?: string): Live {
  const backOff = createBackOff();
  let lastId = after;
  let opened = false;
  let stopped = false;
  let broken = new AbortController();
  let silence: ReturnType<typeof setTimeout>;

  async function run(): Promise<void> {
    while (!stopped) {
      let atLeast = 0;
      try {
        broken = new AbortController();
        alive();
        await listen(await requests.stream(lastId, broken.signal));
      } catch (error) {
        if (stopped) return;
        if (error instanceof Refused && error.status === 401) return listener.signedOut();
        if (error instanceof Refused) atLeast = (error.retryAfter ?? 0) * 1000;
      }
      clearTimeout(silence);
      if (stopped) return;
      listener.lost();
      await backOff.wait(atLeast);
    }
  }

  function alive(): void {
    listener.alive?.();
    clearTimeout(silence);
    const { abort } = broken;
    silence = setTimeout(abort.bind(broken), SILENCE_MS);
  }

  async function listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const read = createEventReader();
    const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    backOff.reset();
    listener.opened(opened);
    opened = true;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      alive();
      for (const { id, name, data } of read(piece.value)) {
        if (id) lastId = id;
        listener.event(name as keyof Events, JSON.parse(data), lastId);
      }
    }
  }

  function hurry(): void {
    broken.abort();
    backOff.hurry();
  }

  let hiddenAt = 0;
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > SLEEP_MS) hurry();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', onVisibility);
  void run();
  return {
    hurry,
    stop() {
      stopped = true;
      hurry();
      window.removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
