// Keeps the newest message in view for whoever is at the end, and leaves alone whoever reads further up.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PX = 60;

/** Follows whenever `last` changes; a change of `own` (somebody wrote) always leads to the end. */
export function useFollow(last: string, own: number) {
  const scroller = useRef<HTMLElement>(null);
  const following = useRef(true);
  const [isBehind, setBehind] = useState(false);

  const goDown = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    following.current = true;
    element.scrollTop = element.scrollHeight;
    setBehind(false);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows `last`, whatever that is.
  useLayoutEffect(() => {
    if (following.current) goDown();
    else setBehind(true);
  }, [last, goDown]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows `own`, whatever that is.
  useLayoutEffect(goDown, [own, goDown]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      following.current = element.scrollHeight - element.clientHeight - element.scrollTop < NEAR_PX;
      if (following.current) setBehind(false);
    };
    // The keyboard of a phone, a longer draft, a picture that came: what was in view stays in view.
    const observer = new ResizeObserver(() => following.current && goDown());
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [goDown]);

  return { scroller, isBehind, goDown };
}
