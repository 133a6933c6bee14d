// One stream for all tabs of the console: one of them holds it open and passes on what comes; where that one goes, another takes over.
import type { Events } from './api.ts';
import { type Line, type Listener, type Live, openLive } from './live.ts';
import type { Requests } from './requests.ts';

// A browser opens six connections to one address at most: six tabs with a stream each would leave none for requests.
const NAME = 'refund-desk-staff:live';
/** The tab that holds the stream says something at least every minute, also where the server does not answer. */
const SILENCE_MS = 120_000;
/** After a sleep of this length something may have been missed. */
const SLEEP_MS = 30_000;

type Word =
  | { say: 'event'; name: keyof Events; data: Events[keyof Events]; id: string | undefined }
  /** `to` names the tab that asked, without it all are told; `id` is that of the last event. */
  | { say: 'opened' | 'lost'; to?: string; id?: string | undefined }
  | { say: 'alive' | 'signed-out' | 'hurry' }
  | { say: 'ask'; from: string };

/** Like `openLive`; each tab with a stream of its own where the browser cannot share one. */
export function openSharedLive(requests: Requests, listener: Listener): Live {
  if (!navigator.locks || !window.BroadcastChannel) return openLive(requests, listener);
  const channel = new BroadcastChannel(NAME);
  const me = crypto.randomUUID();
  let own: { live: Live; line: Line; release: () => void } | undefined;
  let lastId: string | undefined;
  let opened = false;
  let stopped = false;
  let silence: ReturnType<typeof setTimeout>;

  const say = (word: Word) => channel.postMessage(word);

  function take(word: Word): void {
    if (word.say === 'event') {
      lastId = word.id ?? lastId;
      listener.event(word.name, word.data, word.id);
    } else if (word.say === 'opened') {
      lastId = word.id ?? lastId;
      listener.opened(opened);
      opened = true;
    } else if (word.say === 'lost') listener.lost();
    else if (word.say === 'signed-out') listener.signedOut();
  }

  function tellAll(word: Word): void {
    say(word);
    take(word);
  }

  channel.onmessage = ({ data: word }: MessageEvent<Word>) => {
    if (own) {
      if (word.say === 'hurry') own.live.hurry();
      if (word.say === 'ask' && own.line !== 'opening')
        say({ say: own.line === 'live' ? 'opened' : 'lost', to: word.from, id: lastId });
      return;
    }
    expect();
    if (!('to' in word) || word.to === me) take(word);
  };

  /** A tab that says nothing any more, though it has the stream, has it no longer. */
  function expect(): void {
    clearTimeout(silence);
    silence = setTimeout(() => lead({ steal: true }), SILENCE_MS);
  }

  function lead(how: LockOptions): void {
    const led = navigator.locks.request(NAME, how, () => {
      if (stopped) return;
      clearTimeout(silence);
      return new Promise<void>((release) => {
        const live = openLive(requests, hears, lastId);
        own = { live, line: 'opening', release };
      });
    });
    // It was taken away, or the page stops.
    void led.catch(() => {
      own?.live.stop();
      own = undefined;
      if (stopped) return;
      expect();
      // Who took it waits in line once more already.
      if (!how.steal) lead({});
    });
  }

  const hears: Listener = {
    event: (name, data, id) => tellAll({ say: 'event', name, data, id }),
    opened() {
      if (own) own.line = 'live';
      tellAll({ say: 'opened' });
    },
    lost() {
      if (own) own.line = 'lost';
      tellAll({ say: 'lost' });
    },
    alive: () => say({ say: 'alive' }),
    signedOut: () => tellAll({ say: 'signed-out' }),
  };

  let hiddenAt = 0;
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (!own && Date.now() - hiddenAt > SLEEP_MS) say({ say: 'ask', from: me });
  };
  document.addEventListener('visibilitychange', onVisibility);

  expect();
  lead({});
  say({ say: 'ask', from: me });
  return {
    hurry() {
      if (own) own.live.hurry();
      else say({ say: 'hurry' });
    },
    stop() {
      stopped = true;
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(silence);
      own?.live.stop();
      own?.release();
      channel.close();
    },
  };
}
