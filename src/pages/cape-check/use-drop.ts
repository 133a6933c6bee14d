// Takes files that are dropped anywhere on the page; nothing dropped there is opened in place of it.
import { useEffect, useRef, useState } from 'preact/hooks';

/** Calls `take` with what was dropped; returns whether files are held over the page. */
export function useDrop(take: (files: File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;

  useEffect(() => {
    const isFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // Out of the window, and not from one element into another.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      setOver(false);
      latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    const all = { dragover: over, dragleave: leave, drop } as const;
    for (const [name, hear] of Object.entries(all)) document.addEventListener(name, hear as EventListener);
    return () => {
      for (const [name, hear] of Object.entries(all)) document.removeEventListener(name, hear as EventListener);
    };
  }, []);
  return isOver;
}
