// Keeps the newest messages in view for whoever is at the end, and leaves alone whoever reads further up.
import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const NEAR_PX = 48;
const MARGIN_PX = 12;

/**
 * Follows `messages` in a scrolling element; each message stands there as an element of class "message".
 * `isBehind` tells that something new stands below what is seen.
 */
export function useFollow(scroller: RefObject<HTMLElement | null>, messages: { id: string; by: string }[]) {
  const last = messages.at(-1);
  const following = useRef(true);
  const wanted = useRef(0);
  const [isBehind, setBehind] = useState(false);

  const show = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    following.current = true;
    setBehind(false);
    // A long answer is shown from its question on, not from its end.
    const shown = [...element.querySelectorAll<HTMLElement>('.message')];
    const own = shown.findLastIndex((message) => message.classList.contains('own'));
    const from = shown[own] ?? shown[0];
    const end = element.scrollHeight - element.clientHeight;
    wanted.current = Math.min(end, from ? from.offsetTop - MARGIN_PX : end);
    element.scrollTop = wanted.current;
  }, [scroller]);

  useLayoutEffect(() => {
    if (following.current || last?.by === 'customer') show();
    else setBehind(true);
  }, [last?.id, show]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const isAtEnd = element.scrollHeight - element.clientHeight - element.scrollTop < NEAR_PX;
      following.current = isAtEnd || Math.abs(element.scrollTop - wanted.current) < 2;
      if (isAtEnd) setBehind(false);
    };
    // The keyboard of a phone, or a turned phone: the room changes, and what was in view stays in view.
    const observer = new ResizeObserver(() => following.current && show());
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, show]);

  return { isBehind, showNewest: show };
}
