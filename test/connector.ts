// The connector of a Bot Framework channel for tests: takes replies over HTTP, or answers as it is told to.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Activity } from '../src/rules/activity.ts';
import { request } from './direct-line-client.ts';

export interface Connector {
  url: string;
  /** What was taken, in the order in which it came. */
  taken: Activity[];
  /** Every request: path, token, and when it came in milliseconds since 1970. */
  requests: { path: string; authorization: string | undefined; at: number }[];
  /** The next requests are answered like this instead of taken. */
  refuse(...answers: Refused[]): void;
  /** Takes the oldest of what was met with silence. */
  release(): void;
  /** Resolves when so many requests came. */
  asked(number: number): Promise<void>;
  /** Resolves with what was taken when it is so many. */
  arrive(number: number): Promise<Activity[]>;
  close(): Promise<void>;
}

/** With 0 as status the connection is cut after the request was read; with `silence` it stays open without an answer. */
type Refused = [status: number | 'silence', headers?: Record<string, string>];

/** Opens a connector on any free port. */
export async function openConnector(): Promise<Connector> {
  const taken: Activity[] = [];
  const requests: Connector['requests'] = [];
  const refused: Refused[] = [];
  const waiting = new Set<() => void>();
  const silent = new Set<() => void>();
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => waiting.add(resolve));
  };
  const server: Server = createServer(async (incoming, response) => {
    const text = await bodyOf(incoming);
    const path = incoming.url ?? '';
    requests.push({ path, authorization: incoming.headers.authorization, at: Date.now() });
    const known = incoming.method === 'POST' && /^\/v3\/conversations\/[^/]+\/activities(\/[^/]+)?$/.test(path);
    const [status, headers = {}]: Refused = refused.shift() ?? [known ? 201 : 404];
    const answer = (as: number) => {
      if (as === 201) taken.push(JSON.parse(text));
      response.writeHead(as, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify({ id: String(taken.length) }));
    };
    if (status === 'silence') silent.add(() => answer(201));
    else if (status === 0) incoming.socket.destroy();
    else answer(status);
    for (const wake of waiting) wake();
    waiting.clear();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    requests,
    refuse: (...answers) => void refused.push(...answers),
    release() {
      const [answer] = silent;
      if (answer) silent.delete(answer);
      answer?.();
    },
    asked: (number) => until(() => requests.length >= number),
    async arrive(number) {
      await until(() => taken.length >= number);
      return taken;
    },
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

let count = 0;

/** A customer of a Bot Framework channel, in a conversation of their own. */
export function channelCustomer(server: { url: string }, connector: { url: string }, channelId = 'test') {
  const conversation = { id: `conversation-${++count}` };
  const from = { id: `customer-${count}`, name: 'Ann' };
  const bot = { id: 'bot', name: 'Desk' };
  const common = { channelId, serviceUrl: connector.url, from, recipient: bot, conversation };
  return {
    conversationId: `bot-framework/${channelId}/${conversation.id}`,
    conversation,
    from,
    bot,
    /** Sends it; `to` is a server that was started later. */
    send: (activity: object, { to = server, token }: { to?: { url: string }; token?: string } = {}) =>
      request(`${to.url}/api/messages`, 'POST', { body: { ...common, ...activity }, token }),
    say: (text: string, more: object = {}) =>
      request(`${server.url}/api/messages`, 'POST', {
        body: { ...common, type: 'message', id: `activity-${++count}`, text, ...more },
      }),
  };
}
