// A plain client of the staff API for tests: a person who is signed in, and the stream of what happens.
import { hashOf, newSecret } from '../src/handoff/staff-secrets.ts';
import type { Role } from '../src/storage/storage/staff.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Received, request } from './direct-line-client.ts';

const DAY_MS = 86_400_000;

export interface Person {
  id: string;
  name: string;
  token: string;
  get(path: string, url?: string): Promise<Received>;
  post(path: string, body?: unknown, url?: string): Promise<Received>;
}

/** Somebody who was invited and is signed in; `url` is the server they work at. */
export async function signIn(
  url: string,
  storage: Storage,
  name: string,
  { office = null, role = 'staff', at = Date.now() }: { office?: string | null; role?: Role; at?: number } = {},
): Promise<Person> {
  const id = name.toLowerCase();
  await storage.addStaff({ id, name, office, role, createdAt: at });
  const token = newSecret();
  await storage.addCode({ hash: `code of ${id}`, staff: id, expiresAt: at + DAY_MS });
  await storage.useCode(`code of ${id}`, { hash: hashOf(token), createdAt: at, expiresAt: at + DAY_MS }, at);
  return personWith(url, { id, name, token });
}

/** The same person at another server. */
export function personWith(url: string, who: { id: string; name: string; token: string }): Person {
  const { token } = who;
  return {
    ...who,
    get: (path, at = url) => request(`${at}/api/staff/${path}`, 'GET', { token }),
    post: (path, body, at = url) => request(`${at}/api/staff/${path}`, 'POST', { token, body }),
  };
}

export interface StaffEvent {
  id: string;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
  data: any;
}

/** An open stream: everything that came, and waiting for more; or, with `came`, each as it comes and none kept. */
export async function openEvents(url: string, token: string, lastEventId?: string, came?: (one: StaffEvent) => void) {
  const closing = new AbortController();
  const response = await fetch(`${url}/api/staff/stream`, {
    headers: { Authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) },
    signal: closing.signal,
  });
  const events: StaffEvent[] = [];
  const take = came ?? ((one: StaffEvent) => void events.push(one));
  let changed = () => {};
  let lastId = '';
  const ended = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const piece of response.body ?? []) {
        text += decoder.decode(piece, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
          lastId = field('id') ?? lastId;
          const data = field('data');
          if (data !== undefined) take({ id: lastId, event: field('event') ?? '', data: JSON.parse(data) });
        }
        changed();
      }
    } catch {
      // Cut off, by the test or by the server.
    }
    changed();
  })();
  return {
    status: response.status,
    events,
    ended,
    lastId: () => lastId,
    close: () => closing.abort(),
    /** Resolves with the first event, also of those that came before, that fits. */
    async until(event: string, fits: (data: StaffEvent['data']) => boolean = () => true): Promise<StaffEvent> {
      for (;;) {
        const found = events.find((one) => one.event === event && fits(one.data));
        if (found) return found;
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
  };
}
