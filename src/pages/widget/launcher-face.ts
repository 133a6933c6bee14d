// What the launcher shows: the button, perhaps a greeting beside it, and the panel that holds the chat.
import { textOn } from './colours.ts';
import styles from './launcher.css';
import type { FrameState } from './launcher-frame.ts';
import type { TagSettings } from './launcher-settings.ts';

/** As in launcher.css. */
const COVERS = '(max-width: 30rem) or (max-height: 30rem)';
const SEEN = 'ace-refund-desk:greeted';

export interface Face {
  panel: HTMLElement;
  isOpen(): boolean;
  setOpen(isOpen: boolean): void;
  /** Shows on the button that staff have written, as long as the chat is closed. */
  tellNew(count: number): void;
  /** Until the chat is there, the button stays in sight, and a chat that does not come is told. */
  tellState(state: FrameState): void;
  /** Gives the focus back from the chat. */
  focusButton(): void;
}

/** Puts the launcher into the page. */
export function showFace(
  settings: TagSettings,
  press: { toggle: () => void; open: () => void; escape: () => void; again: () => void },
): Face {
  const { colours, side, label = 'Chat with us' } = settings;
  const host = document.createElement('ace-refund-desk');
  const root = host.attachShadow({ mode: 'open' });
  // A constructed sheet works under the strictest Content-Security-Policy of the website, where <style> would not.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  host.setAttribute('side', side);
  for (const [theme, colour] of Object.entries(colours)) {
    host.style.setProperty(`--ground-${theme}`, colour);
    host.style.setProperty(`--text-${theme}`, textOn(colour) ?? '#0d1117');
  }
  // Our own words are English, on whatever page they stand.
  if (!settings.label && !settings.greeting) host.lang = 'en';

  const panel = element('div', { id: 'panel' });
  const button = element('button', {
    type: 'button',
    id: 'launcher',
    'aria-expanded': 'false',
    'aria-controls': 'panel',
    'aria-label': label,
  });
  const badge = element('span', { id: 'new' });
  const status = element('div', { id: 'status', role: 'status', lang: 'en' });
  button.append(icon('M4 5h16v11H10l-5 4v-4H4z'), label, badge);
  button.addEventListener('click', press.toggle);
  root.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Escape') press.escape();
  });
  const greeting = settings.greeting && !recall(SEEN) ? greet(settings.greeting, press.open) : undefined;
  root.append(...[greeting, panel, button, status].filter((part) => part !== undefined));
  panel.hidden = true;
  const missing = tellMissing(press.again);
  panel.append(missing);
  if (document.body) document.body.append(host);
  else document.addEventListener('DOMContentLoaded', () => document.body.append(host));

  const covers = matchMedia(COVERS);
  const view = window.visualViewport;
  /** Where the chat is the whole screen it leaves room for the keyboard, which its frame cannot see. */
  function cover(): void {
    const isCovered = covers.matches && !panel.hidden && panel.classList.contains('there');
    leaveOut(host, isCovered);
    const isCut = isCovered && view && view.scale < 1.01 && view.height < window.innerHeight - 1;
    panel.style.height = isCut ? `${view.height}px` : '';
    panel.style.top = isCut ? `${view.offsetTop}px` : '';
  }
  covers.addEventListener('change', cover);
  for (const change of ['resize', 'scroll']) view?.addEventListener(change, cover);

  let news = 0;
  function showNews(count: number): void {
    news = count;
    badge.textContent = count > 0 ? ` ${count} new` : '';
    button.setAttribute('aria-label', count > 0 ? `${label} ${count} new` : label);
    status.textContent = count > 0 ? `Our staff wrote: ${count} new in the chat` : '';
  }

  return {
    panel,
    isOpen: () => !panel.hidden,
    setOpen(isOpen) {
      panel.hidden = !isOpen;
      cover();
      button.setAttribute('aria-expanded', String(isOpen));
      if (isOpen) showNews(0);
      if (isOpen && greeting) dismiss(greeting);
    },
    tellNew(count) {
      if (panel.hidden) showNews(news + count);
    },
    tellState(state) {
      panel.classList.toggle('there', state === 'there');
      missing.hidden = state !== 'missing';
      cover();
    },
    focusButton: () => button.focus(),
  };
}

function tellMissing(again: () => void): HTMLElement {
  const box = element('div', { id: 'missing', role: 'alert', lang: 'en' });
  const button = element('button', { type: 'button' });
  button.append('Try again');
  button.addEventListener('click', again);
  box.append('The chat does not come. Your connection or our server may be down.', button);
  box.hidden = true;
  return box;
}

let setAside: Element[] = [];

/** Where the chat is the whole screen, nothing behind it can be reached by keyboard or is read out. */
function leaveOut(host: Element, isCovered: boolean): void {
  for (const one of setAside.splice(0)) one.removeAttribute('inert');
  if (!isCovered) return;
  setAside = [...document.body.children].filter((one) => one !== host && !one.hasAttribute('inert'));
  for (const one of setAside) one.setAttribute('inert', '');
}

function greet(words: string, open: () => void): HTMLElement {
  const box = element('div', { id: 'greeting' });
  const say = element('button', { type: 'button', class: 'words' });
  say.append(words);
  say.addEventListener('click', open);
  const away = element('button', { type: 'button', class: 'away', 'aria-label': 'Hide this' });
  away.append(icon('M6 6l12 12M18 6L6 18'));
  away.addEventListener('click', () => dismiss(box));
  box.append(say, away);
  return box;
}

/** Greeted once in a visit is enough. */
function dismiss(greeting: HTMLElement): void {
  greeting.remove();
  remember(SEEN, 'yes');
}

/** Remembers for this visit; a browser that blocks site data forgets with the page. */
export function remember(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Nothing hangs on it.
  }
}

/** What is remembered of this visit, or null. */
export function recall(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Record<string, string>) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function icon(line: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', line);
  svg.append(path);
  return svg;
}
