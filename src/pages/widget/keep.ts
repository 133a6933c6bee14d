// What the page keeps on this device, shared by all its tabs; in memory alone where the browser allows no storage.

const PREFIX = 'ace-refund-desk:';
const FORGOTTEN = 'forgotten';
const memory = new Map<string, string>();
/** After forgetting, whatever is still on its way is kept no more. */
let isForgetting = false;

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

/** Keeps a value under this name. */
export function write(name: string, value: unknown): void {
  if (isForgetting) return;
  const text = JSON.stringify(value);
  try {
    const kept = storage();
    if (!kept) throw new Error('no storage');
    kept.setItem(PREFIX + name, text);
    memory.delete(name);
  } catch {
    // No storage, or it is full: this tab still works.
    memory.set(name, text);
  }
}

/** Keeps a value in this page alone, as long as it is open. */
export function writeHere(name: string, value: unknown): void {
  if (!isForgetting) memory.set(name, JSON.stringify(value));
}

/** Drops what is kept under this name. */
export function drop(name: string): void {
  memory.delete(name);
  storage()?.removeItem(PREFIX + name);
}

/** All names that begin so, in order. */
export function names(start: string): string[] {
  const kept = Object.keys(storage() ?? {}).filter((name) => name.startsWith(PREFIX + start));
  return [...new Set([...kept.map((name) => name.slice(PREFIX.length)), ...memory.keys()])]
    .filter((name) => name.startsWith(start))
    .sort();
}

/** Calls back when another tab changed what is kept. */
export function onOtherTab(listener: () => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === null || event.key.startsWith(PREFIX)) listener();
  });
}

/** Drops all that is kept, for good: this page keeps nothing any more, and the other tabs are told. */
export function forgetEverything(): void {
  isForgetting = true;
  memory.clear();
  for (const name of names('')) drop(name);
  try {
    // Another tab hears of a change: the mark comes and goes.
    storage()?.setItem(PREFIX + FORGOTTEN, 'yes');
    storage()?.removeItem(PREFIX + FORGOTTEN);
  } catch {
    // No room even for this word: then there is no other tab that keeps something.
  }
}

/** Calls back when another tab has forgotten everything, after this one has done the same. */
export function onForgotten(listener: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    // A null key: the browser's own "clear site data".
    if (key !== null && (key !== PREFIX + FORGOTTEN || newValue === null)) return;
    isForgetting = true;
    // What this tab kept since the other one had begun.
    for (const name of names('')) drop(name);
    listener();
  });
}

/** Runs `work` while no other tab runs work of this name. */
export async function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  let begun = false;
  const locked = () => {
    begun = true;
    return work();
  };
  try {
    // Locks exist on https and on this machine only; elsewhere two tabs may get in each other's way, and recover.
    return await (navigator.locks ? navigator.locks.request(PREFIX + name, locked) : locked());
  } catch (error) {
    // Where site data are blocked, browsers refuse the lock itself.
    if (begun) throw error;
    return work();
  }
}

/** A new random id. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
