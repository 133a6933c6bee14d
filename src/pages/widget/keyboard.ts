// Keeps the page above the keyboard of a phone: some browsers lay it over the page instead of making the page smaller.

/** The room that is left goes to the style sheets as --room. */
export function keepAboveKeyboard(): void {
  const view = window.visualViewport;
  view?.addEventListener('resize', () => {
    // Enlarged with two fingers, what is seen is only a part of the page.
    if (view.scale > 1.01) return;
    document.documentElement.style.setProperty('--room', `${view.height}px`);
    // Such a browser has also moved the page up, to where the box was.
    window.scrollTo(0, 0);
  });
}
