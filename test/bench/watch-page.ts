// What a page notes by itself while it is measured: when the customer acts, when messages are painted, and long tasks.

export interface Notes {
  /** Milliseconds since 1970, of the latest click and the latest Enter. */
  actedAt: number;
  /** The bot's messages that were painted, and since when there are so many. */
  shown: number;
  shownAt: number;
  /** Milliseconds of each task above 50 ms. */
  longTasks: number[];
}

/** Runs in each frame before its own scripts; needs nothing from outside. Messages have the class `all`, the customer's `own` as well. */
export function watchPage({ all, own }: { all: string; own: string }): void {
  const notes: Notes = { actedAt: 0, shown: 0, shownAt: 0, longTasks: [] };
  const now = () => performance.timeOrigin + performance.now();
  const act = (event: Event) => {
    if (event.type === 'click' || (event as KeyboardEvent).key === 'Enter') notes.actedAt = now();
  };
  addEventListener('click', act, true);
  addEventListener('keydown', act, true);
  new PerformanceObserver((list) => {
    notes.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask', buffered: true });

  // Live collections count without a search through the page.
  const messages = document.getElementsByClassName(all);
  const customers = document.getElementsByClassName(own);
  let seen = 0;
  new MutationObserver(() => {
    const count = messages.length - customers.length;
    if (count === seen) return;
    seen = count;
    // A message to oneself comes after the frame was drawn.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        notes.shown = count;
        notes.shownAt = now();
      };
      port2.postMessage(0);
    });
  }).observe(document, { childList: true, subtree: true });
  Object.assign(window, { notes });
}
