// What the page keeps on this device, shared by all its tabs; in memory alone where the browser allows no storage.

const ALL = 'ace-refund-desk:';
const DRAFT = `${ALL}draft`;
const FORGOTTEN = `${ALL}forgotten`;
/** A person's things stand under names of their own. */
const PERSONAL = /^p\w+:/;
let prefix = ALL;
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

/** All that is kept here, of whomever it is. */
const keys = () => Object.keys(storage() ?? {}).filter((key) => key.startsWith(ALL));

/** Whether the browser keeps anything at all. */
export function canKeep(): boolean {
  try {
    window.localStorage.setItem(`${ALL}try`, '');
    window.localStorage.removeItem(`${ALL}try`);
    return true;
  } catch {
    return false;
  }
}

/**
 * From now on everything is kept for the person of this drawer, or with an empty one for nobody in particular. Of one
 * person at a time: what another one left is dropped, and its names are returned.
 */
export function enterDrawer(drawer: string): string[] {
  prefix = drawer ? `${ALL}${drawer}:` : ALL;
  if (!drawer) return [];
  const others = keys().filter((key) => PERSONAL.test(key.slice(ALL.length)) && !key.startsWith(prefix));
  for (const key of others) storage()?.removeItem(key);
  return others;
}

/** The value kept under this name, or undefined. */
export function read<T>(name: string): T | undefined {
  const text = memory.get(name) ?? storage()?.getItem(prefix + name);
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
    kept.setItem(prefix + name, text);
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
  storage()?.removeItem(prefix + name);
}

/** What is being written, kept for this tab alone: a phone drops pages that nobody looks at. */
export function keepDraft(text: string): void {
  try {
    if (text && !isForgetting) sessionStorage.setItem(DRAFT, JSON.stringify({ prefix, text }));
    else sessionStorage.removeItem(DRAFT);
  } catch {
    // It is still in the box.
  }
}

/** What was being written, by the same person. */
export function draft(): string {
  try {
    const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? '{}');
    return kept.prefix === prefix ? kept.text : '';
  } catch {
    return '';
  }
}

/** All names that begin so, in order. */
export function names(start: string): string[] {
  const kept = keys().filter((key) => key.startsWith(prefix + start));
  return [...new Set([...kept.map((key) => key.slice(prefix.length)), ...memory.keys()])]
    .filter((name) => name.startsWith(start))
    .sort();
}

/** Calls back when another tab changed what is kept. */
export function onOtherTab(listener: () => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === null || event.key.startsWith(ALL)) listener();
  });
}

/** Drops all that is kept, for good: this page keeps nothing any more, and the other tabs are told. */
export function forgetEverything(): void {
  isForgetting = true;
  dropAll();
  try {
    // Another tab hears of a change: the mark comes and goes.
    storage()?.setItem(FORGOTTEN, 'yes');
    storage()?.removeItem(FORGOTTEN);
  } catch {
    // No room even for this word: then there is no other tab that keeps something.
  }
}

/** Whether nothing is kept any more. */
export function hasForgotten(): boolean {
  return isForgetting;
}

/** Calls back when another tab has forgotten everything, after this one has done the same. */
export function onForgotten(listener: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    // A null key: the browser's own "clear site data".
    if (key !== null && (key !== FORGOTTEN || newValue === null)) return;
    isForgetting = true;
    // What this tab kept since the other one had begun.
    dropAll();
    listener();
  });
}

function dropAll(): void {
  keepDraft('');
  memory.clear();
  for (const key of keys()) storage()?.removeItem(key);
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
    return await (navigator.locks ? navigator.locks.request(prefix + name, locked) : locked());
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
