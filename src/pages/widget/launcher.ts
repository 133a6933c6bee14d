// The one tag for a website: a button that opens the chat in a frame, which is loaded at its first use.
import { newId } from './keep.ts';
import { recall, remember, showFace } from './launcher-face.ts';
import { createFrame } from './launcher-frame.ts';
import { leaveChatLink, onChatLink } from './launcher-links.ts';
import { readSettings, warn } from './launcher-settings.ts';

const OPEN = 'ace-refund-desk:open';
const MOST_ASKED = 2_000;
const MOST_ASKS = 20;

/** What the website's own code may do. */
export interface RefundDesk {
  open(): void;
  close(): void;
  /** Opens the chat and sends this as the customer's words. */
  ask(text: string): void;
  /** Says who is logged in, by a token that the website's server signed; null says that nobody is. */
  identify(token: string | null): void;
  /** One of the above by its name, with what it takes: so that one way works before the tag has loaded and after. */
  push(...calls: unknown[]): void;
}

declare global {
  interface Window {
    /** Until the tag has loaded, a list of calls. */
    aceRefundDesk?: RefundDesk | unknown[];
  }
}

const script = (document.currentScript ?? document.querySelector('script[src*="/widget.js"]')) as HTMLScriptElement;
const early = window.aceRefundDesk;
if (early && !Array.isArray(early)) warn('The tag stands on this page twice. Leave one out.');
else start(early ?? []);

function start(calls: unknown[]): void {
  const chatUrl = new URL('/chat', script.src);
  const settings = readSettings(script);
  const face = showFace(settings, {
    toggle: () => (face.isOpen() ? close() : open()),
    open: () => open(),
    escape: close,
    again: () => frame.load(),
  });
  const frame = createFrame(chatUrl, face.panel, settings, {
    close,
    staffWrote: face.tellNew,
    state: face.tellState,
  });
  let asked = 0;

  function open(guide?: string): void {
    if (guide) frame.setGuide(guide);
    show();
    frame.focus();
  }

  /** Shows the chat without taking the focus. */
  function show(): void {
    frame.load();
    face.setOpen(true);
    remember(OPEN, 'true');
  }

  function close(): void {
    if (!face.isOpen()) return;
    face.setOpen(false);
    face.focusButton();
    remember(OPEN, 'false');
    leaveChatLink();
  }

  const desk: RefundDesk = {
    open: () => open(),
    close,
    ask(text) {
      const words = typeof text === 'string' ? text.trim() : '';
      if (!words || words.length > MOST_ASKED)
        return warn(`ask() takes a text of 1 to ${MOST_ASKED} characters. Nothing was sent.`);
      if (asked++ >= MOST_ASKS) return warn(`ask() was called ${MOST_ASKS} times on one page. Nothing more is sent.`);
      frame.ask({ id: newId(), text: words });
      open();
    },
    identify(token) {
      if (token !== null && typeof token !== 'string')
        return warn('identify() takes a token, or null. Nothing was changed.');
      frame.setIdentity(token || undefined);
    },
    push(...all) {
      for (const call of all) {
        const [name, ...values] = Array.isArray(call) ? call : [call];
        const known = ['open', 'close', 'ask', 'identify'].includes(name);
        if (known) (desk[name as 'ask'] as (...values: unknown[]) => void)(...values);
        else warn(`push() does not know "${name}". Push ["open"], ["close"], ["ask", text] or ["identify", token].`);
      }
    },
  };

  window.aceRefundDesk = desk;
  onChatLink(chatUrl, open);
  if (recall(OPEN) === 'true') show();
  desk.push(...calls);
}
