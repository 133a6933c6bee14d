// The website's side of the frame: loads the chat at its first use, hands it what it needs, and hears it alone.
import { type Ask, MARK, type ToFrame, type ToWebsite } from './frame-messages.ts';
import { type TagSettings, warn } from './launcher-settings.ts';
import { forgetKept, keep, keepsFor, kept, onForgottenElsewhere, takeTurn } from './launcher-shelf.ts';

const MISSING_AFTER_MS = 10_000;

/** Whether the chat is in the frame; it may come even after it was missing. */
export type FrameState = 'coming' | 'missing' | 'there';

export interface ChatFrame {
  /** Loads the chat into the panel, if it is not there yet or has not come. */
  load(): void;
  /** Gives the chat the focus, as soon as it is there. */
  focus(): void;
  ask(ask: Ask): void;
  /** The guide that a new conversation begins with. */
  setGuide(guide: string): void;
  setIdentity(identity: string | undefined): void;
}

/** The frame for the chat at this address; `on` hears what the chat asks for and what has come. */
export function createFrame(
  chatUrl: URL,
  panel: Element,
  settings: TagSettings,
  on: { close: () => void; staffWrote: (count: number) => void; state: (state: FrameState) => void },
): ChatFrame {
  const { accent, language } = settings;
  let { guide, identity } = settings;
  let frame: HTMLIFrameElement | undefined;
  let isReady = false;
  let waiting: number | undefined;
  let hasFocus = false;
  let endTurn = () => {};
  /** What the chat has not yet taken. */
  let asks: Ask[] = [];

  const tell = (message: ToFrame) => {
    if (isReady) frame?.contentWindow?.postMessage({ [MARK]: message }, chatUrl.origin);
  };
  const tellKept = () => tell({ say: 'kept', kept: kept() });

  function setIdentity(next: string | undefined): void {
    identity = next;
    tell({ say: 'identity', identity });
  }

  const hear: { [Say in ToWebsite['say']]: (message: Extract<ToWebsite, { say: Say }>) => void } = {
    ready() {
      // Also after the page in the frame has changed: what the one before had begun is over.
      endTurn();
      isReady = true;
      clearTimeout(waiting);
      on.state('there');
      const keeps = keepsFor(chatUrl.origin);
      tell({ say: 'hello', keeps, kept: kept(), asks, hasFocus, identity, accent, language, guide });
      hasFocus = false;
    },
    close: on.close,
    'staff-wrote': ({ count }) => on.staffWrote(count),
    asked({ id }) {
      asks = asks.filter((ask) => ask.id !== id);
    },
    look: tellKept,
    turn() {
      endTurn = takeTurn(tellKept);
    },
    done: () => endTurn(),
    keep: ({ drawer, access }) => keep(drawer, access),
    forgotten: forgetKept,
    'identity-refused'({ why, leave }) {
      warn(why);
      if (leave) setIdentity(undefined);
      else window.dispatchEvent(new Event('ace-refund-desk:identity-needed'));
    },
  };

  window.addEventListener('message', ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== chatUrl.origin) return;
    const message = data?.[MARK] as ToWebsite | undefined;
    if (message) (hear[message.say] as ((message: ToWebsite) => void) | undefined)?.(message);
  });
  window.addEventListener('online', () => {
    if (frame && !isReady) load();
  });
  onForgottenElsewhere(() => tell({ say: 'forget' }));

  function load(): HTMLIFrameElement {
    if (frame && (isReady || waiting !== undefined)) return frame;
    // A page that did not come is taken out: its error is nothing to see.
    frame?.remove();
    frame = document.createElement('iframe');
    frame.src = `${chatUrl.href}?website`;
    frame.title = 'Chat';
    on.state('coming');
    waiting = window.setTimeout(() => {
      waiting = undefined;
      on.state('missing');
    }, MISSING_AFTER_MS);
    panel.append(frame);
    return frame;
  }

  return {
    load,
    focus() {
      load().focus();
      hasFocus = !isReady;
      // The chat itself decides what gets the focus, once it is there.
      tell({ say: 'opened' });
    },
    ask(ask) {
      asks.push(ask);
      tell({ say: 'ask', ask });
    },
    setGuide(next) {
      guide = next;
      tell({ say: 'guide', guide });
    },
    setIdentity,
  };
}
