// The connector of Microsoft Teams for tests: keeps chats, threads and what was changed in them.
// Payloads follow Microsoft's pages "Bot activity handlers", "Send proactive messages", "Update and delete messages" and
// "Universal Actions for Adaptive Cards"; deploy/teams/README.md says what only a real tenant can confirm.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Activity } from '../src/rules/activity.ts';

export interface Posted {
  id: string;
  /** The chat or thread. */
  thread: string;
  activity: Activity;
  /** How often it was changed since. */
  updates: number;
}

export interface TeamsOffice {
  posts: Posted[];
  /** Every request, in the order in which it came. */
  calls: { method: string; path: string; status: number; bytes: number; at: number }[];
  /** The next requests are answered so; while `down` all are. */
  refuse(...answers: [status: number, headers?: Record<string, string>][]): void;
  down(isDown: boolean): void;
  /** From now on says of each post with which answer it is met at this channel or chat; null takes it. */
  limit(rule: (place: string, text: string) => [status: number, headers: Record<string, string>] | null): void;
  /** Somebody deletes this card, and with it the thread. */
  remove(card: Posted): void;
  /** Resolves with what fits as soon as it is there. */
  until(fits: (post: Posted) => boolean): Promise<Posted>;
  inThread(thread: string): Posted[];
  url: string;
  close(): Promise<void>;
}

/**
 * Teams, "Optimize your bot with rate limiting": so many posts of a bot into one chat or channel, in so many milliseconds.
 * Cards that change in place are no row of that table, and are counted here all the same.
 */
const LIMITS = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
] as const;

/** Meets what is over the limits with 429, and says when there is room again. */
export function limitsOfTeams(): Parameters<TeamsOffice['limit']>[0] {
  const taken = new Map<string, number[]>();
  return (place) => {
    const now = Date.now();
    const before = taken.get(place) ?? [];
    const free = Math.max(...LIMITS.map(([most, milliseconds]) => (before.at(-most) ?? -milliseconds) + milliseconds));
    if (free > now) return [429, { 'Retry-After': String(Math.ceil((free - now) / 1_000)) }];
    taken.set(place, [...before, now]);
    return null;
  };
}

/** Opens the connector of Teams on any free port. */
export async function openTeams(): Promise<TeamsOffice> {
  const posts: Posted[] = [];
  const calls: TeamsOffice['calls'] = [];
  const refused: [number, Record<string, string>?][] = [];
  const removed = new Set<string>();
  const waiting = new Set<() => void>();
  let isDown = false;
  let rule: Parameters<TeamsOffice['limit']>[0] = () => null;
  let count = 0;
  const server = createServer(async (incoming, response) => {
    const text = await bodyOf(incoming);
    const [path, method] = [decodeURIComponent(incoming.url ?? ''), incoming.method ?? ''];
    const [status, headers, body] = answer(method, path, text);
    calls.push({ method, path, status, bytes: text.length, at: Date.now() });
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
    for (const wake of waiting) wake();
    waiting.clear();
  });

  function answer(method: string, path: string, text: string): [number, Record<string, string>, object] {
    const given = JSON.parse(text);
    const [, thread = '', about] = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(path) ?? [];
    const place = thread ? (thread.split(';messageid=')[0] ?? '') : String(given.channelData?.channel?.id);
    const [status, headers = {}] = isDown ? [503] : (refused.shift() ?? rule(place, text) ?? [0]);
    if (status) return [status, headers, { error: { code: 'refused' } }];
    const id = `message-${++count}`;
    if (method === 'POST' && path === '/v3/conversations') {
      const thread = `${given.channelData.channel.id};messageid=${id}`;
      posts.push({ id, thread, activity: given.activity, updates: 0 });
      return [201, {}, { id: thread, activityId: id }];
    }
    const before = posts.find((post) => post.id === about);
    if (method === 'PUT' && before) {
      Object.assign(before, { activity: given, updates: before.updates + 1 });
      return [200, {}, { id: about }];
    }
    if (method !== 'POST' || !thread || removed.has(thread)) return [404, {}, {}];
    posts.push({ id, thread, activity: given, updates: 0 });
    return [201, {}, { id }];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    posts,
    calls,
    refuse: (...answers) => void refused.push(...answers),
    down(next) {
      isDown = next;
    },
    limit(next) {
      rule = next;
    },
    remove(card) {
      posts.splice(posts.indexOf(card), 1);
      removed.add(card.thread);
    },
    async until(fits) {
      for (;;) {
        const found = posts.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    inThread: (thread) => posts.filter((post) => post.thread === thread),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
