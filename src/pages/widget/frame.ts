// The chat's side of the frame: hears what the website around wants and keeps, and tells it what it must know.
import { type Ask, type Colours, type Kept, MARK, type ToFrame, type ToWebsite } from './frame-messages.ts';

/** A website without the launcher does not answer. */
const HELLO_MS = 4_000;

export const isFramed = window.parent !== window;

/** What the website around wants; nothing of it where there is none. */
export const website: {
  keeps: boolean;
  /** As it was at the beginning. */
  kept: Kept;
  asks: Ask[];
  hasFocus: boolean;
  identity?: string;
  accent?: Colours;
  language?: string;
  guide?: string;
} = { keeps: false, kept: {}, asks: [], hasFocus: false };

/** Known from its first message on: what is kept goes there and nowhere else. */
let origin: string | undefined;
const listeners = new Set<(message: ToFrame) => void>();

/** Resolves when the website has said what it wants, or has nothing to say. */
export function meetWebsite(): Promise<void> {
  const { searchParams } = new URL(location.href);
  website.guide = searchParams.get('guide') ?? undefined;
  if (!isFramed || !searchParams.has('website')) return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener('message', (event) => {
      const message = event.data?.[MARK] as ToFrame | undefined;
      if (event.source !== window.parent || !message) return;
      if (origin !== undefined && event.origin !== origin) return;
      if (message.say === 'hello') {
        origin = event.origin;
        Object.assign(website, message);
        resolve();
      }
      for (const listener of listeners) listener(message);
    });
    setTimeout(resolve, HELLO_MS);
    tell({ say: 'ready' });
  });
}

/** Calls back with each message of the website. */
export function onWebsite(listener: (message: ToFrame) => void): void {
  listeners.add(listener);
}

/** Tells the website around, if there is one. */
export function tell(message: ToWebsite): void {
  if (isFramed) window.parent.postMessage({ [MARK]: message }, origin ?? '*');
}

/** Asks the website around to close the chat. */
export function askToClose(): void {
  tell({ say: 'close' });
}
