// Keeps the newest messages in view for whoever is at the end, and leaves alone whoever reads further up.
import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const NEAR_PX = 48;
const MARGIN_PX = 12;

/** What stands below the view: nothing, more of what was there, or messages that came since. */
export type Below = 'nothing' | 'more' | 'new';

/** Follows `messages` in a scrolling element, where each stands in a log as an element of class "message". */
export function useFollow(scroller: RefObject<HTMLElement | null>, messages: { id: string }[]) {
  const last = messages.at(-1)?.id;
  const following = useRef(true);
  const wanted = useRef(0);
  const [below, setBelow] = useState<Below>('nothing');

  const isAtEnd = useCallback(() => {
    const { scrollHeight = 0, clientHeight = 0, scrollTop = 0 } = scroller.current ?? {};
    return scrollHeight - clientHeight - scrollTop < NEAR_PX;
  }, [scroller]);

  const showNewest = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    following.current = true;
    // A long answer is shown from its question on, not from its end; staff may write more than once.
    const begin = [...element.querySelectorAll<HTMLElement>('.own, .staff')].at(-1);
    const end = element.scrollHeight - element.clientHeight;
    wanted.current = Math.min(end, begin ? begin.offsetTop - MARGIN_PX : 0);
    element.scrollTop = wanted.current;
    setBelow(isAtEnd() ? 'nothing' : 'more');
  }, [scroller, isAtEnd]);

  useLayoutEffect(() => {
    if (following.current) showNewest();
    else setBelow('new');
  }, [last, showNewest]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const atEnd = isAtEnd();
      following.current = atEnd || Math.abs(element.scrollTop - wanted.current) < 2;
      setBelow((before) => (atEnd ? 'nothing' : before === 'new' ? 'new' : 'more'));
    };
    // The keyboard of a phone, a turned phone, earlier messages that come in above: what was in view stays in view.
    const observer = new ResizeObserver(() => following.current && showNewest());
    observer.observe(element);
    for (const log of element.querySelectorAll('[role=log]')) observer.observe(log);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, showNewest, isAtEnd]);

  const goDown = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    if (below === 'new') showNewest();
    else element.scrollTop = element.scrollHeight;
    // The button that had the focus goes away.
    element.focus({ preventScroll: true });
  }, [scroller, below, showNewest]);

  /** Who sends a message wants to see it, and what comes of it. */
  const followAgain = useCallback(() => {
    following.current = true;
  }, []);

  return { below, goDown, followAgain };
}
