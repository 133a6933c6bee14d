// Pushes a conversation's activities to its open sockets: every one, in order, from where each socket stands.
import type { Activity } from '../rules/activity.ts';
import type { FileLinks } from './file-links.ts';
import type { Following } from './following.ts';

const MOST_SOCKETS = 5;
/** Above this many unsent bytes a socket is slow: it gets what it misses from the database once it has caught up. */
const SLOW_BYTES = 64 * 1024;
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
  on(event: 'pong' | 'error', listener: () => void): unknown;
  on(event: 'message', listener: (data: unknown) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
  readonly bufferedAmount: number;
}

export interface Streams {
  /**
   * Sends everything after `position` and then what comes; `origin` is how the client reaches this server. `isHidden`
   * where nobody can see the page.
   */
  open(conversationId: string, socket: Socket, position: number, origin: string, isHidden?: boolean): void;
  /** Sends what is kept nowhere to the sockets that are not slow. */
  push(conversationId: string, activity: Activity): void;
  count(): number;
  /** Closes all sockets with 1001, and cuts off those whose peer does not answer soon. */
  close(): void;
}

interface Connection {
  socket: Socket;
  /** The sequence of the last activity that was handed to the socket. */
  position: number;
  alive: boolean;
  /** Nobody can see the page: that it lives is no sign of its customer. */
  isHidden: boolean;
  unfollow: () => void;
}

/** `failed` hears of a read from the database that failed; the socket is closed then, and its client comes again. */
export function createStreams(parts: {
  following: Pick<Following, 'follow'>;
  links: FileLinks;
  /** Hears of each sign that a conversation's customer is there. */
  here: (conversationId: string) => void;
  failed: (error: unknown, conversationId: string) => void;
}): Streams {
  const byConversation = new Map<string, Set<Connection>>();
  let open = 0;

  const send = ({ socket, position }: Connection, activities: Activity[]): Promise<void> =>
    new Promise((resolve) => socket.send(JSON.stringify({ activities, watermark: String(position) }), () => resolve()));

  const drop = (conversationId: string, connection: Connection): void => {
    const all = byConversation.get(conversationId);
    if (!all?.delete(connection)) return;
    connection.unfollow();
    open -= 1;
    if (!all.size) byConversation.delete(conversationId);
  };

  const pings = setInterval(() => {
    for (const connection of [...byConversation.values()].flatMap((all) => [...all])) {
      if (!connection.alive) connection.socket.terminate();
      connection.alive = false;
      connection.socket.ping();
      // A page hears no ping: by the empty message of Direct Line 3.0 it knows that its line is not dead.
      connection.socket.send('', () => {});
    }
  }, PING_MS);
  pings.unref();

  return {
    open(conversationId, socket, position, origin, isHidden = false) {
      const all = byConversation.get(conversationId) ?? new Set();
      byConversation.set(conversationId, all);
      const connection: Connection = { socket, position, alive: true, isHidden, unfollow: () => {} };
      all.add(connection);
      open += 1;
      const live = () => {
        connection.alive = true;
        if (!connection.isHidden) parts.here(conversationId);
      };
      live();
      socket.on('pong', live);
      // Direct Line 3.0: clients send empty messages to see whether the socket lives. Ours also tells who can see it.
      socket.on('message', (data) => {
        const word = String(data);
        if (word === 'shown') connection.isHidden = false;
        live();
        if (word === 'hidden') connection.isHidden = true;
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', (code) => {
        if (code !== CUT_OFF && !connection.isHidden) parts.here(conversationId);
        drop(conversationId, connection);
      });
      const [oldest] = all;
      if (oldest && all.size > MOST_SOCKETS) {
        drop(conversationId, oldest);
        oldest.socket.close(1008, 'Opened in too many places.');
      }
      connection.unfollow = parts.following.follow(conversationId, position, {
        take(stored) {
          connection.position = stored.at(-1)?.sequence ?? connection.position;
          return send(connection, parts.links.toClient(stored, origin));
        },
        isSlow: () => socket.bufferedAmount >= SLOW_BYTES,
        failed(error) {
          parts.failed(error, conversationId);
          socket.close(1011, 'Please reconnect.');
        },
      });
    },
    push(conversationId, activity) {
      for (const connection of byConversation.get(conversationId) ?? [])
        if (connection.socket.bufferedAmount < SLOW_BYTES) void send(connection, [activity]);
    },
    count: () => open,
    close() {
      clearInterval(pings);
      for (const all of byConversation.values())
        for (const { socket } of all) socket.close(1001, 'The server stops. Please reconnect.');
      setTimeout(() => {
        for (const all of byConversation.values()) for (const { socket } of all) socket.terminate();
      }, CLOSE_MS).unref();
    },
  };
}
