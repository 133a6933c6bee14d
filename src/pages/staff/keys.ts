// The keys of the console: single letters where nobody is writing, and the switch that turns them off.
import { useEffect, useSyncExternalStore } from 'react';
import { keep, read } from './keep.ts';

const SINGLE = 'single-keys';

/** What each key does, as the list of keys says it. */
export const keys = {
  '?': 'Show this list',
  '/': 'Search',
  j: 'Next case in the list',
  k: 'Case before it',
  1: 'Queue',
  2: 'Mine',
  3: 'Messages',
  4: 'Closed',
  5: 'Unanswered',
  c: 'Claim',
  r: 'Reply to the customer',
  n: 'Internal note',
  a: 'Search the answers',
  i: 'About the case',
  t: 'Transfer',
  q: 'Put back into the queue',
  x: 'Close the case',
  h: 'History',
} as const;
export type Key = keyof typeof keys;

type Listener = (key: string) => boolean;
const listeners = new Set<Listener>();
const redraw = new Set<() => void>();
let isShown = false;

const isWriting = (element: EventTarget | null): boolean =>
  element instanceof HTMLElement &&
  (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) &&
  (element as HTMLInputElement).type !== 'checkbox';

window.addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, target, defaultPrevented } = event;
  if (defaultPrevented || ctrlKey || metaKey || altKey || isWriting(target) || document.querySelector('dialog[open]'))
    return;
  if (key !== '?' && !singleKeys.isOn()) return;
  if ([...listeners].some((listener) => listener(key))) event.preventDefault();
});

/** Does what is listed while the part is drawn; the keys are those of the list. */
export function useKeys(actions: Partial<Record<Key, () => void>>): void {
  useEffect(() => {
    const listener: Listener = (key) => {
      const action = actions[key as Key];
      action?.();
      return action !== undefined;
    };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
}

const follow = (listener: () => void) => {
  redraw.add(listener);
  return () => void redraw.delete(listener);
};
const changed = () => {
  for (const listener of redraw) listener();
};

/** WCAG 2.1.4: who dictates, or types by mistake, turns single keys off. */
export const singleKeys = {
  isOn: () => read<boolean>(SINGLE) ?? true,
  set(on: boolean) {
    keep(SINGLE, on);
    changed();
  },
};

export const useSingleKeys = (): boolean => useSyncExternalStore(follow, singleKeys.isOn);

/** Whether the list of keys is open. */
export const useKeysShown = (): boolean => useSyncExternalStore(follow, () => isShown);

export function showKeys(): void {
  isShown = true;
  changed();
}

export function hideKeys(): void {
  isShown = false;
  changed();
}
