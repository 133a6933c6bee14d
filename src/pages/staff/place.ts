// Where in the console somebody is: it stands in the address, so that Back, a bookmark and a second tab work.
import { useSyncExternalStore } from 'react';

export const lists = ['queue', 'mine', 'messages', 'closed', 'unanswered'] as const;
export type List = (typeof lists)[number];

export interface Place {
  list: List;
  /** The case that is open. */
  number: number | null;
  page: 'talk' | 'history';
}

/** The address of a place in this page. */
export function addressOf({ list, number = null, page = 'talk' }: Partial<Place> & { list: List }): string {
  return `#/${list}${number === null ? '' : `/${number}`}${number !== null && page === 'history' ? '/history' : ''}`;
}

/** Goes there. */
export function go(place: Partial<Place> & { list: List }): void {
  window.location.hash = addressOf(place);
}

/** The place of an address; the queue for any other. */
export function placeOf(hash: string): Place {
  const [, list, number, page] = hash.split('/');
  const known = lists.find((one) => one === list);
  return {
    list: known ?? 'queue',
    number: known && /^\d{1,15}$/.test(number ?? '') ? Number(number) : null,
    page: page === 'history' ? 'history' : 'talk',
  };
}

function onChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** The place now. */
export function usePlace(): Place {
  return placeOf(useSyncExternalStore(onChange, () => window.location.hash));
}
