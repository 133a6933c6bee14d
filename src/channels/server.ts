// The web server: the list of routes, and what holds for all of them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import restify from 'restify';
import { WebSocketServer } from 'ws';
import type { Content } from '../content/content.ts';
import { type Conversations, Stopping } from '../conversation.ts';
import type { Storage } from '../storage/storage.ts';
import { BODY_BYTES, pathOf, refuseBody, send, toAnswer, webServerError } from './answering.ts';
import { type BotAuthentication, createBotFramework } from './bot-framework.ts';
import { createChatToken } from './chat-token.ts';
import { createCustomerUpload } from './customer-upload.ts';
import { createDirectLine } from './direct-line.ts';
import { createStreams } from './direct-line-stream.ts';
import { createFileLinks } from './file-links.ts';
import { createFollowing } from './following.ts';
import { admit, consoleHeaders, pageHeaders } from './headers.ts';
import { createHealth } from './health.ts';
import { createHelp } from './help.ts';
import type { Answer, Call, Route, RouteRow } from './http.ts';
import { createLimiter } from './limits.ts';
import { explainListening } from './listen-error.ts';
import type { Metrics } from './metrics.ts';
import { createOrigins } from './origins.ts';
import { createPageSettings } from './page-settings.ts';
import { loadPages } from './pages.ts';
import { createPlainHelp } from './plain-help.ts';
import { createPresence } from './presence.ts';
import type { ServerSettings } from './server-settings.ts';
import { signingSecrets } from './signing-secrets.ts';
import { createStaffApi } from './staff-api.ts';
import { createStreamUpgrade } from './stream-upgrade.ts';
import { createTitles } from './titles.ts';
import { createIdentities } from './tokens/identity.ts';
import { createTokens } from './tokens.ts';
import { createTakeFiles, type Files } from './upload.ts';

const STOP_MS = 10_000;

export interface ServerParts {
  settings: ServerSettings;
  log: Logger;
  storage: Storage;
  files: Files;
  conversations: Conversations;
  content: () => Content;
  /** The folder of the built pages. */
  pagesDir: string;
  metrics: Metrics;
  /** Instead of Microsoft's. */
  botAuthentication?: BotAuthentication;
  entraOpenIdUrl?: string;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Server {
  /** Resolves once requests are taken; rejects with words that say which setting to change. */
  listen(): Promise<{ url: string; port: number }>;
  /** Takes no new turns, lets running ones finish, says goodbye to sockets; ten seconds at most. */
  close(): Promise<void>;
}

/** What the types of restify lack. */
interface RestifyServer extends restify.Server {
  first(handler: (request: IncomingMessage, response: ServerResponse) => boolean): void;
}

/** Puts the routes together; `listen` opens them. */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { settings, log, storage, conversations, now } = parts;
  let stopping = false;
  const origins = createOrigins(settings);
  const secrets = await signingSecrets(settings.tokenSecrets, storage);
  const tokens = createTokens(secrets, now);
  const links = createFileLinks(secrets, now);
  const identities = createIdentities(settings.identitySecrets, now);
  const presence = createPresence({ storage, now });
  const chatToken = createChatToken({ storage, conversations, tokens, identities, secrets, now });
  const directLine = createDirectLine({
    storage,
    conversations,
    tokens,
    chatToken,
    links,
    here: presence.here,
    typing: (conversationId) => staff.customerTypes(conversationId),
    secret: settings.directLineSecret,
    now,
  });
  const takeFiles = createTakeFiles({ storage, files: parts.files, now });
  const upload = createCustomerUpload({ storage, files: parts.files, takeFiles, directLine, links, secrets, now });
  const botFramework = createBotFramework({
    account: settings.bot,
    authentication: parts.botAuthentication,
    storage,
    conversations,
    content: parts.content,
    entra: settings.entra,
    log,
    now,
  });
  const help = createHelp({ content: parts.content, now });
  const pages = await loadPages(parts.pagesDir);
  const plainHelp = createPlainHelp(parts);
  const health = createHealth({ ...parts, metricsToken: settings.metricsToken, stopping: () => stopping });
  const following = createFollowing({
    storage,
    conversations,
    deaf: (err) => log.warn({ err }, 'Other servers cannot be heard: what they take shows up to two seconds later.'),
  });
  const streams = createStreams({
    following,
    links,
    here: presence.here,
    failed: (err, conversation) => log.error({ err, conversation }, 'A stream could not be read.'),
  });
  parts.metrics.countSockets(streams.count);
  const staff = createStaffApi({ ...parts, origins, following, sockets: streams, links, takeFiles });

  const tokenLimit = createLimiter(60, 60_000, 'tokens for one address', now);
  const limitTokens =
    (route: Route): Route =>
    (call) => {
      // A server that shows the secret asks for many customers from one address.
      if (call.limited && !directLine.isServer(call)) tokenLimit.take(call.address);
      return route(call);
    };

  const botMessages: RouteRow = ['post', '/api/messages', botFramework.receive, { json: true }];
  const routes: RouteRow[] = [
    ['get', '/', (call) => pages.serveSite(call, plainHelp().site), { page: 'chat' }],
    ['get', '/chat', (call) => pages.serveChat(call, plainHelp().chat), { page: 'chat' }],
    ['get', '/chat/cape-check', (call) => pages.serve('cape-check.html', call), { page: 'chat' }],
    ['get', '/staff', (call) => pages.serve('staff.html', call), { page: 'staff' }],
    ['get', '/widget.js', (call) => pages.serveLauncher(call, parts.content().broker.colour), { page: 'chat' }],
    ['get', '/assets/:name', (call) => pages.serve(`assets/${call.params.name}`, call), { page: 'chat' }],
    ['get', '/chat/help', help],
    ['get', '/chat/page.json', createPageSettings(parts)],
    ['get', '/chat/titles.json', createTitles(parts.content)],
    ['post', '/chat/token', limitTokens(chatToken.route), { json: true }],
    ['post', '/v3/directline/tokens/generate', limitTokens(directLine.generateToken), { json: true }],
    ['post', '/v3/directline/tokens/refresh', directLine.refreshToken, { json: true }],
    ['post', '/v3/directline/conversations', directLine.start, { json: true }],
    ['get', '/v3/directline/conversations/:id', directLine.reconnect],
    ['get', '/v3/directline/conversations/:id/activities', directLine.activities],
    ['post', '/v3/directline/conversations/:id/activities', directLine.send, { json: true }],
    ['post', '/v3/directline/conversations/:id/upload', upload.take],
    ['get', '/v3/directline/files/:file', upload.give],
    ...(settings.botMessages ? [botMessages] : []),
    ...staff.routes,
    ['get', '/healthz', health.alive],
    ['get', '/readyz', health.ready],
    ['get', '/metrics', health.metrics],
  ];

  const server: RestifyServer = restify.createServer({
    name: '',
    log: quiet,
    formatters: { 'application/json': (_request: unknown, _response: unknown, body: unknown) => webServerError(body) },
  } as unknown as restify.ServerOptions) as RestifyServer;
  const http = server.server as import('node:http').Server;
  http.headersTimeout = 15_000;
  http.requestTimeout = 300_000;
  http.timeout = 60_000;
  // Longer than the minute after which load balancers drop idle connections.
  http.keepAliveTimeout = 65_000;

  server.first((request, response) => admit(request, response, origins));

  const secure = {
    chat: pageHeaders(origins, settings.allowedOrigins),
    staff: consoleHeaders(origins, settings.entra !== null),
  };
  const readJson = restify.plugins.jsonBodyParser({
    maxBodySize: BODY_BYTES,
    mapParams: false,
  } as restify.plugins.JsonBodyParserOptions);
  for (const [method, path, route, options = {}] of routes) {
    const handlers: restify.RequestHandler[] = [];
    const { page } = options;
    if (page) handlers.push((request, response, next) => secure[page](request, response, () => next()));
    if (options.json) handlers.push(checkBody, ...([readJson].flat() as restify.RequestHandler[]));
    const answering = async (request: restify.Request, response: restify.Response) => answer(route, request, response);
    handlers.push(answering as unknown as restify.RequestHandler);
    server[method](path, ...handlers);
    if (method === 'get') server.head(path, ...handlers);
  }

  async function answer(route: Route, request: restify.Request, response: restify.Response): Promise<void> {
    const started = performance.now();
    const call = toCall(request, request.params ?? {}, request.body);
    let result: Answer;
    try {
      if (stopping && request.method === 'POST') throw new Stopping();
      result = await route(call);
    } catch (error) {
      result = toAnswer(error, call, log);
    }
    if (stopping) response.setHeader('Connection', 'close');
    await send(response, result).catch((err) => log.debug({ err, path: pathOf(request) }, 'A client left early.'));
    const level = result.status >= 400 && result.status !== 404 ? 'info' : 'debug';
    if (log.isLevelEnabled(level))
      log[level](
        {
          method: request.method,
          path: pathOf(request),
          status: result.status,
          ms: Math.round(performance.now() - started),
          ...call.note,
          request: response.getHeader('X-Request-Id'),
        },
        'request',
      );
  }

  function toCall(request: IncomingMessage, params: Record<string, string>, body?: unknown): Call {
    const url = request.url ?? '/';
    const query = url.indexOf('?');
    return {
      params,
      query: new URLSearchParams(query < 0 ? '' : url.slice(query + 1)),
      body,
      address: origins.address(request),
      origin: origins.own(request),
      limited: origins.limits(request),
      request,
      note: {},
    };
  }

  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: 4096,
  });
  const openStream = createStreamUpgrade({
    directLine,
    streams,
    log,
    stopping: () => stopping,
    allows: origins.allows,
    toCall,
    upgrade: (request, socket, head, opened) => webSockets.handleUpgrade(request, socket, head, opened),
  });
  http.on('upgrade', openStream);
  // RFC 9110: whoever offers another protocol is served all the same, in this one.
  Object.assign(http, {
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => /\bwebsocket\b/i.test(headers.upgrade ?? ''),
  });

  let failed: (error: NodeJS.ErrnoException) => void = () => {};
  server.on('error', (error) => failed(error));

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        failed = (error) => reject(new Error(explainListening(error, settings)));
        http.listen(settings.port, settings.host, () => {
          failed = (err) => log.error({ err }, 'A connection could not be taken.');
          const { port } = http.address() as AddressInfo;
          const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
          resolve({ url: `http://${host}:${port}`, port });
        });
      }),

    async close() {
      stopping = true;
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([conversations.stop().then(botFramework.stop), late]);
      staff.close();
      following.close();
      streams.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      await Promise.race([closed, late]);
      http.closeAllConnections();
      await Promise.race([presence.stop(), late]);
    },
  };
}

/** Says no before a body is read that would not be taken anyway. */
function checkBody(request: restify.Request, response: restify.Response, next: restify.Next): void {
  const refused = refuseBody(request);
  if (refused) void send(response, refused);
  next(refused ? false : undefined);
}

/** restify's own log lines say nothing that ours do not. */
const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => quiet };
