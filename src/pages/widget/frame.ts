// What the chat and the website around its frame tell each other: opened, please close, and forgotten.

/** The words between the launcher and the chat in its frame. */
export const FRAME_MESSAGE = {
  opened: 'ace-refund-desk:opened',
  close: 'ace-refund-desk:close',
  forgotten: 'ace-refund-desk:forgotten',
} as const;

export const isFramed = window.parent !== window;

/** Asks the website around to close the chat. */
export function askToClose(): void {
  window.parent.postMessage(FRAME_MESSAGE.close, '*');
}

/** Tells the website around that it must forget this customer, too. */
export function tellForgotten(): void {
  if (isFramed) window.parent.postMessage(FRAME_MESSAGE.forgotten, '*');
}

/** Calls back when the customer has opened the chat on the website around. */
export function onOpened(listener: () => void): void {
  window.addEventListener('message', ({ source, data }) => {
    if (source === window.parent && data === FRAME_MESSAGE.opened) listener();
  });
}
