// Keeps files that wait to be sent: in IndexedDB, and where the browser allows none, in this page's memory.

const DATABASE = 'ace-refund-desk';
const FILES = 'files';
/** Whatever is older was left behind by a page that broke down. */
const OLDEST_MS = 30 * 86_400_000;
/** A database that another tab holds is not waited for longer. */
const FORGET_MS = 2_000;

interface Kept {
  files: File[];
  /** Milliseconds since 1970. */
  at: number;
}

const memory = new Map<string, File[]>();
const previews = new Map<File, string>();

/** Keeps the files of a message; false where only this page has them. */
export async function keepFiles(id: string, files: File[]): Promise<boolean> {
  memory.set(id, files);
  try {
    await use('readwrite', (store) => {
      store.put({ files, at: Date.now() } satisfies Kept, id);
      dropOld(store);
    });
    return true;
  } catch {
    return false;
  }
}

/** The files of a message, or undefined where they are gone. */
export async function filesOf(id: string): Promise<File[] | undefined> {
  const known = memory.get(id);
  if (known) return known;
  const found = await use<Kept>('readonly', (store) => store.get(id)).catch(() => undefined);
  return found?.files;
}

/** An address under which this page can show a file of a message; undefined where this page does not hold it. */
export function previewOf(id: string, index: number): string | undefined {
  const file = memory.get(id)?.[index];
  return file && previewFile(file);
}

/** The same for a file that was chosen only now. */
export function previewFile(file: File): string | undefined {
  if (!file.type.startsWith('image/')) return undefined;
  const url = previews.get(file) ?? URL.createObjectURL(file);
  previews.set(file, url);
  return url;
}

/** Lets go of a preview. */
export function dropPreview(file: File): void {
  const url = previews.get(file);
  if (url) URL.revokeObjectURL(url);
  previews.delete(file);
}

/** Drops the files of a message. */
export function dropFiles(id: string): void {
  for (const file of memory.get(id) ?? []) dropPreview(file);
  memory.delete(id);
  use('readwrite', (store) => store.delete(id)).catch(() => {});
}

/** Drops all files and the database itself. */
export function forgetFiles(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, FORGET_MS);
    try {
      const request = indexedDB.deleteDatabase(DATABASE);
      request.onsuccess = () => resolve();
      request.onerror = () => resolve();
    } catch {
      resolve();
    }
  });
}

function dropOld(store: IDBObjectStore): void {
  const cursor = store.openCursor();
  cursor.onsuccess = () => {
    const found = cursor.result;
    if (!found) return;
    if ((found.value as Kept).at < Date.now() - OLDEST_MS) found.delete();
    found.continue();
  };
}

/** Opened for each use, so that no tab hinders another one that forgets. */
async function use<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T> | unknown,
): Promise<T | undefined> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(FILES, mode);
      const request = work(transaction.objectStore(FILES));
      transaction.oncomplete = () => resolve(request instanceof IDBRequest ? request.result : undefined);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(FILES);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
