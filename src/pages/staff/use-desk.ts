// Gives the parts of the page what they need of the desk, and draws them anew when that changes.
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Desk, DeskState } from './desk.ts';

const DeskContext = createContext<Desk | undefined>(undefined);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('There is no desk around this part. Put it inside DeskProvider.');
  return desk;
}

/** One thing of the desk's state, picked as it stands there. */
export function useDeskState<T>(pick: (state: DeskState) => T): T {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => pick(desk.state()));
}
