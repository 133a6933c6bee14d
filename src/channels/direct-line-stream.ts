// Pushes a conversation's activities to its open sockets: every one, in order, from where each socket stands.
import type { Conversations } from '../conversation.ts';
import type { Storage, StoredActivity } from '../storage/storage.ts';
import type { FileLinks } from './file-links.ts';

const MOST_SOCKETS = 5;
const PAGE = 100;
/** Above this many unsent bytes a socket is slow: it gets what it misses from the database once it has caught up. */
const SLOW_BYTES = 64 * 1024;
/** How often is looked for what another node committed and did not tell of. */
const LOOK_MS = 2_000;
const PING_MS = 30_000;
/** RFC 6455: the code of a close that no peer sent. */
const CUT_OFF = 1006;
/** How long a peer may take to say goodbye. */
const CLOSE_MS = 2_000;

/** What is used of a WebSocket. */
export interface Socket {
  send(data: string, done: (error?: Error) => void): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: 'pong' | 'message' | 'error', listener: () => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
  readonly bufferedAmount: number;
}

export interface Streams {
  /** Sends everything after `position` and then what comes; `origin` is how the client reaches this server. */
  open(conversationId: string, socket: Socket, position: number, origin: string): void;
  count(): number;
  /** Closes all sockets with 1001, and cuts off those whose peer does not answer soon. */
  close(): void;
}

interface Connection {
  socket: Socket;
  origin: string;
  /** The sequence of the last activity that was handed to the socket. */
  position: number;
  /** Whether a read from the database is under way, and whether to look once more after it. */
  reading: boolean;
  again: boolean;
  alive: boolean;
}

/**
 * `failed` hears of a read from the database that failed; the socket is closed then, and its client comes again. `deaf`
 * hears why other nodes cannot be heard; then they are looked after now and then.
 */
export function createStreams(parts: {
  storage: Pick<Storage, 'activitiesAfter' | 'sequences' | 'listen'>;
  conversations: Pick<Conversations, 'onCommit'>;
  links: FileLinks;
  /** Hears of each sign of life of a conversation's client. */
  here: (conversationId: string) => void;
  failed: (error: unknown, conversationId: string) => void;
  deaf?: (reason: unknown) => void;
}): Streams {
  const { storage, links } = parts;
  const byConversation = new Map<string, Set<Connection>>();
  let open = 0;

  const send = (connection: Connection, stored: StoredActivity[]): Promise<void> => {
    connection.position = stored.at(-1)?.sequence ?? connection.position;
    const set = { activities: links.toClient(stored, connection.origin), watermark: String(connection.position) };
    return new Promise((resolve) => connection.socket.send(JSON.stringify(set), () => resolve()));
  };

  const catchUp = async (conversationId: string, connection: Connection): Promise<void> => {
    if (connection.reading) {
      connection.again = true;
      return;
    }
    connection.reading = true;
    try {
      do {
        connection.again = false;
        const page = await storage.activitiesAfter(conversationId, connection.position, PAGE);
        if (!byConversation.get(conversationId)?.has(connection)) return;
        if (page.length) await send(connection, page);
        if (page.length === PAGE) connection.again = true;
      } while (connection.again);
    } catch (error) {
      parts.failed(error, conversationId);
      connection.socket.close(1011, 'Please reconnect.');
    } finally {
      connection.reading = false;
    }
  };

  const drop = (conversationId: string, connection: Connection): void => {
    const all = byConversation.get(conversationId);
    if (!all?.delete(connection)) return;
    open -= 1;
    if (!all.size) byConversation.delete(conversationId);
  };

  const endCommits = parts.conversations.onCommit((conversationId, stored) => {
    for (const connection of byConversation.get(conversationId) ?? []) {
      if (stored.length && (stored.at(-1)?.sequence ?? 0) <= connection.position) continue;
      const next = stored[0]?.sequence === connection.position + 1;
      if (next && !connection.reading && connection.socket.bufferedAmount < SLOW_BYTES) void send(connection, stored);
      else void catchUp(conversationId, connection);
    }
  });

  const catchUpAll = (conversationId: string, sequence = Number.POSITIVE_INFINITY): void => {
    for (const connection of byConversation.get(conversationId) ?? [])
      if (connection.position < sequence) void catchUp(conversationId, connection);
  };

  let looking = false;
  const look = async (): Promise<void> => {
    if (looking || !byConversation.size) return;
    looking = true;
    try {
      for (const [id, sequence] of await storage.sequences([...byConversation.keys()])) catchUpAll(id, sequence);
    } catch {
      // The database is away: the next look is soon.
    } finally {
      looking = false;
    }
  };
  const looks = setInterval(look, LOOK_MS);
  looks.unref();
  const endHearing = storage.listen((conversationIds) => {
    if (!conversationIds) void look();
    for (const id of conversationIds ?? []) catchUpAll(id);
  }, parts.deaf);

  const pings = setInterval(() => {
    for (const connection of [...byConversation.values()].flatMap((all) => [...all])) {
      if (!connection.alive) connection.socket.terminate();
      connection.alive = false;
      connection.socket.ping();
    }
  }, PING_MS);
  pings.unref();

  return {
    open(conversationId, socket, position, origin) {
      const all = byConversation.get(conversationId) ?? new Set();
      byConversation.set(conversationId, all);
      const connection = { socket, origin, position, reading: false, again: false, alive: true };
      all.add(connection);
      open += 1;
      const live = () => {
        connection.alive = true;
        parts.here(conversationId);
      };
      live();
      socket.on('pong', live);
      // Direct Line 3.0: clients send empty messages to see whether the socket lives.
      socket.on('message', live);
      socket.on('error', () => socket.terminate());
      socket.on('close', (code) => {
        if (code !== CUT_OFF) parts.here(conversationId);
        drop(conversationId, connection);
      });
      const [oldest] = all;
      if (oldest && all.size > MOST_SOCKETS) {
        drop(conversationId, oldest);
        oldest.socket.close(1008, 'Opened in too many places.');
      }
      void catchUp(conversationId, connection);
    },
    count: () => open,
    close() {
      endCommits();
      endHearing();
      clearInterval(looks);
      clearInterval(pings);
      for (const all of byConversation.values())
        for (const { socket } of all) socket.close(1001, 'The server stops. Please reconnect.');
      setTimeout(() => {
        for (const all of byConversation.values()) for (const { socket } of all) socket.terminate();
      }, CLOSE_MS).unref();
    },
  };
}
