// The one tag for a website: a button that opens the chat in a frame, which is loaded at the first click.
import { FRAME_MESSAGE } from './frame.ts';
import styles from './launcher.css';

const OPEN = 'ace-refund-desk:open';
const script = document.currentScript as HTMLScriptElement;
const chatUrl = new URL('/chat', script.src);

const host = document.createElement('ace-refund-desk');
const root = host.attachShadow({ mode: 'open' });
// A constructed sheet works under the strictest Content-Security-Policy of the website, where <style> would not.
const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);
root.adoptedStyleSheets = [sheet];

const panel = document.createElement('div');
panel.id = 'panel';
panel.hidden = true;

const button = document.createElement('button');
button.type = 'button';
button.setAttribute('aria-expanded', 'false');
button.setAttribute('aria-controls', 'panel');
button.setAttribute('aria-label', 'Chat with us');
button.append(icon(), document.createTextNode('Chat with us'));
root.append(panel, button);

let frame: HTMLIFrameElement | undefined;

button.addEventListener('click', () => (panel.hidden ? open() : close()));
root.addEventListener('keydown', (event) => {
  if ((event as KeyboardEvent).key === 'Escape' && !panel.hidden) close();
});
window.addEventListener('message', ({ source, data }) => {
  if (source === frame?.contentWindow && data === FRAME_MESSAGE.close) close();
});

document.body.append(host);
if (remembered()) show();

function open(): void {
  const isNew = !frame;
  const shown = show();
  // The chat itself decides what gets the focus, once it is there.
  const tell = () => {
    shown.focus();
    shown.contentWindow?.postMessage(FRAME_MESSAGE.opened, chatUrl.origin);
  };
  if (isNew) shown.addEventListener('load', tell, { once: true });
  else tell();
}

/** Shows the chat without taking the focus. */
function show(): HTMLIFrameElement {
  if (!frame) {
    frame = document.createElement('iframe');
    frame.src = chatUrl.href;
    frame.title = 'Chat';
    panel.append(frame);
  }
  setOpen(true);
  return frame;
}

function close(): void {
  setOpen(false);
  button.focus();
}

function setOpen(isOpen: boolean): void {
  panel.hidden = !isOpen;
  button.setAttribute('aria-expanded', String(isOpen));
  try {
    sessionStorage.setItem(OPEN, String(isOpen));
  } catch {
    // A browser that blocks site data: the chat opens closed on the next page.
  }
}

function remembered(): boolean {
  try {
    return sessionStorage.getItem(OPEN) === 'true';
  } catch {
    return false;
  }
}

function icon(): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M4 5h16v11H10l-5 4v-4H4z');
  svg.append(path);
  return svg;
}
