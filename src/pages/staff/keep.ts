// What the console keeps on this device, shared by its tabs; in memory alone where the browser allows no storage.

/** Not the chat's: a customer who forgets everything must not sign staff out. */
const PREFIX = 'refund-desk-staff:';
const memory = new Map<string, string>();

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    // A browser that blocks site data throws at the mere touch.
    return undefined;
  }
}

/** The value kept under this name, or undefined. */
export function read<T>(name: string): T | undefined {
  const text = memory.get(name) ?? storage()?.getItem(PREFIX + name);
  if (text === undefined || text === null) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Keeps a value under this name; undefined drops it. */
export function keep(name: string, value: unknown): void {
  memory.delete(name);
  try {
    if (value === undefined) storage()?.removeItem(PREFIX + name);
    else if (!storage()) memory.set(name, JSON.stringify(value));
    else storage()?.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // It is full: this tab still works.
    memory.set(name, JSON.stringify(value));
  }
}

/** All names that begin so, in order. */
export function names(start: string): string[] {
  const kept = Object.keys(storage() ?? {}).filter((name) => name.startsWith(PREFIX + start));
  return [...new Set([...kept.map((name) => name.slice(PREFIX.length)), ...memory.keys()])]
    .filter((name) => name.startsWith(start))
    .sort();
}

/** Drops all that is kept here, drafts and messages that wait among it. */
export function dropAll(): void {
  for (const name of names('')) keep(name, undefined);
}

/** Calls back when another tab changed what is kept under a name that begins so. */
export function onOtherTab(start: string, listener: () => void): () => void {
  const hear = ({ key }: StorageEvent) => {
    // A null key: the browser's own "clear site data".
    if (key === null || key.startsWith(PREFIX + start)) listener();
  };
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}

/** Runs `work` while no other tab runs work of this name, where the browser has locks. */
export function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  return (navigator.locks?.request(PREFIX + name, work) as Promise<T> | undefined) ?? work();
}
