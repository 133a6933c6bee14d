// Links that open the chat: "#chat" on this page, also with a guide as "#chat=ach-refund", and those to the chat's own page.

/** Calls back for each such link that is followed or that this page was opened by. */
export function onChatLink(chatUrl: URL, open: (guide?: string) => void): void {
  const read = () => {
    const { isChat, guide } = parse(location.hash);
    if (isChat) open(guide);
  };
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link?.href || elsewhere || event.defaultPrevented || (link.target && link.target !== '_self')) return;
    const url = new URL(link.href);
    const { isChat, guide } = parse(url.hash);
    if (isChat && url.href.split('#')[0] === location.href.split('#')[0]) open(guide);
    else if (url.origin === chatUrl.origin && url.pathname === chatUrl.pathname) {
      // It leads to the chat where there is no script; here the chat comes to the page.
      event.preventDefault();
      open(url.searchParams.get('guide') ?? undefined);
    }
  });
  window.addEventListener('hashchange', read);
  read();
}

/** Takes the chat out of the address, so that a reload does not open again what was closed. */
export function leaveChatLink(): void {
  if (parse(location.hash).isChat) history.replaceState(history.state, '', location.pathname + location.search);
}

function parse(hash: string): { isChat: boolean; guide?: string } {
  const [, isChat, guide] = /^#(chat)(?:=([\w-]+))?$/.exec(hash) ?? [];
  return { isChat: Boolean(isChat), ...(guide ? { guide } : {}) };
}
