// Microsoft Teams for tests: a connector that keeps chats, threads and what was changed in them, and people who write with JWTs.
// Payloads follow Microsoft's pages "Bot activity handlers", "Send proactive messages", "Update and delete messages" and
// "Universal Actions for Adaptive Cards"; deploy/teams/README.md says what only a real tenant can confirm.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Activity } from '../src/rules/activity.ts';
import { request } from './direct-line-client.ts';
import { APP, entraEnv, openEntra, TENANT } from './entra.ts';
import { openKeyServer } from './key-server.ts';
import { addStaff } from './staff.ts';
import { startTestServer, type TestServer } from './test-server.ts';

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
  /** Says with which answer a request is met by itself; null takes it. */
  limit(rule: ((path: string) => [number, Record<string, string>] | null) | null): void;
  /** Resolves with what fits as soon as it is there. */
  until(fits: (post: Posted) => boolean): Promise<Posted>;
  inThread(thread: string): Posted[];
  url: string;
  close(): Promise<void>;
}

/** Opens the connector of Teams on any free port. */
export async function openTeams(): Promise<TeamsOffice> {
  const posts: Posted[] = [];
  const calls: TeamsOffice['calls'] = [];
  const refused: [number, Record<string, string>?][] = [];
  const waiting = new Set<() => void>();
  let isDown = false;
  let rule: ((path: string) => [number, Record<string, string>] | null) | null = null;
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
    const limited = rule?.(path);
    const [status, headers = {}] = isDown ? [503] : (refused.shift() ?? limited ?? [0]);
    if (status) return [status, headers, { error: { code: 'refused' } }];
    const given = JSON.parse(text);
    const id = `message-${++count}`;
    if (method === 'POST' && path === '/v3/conversations') {
      const thread = `${given.channelData.channel.id};messageid=${id}`;
      posts.push({ id, thread, activity: given.activity, updates: 0 });
      return [201, {}, { id: thread, activityId: id }];
    }
    const [, thread = '', about] = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(path) ?? [];
    const before = posts.find((post) => post.id === about);
    if (method === 'PUT' && before) {
      Object.assign(before, { activity: given, updates: before.updates + 1 });
      return [200, {}, { id: about }];
    }
    if (method !== 'POST' || !thread) return [404, {}, {}];
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

export interface TeamsDesk extends TestServer {
  office: TeamsOffice;
  /** Somebody of the tenant; staff where a name of the staff is given as `is`. */
  person(objectId: string, more?: { tenant?: string }): TeamsPerson;
  /** Invites somebody and binds their account, as the tab does. */
  staff(name: string, more?: { office?: string | null; role?: 'staff' | 'lead' }): Promise<TeamsPerson>;
  closeAll(): Promise<void>;
}

export interface TeamsPerson {
  chatId: string;
  /** Sends any activity, signed by the connector. */
  send(activity: object): Promise<{ status: number; body: unknown }>;
  /** Writes to the bot in the chat; resolves with what the bot answers. */
  say(text: string, more?: object): Promise<string>;
  /** What the bot has said in the chat. */
  heard(): string[];
}

const CONNECTOR = 'connector-key';
let count = 0;

/** A whole server whose staff are in Teams, with JWTs both ways. */
export async function openTeamsDesk(options: Parameters<typeof startTestServer>[0] = {}): Promise<TeamsDesk> {
  const [office, entra, keys] = await Promise.all([openTeams(), openEntra(), openKeyServer()]);
  await keys.publish(CONNECTOR, ['msteams']);
  const server = await startTestServer({
    ...options,
    env: {
      ...entraEnv,
      MICROSOFT_APP_ID: APP,
      MICROSOFT_APP_PASSWORD: 'x',
      MICROSOFT_APP_TENANT_ID: TENANT,
      ...options.env,
    },
    entraOpenIdUrl: entra.openIdUrl,
    botAuthentication: {
      openIdUrl: keys.openIdUrl,
      credentials: {
        isValidAppId: async () => true,
        isAuthenticationDisabled: async () => false,
        createCredentials: async () => ({ signRequest: async (request: unknown) => request }),
      } as never,
    },
  });

  function person(objectId: string, { tenant = TENANT } = {}): TeamsPerson {
    const chatId = `a:chat-of-${objectId}`;
    const send: TeamsPerson['send'] = async (activity) => {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: 'https://api.botframework.com',
        aud: APP,
        serviceurl: office.url,
        nbf: seconds - 10,
        exp: seconds + 3600,
      };
      const body = {
        channelId: 'msteams',
        serviceUrl: office.url,
        timestamp: new Date().toISOString(),
        from: { id: `29:${objectId}`, name: objectId, aadObjectId: objectId },
        recipient: { id: `28:${APP}`, name: 'Refund desk' },
        conversation: { conversationType: 'personal', tenantId: tenant, id: chatId },
        channelData: { tenant: { id: tenant } },
        ...activity,
      };
      const token = await keys.sign(CONNECTOR, claims);
      const { status, body: answered } = await request(`${server.url}/api/messages`, 'POST', { body, token });
      return { status, body: answered };
    };
    return {
      chatId,
      send,
      async say(text, more = {}) {
        const id = `said-${++count}`;
        const { status } = await send({ type: 'message', id, text, ...more });
        if (status !== 200) throw new Error(`The bot answered ${status}.`);
        return String((await office.until(({ activity }) => activity.replyToId === id)).activity.text);
      },
      heard: () => office.inThread(chatId).map(({ activity }) => String(activity.text)),
    };
  }

  return {
    ...server,
    office,
    person,
    async staff(name, more = { office: 'newark' }) {
      const objectId = `oid-${name.toLowerCase()}`;
      const { id } = await addStaff(server.storage, name, Date.now(), more);
      const account = { tenantId: TENANT, objectId, by: 'invitation', isGuest: false } as const;
      await server.storage.bindEntra(id, account, Date.now());
      return person(objectId);
    },
    async closeAll() {
      await server.stop();
      await Promise.all([office.close(), entra.close(), keys.close()]);
    },
  };
}
