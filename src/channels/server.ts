// The web server: the list of routes, and what holds for all of them.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import helmet from 'helmet';
import type { Logger } from 'pino';
import restify from 'restify';
import { WebSocketServer } from 'ws';
import type { Content } from '../content/content.ts';
import { type Conversations, Stopping } from '../conversation.ts';
import type { Storage } from '../storage/storage.ts';
import { createChatToken } from './chat-token.ts';
import { createDirectLine } from './direct-line.ts';
import { createStreams } from './direct-line-stream.ts';
import { createFileLinks } from './file-links.ts';
import { createHealth } from './health.ts';
import { createHelp } from './help.ts';
import { type Answer, type Call, errorBody, Refusal, type Route } from './http.ts';
import { createLimiter } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { createOrigins, type OriginSettings } from './origins.ts';
import { createPageSettings } from './page-settings.ts';
import { loadPages } from './pages.ts';
import { signingSecrets } from './signing-secrets.ts';
import { createTokens } from './tokens.ts';
import { createUpload, type Files } from './upload.ts';

const BODY_BYTES = 256 * 1024;
const STOP_MS = 10_000;
const corsHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers':
    'authorization, content-type, x-ms-bot-agent, x-ms-conversation-id, x-requested-with, cache-control',
  'Access-Control-Max-Age': '7200',
};

export interface ServerSettings extends OriginSettings {
  host: string;
  port: number;
  tokenSecrets: { kid: string; secret: string }[];
  directLineSecret: string | null;
  metricsToken: string | null;
}

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
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Server {
  /** Resolves once requests are taken. */
  listen(): Promise<{ url: string; port: number }>;
  /** Takes no new turns, lets running ones finish, says goodbye to sockets; ten seconds at most. */
  close(): Promise<void>;
}

/** What the types of restify lack. */
interface RestifyServer extends restify.Server {
  first(handler: (request: IncomingMessage, response: ServerResponse) => boolean): void;
}

interface Options {
  /** The body is read as JSON. */
  json?: true;
  /** A page for people: with the headers that browsers keep to. */
  page?: true;
}

/** Puts the routes together; `listen` opens them. */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { settings, log, storage, conversations, now } = parts;
  let stopping = false;
  const origins = createOrigins(settings);
  const secrets = await signingSecrets(settings.tokenSecrets, storage);
  const tokens = createTokens(secrets, now);
  const links = createFileLinks(secrets, now);
  const chatToken = createChatToken({ storage, conversations, tokens, now });
  const directLine = createDirectLine({
    storage,
    conversations,
    tokens,
    chatToken,
    links,
    secret: settings.directLineSecret,
    now,
  });
  const upload = createUpload({ storage, files: parts.files, directLine, links, now });
  const help = createHelp({ content: parts.content, now });
  const pages = await loadPages(parts.pagesDir);
  const health = createHealth({ ...parts, metricsToken: settings.metricsToken, stopping: () => stopping });
  const streams = createStreams({
    storage,
    conversations,
    links,
    failed: (err, conversation) => log.error({ err, conversation }, 'A stream could not be read.'),
  });
  parts.metrics.countSockets(streams.count);

  const tokenLimit = createLimiter(60, 60_000, 'tokens for one address', now);
  const limitTokens =
    (route: Route): Route =>
    (call) => {
      // A server that shows the secret asks for many customers from one address.
      if (call.limited && !call.request.headers.authorization) tokenLimit.take(call.address);
      return route(call);
    };

  const routes: [method: 'get' | 'post', path: string, route: Route, options?: Options][] = [
    ['get', '/', (call) => pages.serve('index.html', call), { page: true }],
    ['get', '/chat', (call) => pages.serve('chat.html', call), { page: true }],
    ['get', '/widget.js', (call) => pages.serve('widget.js', call), { page: true }],
    ['get', '/assets/:name', (call) => pages.serve(`assets/${call.params.name}`, call), { page: true }],
    ['get', '/chat/help', help],
    ['get', '/chat/page.json', createPageSettings(parts)],
    ['post', '/chat/token', limitTokens(chatToken.route), { json: true }],
    ['post', '/v3/directline/tokens/generate', limitTokens(directLine.generateToken), { json: true }],
    ['post', '/v3/directline/tokens/refresh', directLine.refreshToken, { json: true }],
    ['post', '/v3/directline/conversations', directLine.start, { json: true }],
    ['get', '/v3/directline/conversations/:id', directLine.reconnect],
    ['get', '/v3/directline/conversations/:id/activities', directLine.activities],
    ['post', '/v3/directline/conversations/:id/activities', directLine.send, { json: true }],
    ['post', '/v3/directline/conversations/:id/upload', upload.take],
    ['get', '/v3/directline/files/:file', upload.give],
    ['get', '/healthz', health.alive],
    ['get', '/readyz', health.ready],
    ['get', '/metrics', health.metrics],
  ];

  const server: RestifyServer = restify.createServer({
    name: '',
    log: quiet,
    formatters: { 'application/json': (_request: unknown, _response: unknown, body: unknown) => restifyError(body) },
  } as unknown as restify.ServerOptions) as RestifyServer;
  const http = server.server as import('node:http').Server;
  http.headersTimeout = 15_000;
  http.requestTimeout = 300_000;
  http.timeout = 60_000;
  // Longer than the minute after which load balancers drop idle connections.
  http.keepAliveTimeout = 65_000;

  // Pages on other websites may call what stands below these paths, when they are allowed to.
  server.first((request: IncomingMessage, response: ServerResponse) => {
    const { url = '', headers, method } = request;
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (headers.origin === undefined || !(url.startsWith('/v3/') || url.startsWith('/chat/'))) return true;
    response.setHeader('Vary', 'Origin');
    if (!origins.allows(request)) {
      const refusal = errorBody('OriginNotAllowed', 'This website may not use this chat. Add it to ALLOWED_ORIGINS.');
      send(response, { status: 403, body: refusal });
      return false;
    }
    response.setHeader('Access-Control-Allow-Origin', headers.origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    if (method !== 'OPTIONS') return true;
    send(response, { status: 204, headers: corsHeaders });
    return false;
  });

  const secure = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // Not every browser takes 'self' to hold for sockets.
        connectSrc: ["'self'", (request) => origins.own(request).replace(/^http/, 'ws')],
        frameSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'", ...settings.allowedOrigins],
      },
    },
    // What may frame the chat is said by frame-ancestors, which this older header would contradict.
    frameguard: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginOpenerPolicy: false,
  });

  const readJson = restify.plugins.jsonBodyParser({
    maxBodySize: BODY_BYTES,
    mapParams: false,
  } as restify.plugins.JsonBodyParserOptions);
  for (const [method, path, route, options = {}] of routes) {
    const handlers: restify.RequestHandler[] = [];
    if (options.page) handlers.push((request, response, next) => secure(request, response, () => next()));
    if (options.json) handlers.push(refuseEarly, ...([readJson].flat() as restify.RequestHandler[]));
    const answering = async (request: restify.Request, response: restify.Response) => answer(route, request, response);
    handlers.push(answering as unknown as restify.RequestHandler);
    server[method](path, ...handlers);
    if (options.page) server.head(path, ...handlers);
  }

  async function answer(route: Route, request: restify.Request, response: restify.Response): Promise<void> {
    const started = performance.now();
    const call = toCall(request);
    let result: Answer;
    try {
      if (stopping && request.method === 'POST') throw new Stopping();
      result = await route(call);
    } catch (error) {
      result = refusal(error, call);
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

  function refusal(error: unknown, call: Pick<Call, 'note' | 'request'>): Answer {
    if (error instanceof Refusal)
      return { status: error.status, body: errorBody(error.code, error.message), headers: error.headers };
    if (error instanceof Stopping)
      return {
        status: 503,
        body: errorBody('ServiceUnavailable', 'The server restarts. Try again in a few seconds.'),
        headers: { 'Retry-After': '5' },
      };
    const id = randomUUID();
    log.error({ err: error, request: id, path: pathOf(call.request), ...call.note }, 'A request failed.');
    return {
      status: 500,
      body: errorBody('InternalServerError', 'This did not work. Try again; what was acknowledged is kept.'),
      headers: { 'X-Request-Id': id },
    };
  }

  function toCall(request: restify.Request): Call {
    const url = request.url ?? '/';
    const query = url.indexOf('?');
    return {
      params: request.params ?? {},
      query: new URLSearchParams(query < 0 ? '' : url.slice(query + 1)),
      body: request.body,
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
  const sockets = new Map<string, number>();
  http.on('upgrade', async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const [, id] = /^\/v3\/directline\/conversations\/([\w%-]+)\/stream(?:\?|$)/.exec(request.url ?? '') ?? [];
    const call = toCall(Object.assign(request, { params: { id }, body: undefined }) as unknown as restify.Request);
    try {
      if (id === undefined) throw new Refusal(404, 'NotFound', 'There is no such stream.');
      if (stopping) throw new Stopping();
      const { conversationId, position } = await directLine.position(call);
      if (call.limited && (sockets.get(call.address) ?? 0) >= 100)
        throw new Refusal(429, 'TooManyRequests', 'Too many streams for one address.', { 'Retry-After': '30' });
      webSockets.handleUpgrade(request, socket, head, (opened) => {
        sockets.set(call.address, (sockets.get(call.address) ?? 0) + 1);
        opened.on('close', () => {
          const left = (sockets.get(call.address) ?? 1) - 1;
          if (left) sockets.set(call.address, left);
          else sockets.delete(call.address);
        });
        streams.open(conversationId, opened, position, call.origin);
      });
    } catch (error) {
      refuseUpgrade(socket, refusal(error, call));
    }
  });

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        http.once('error', reject);
        http.listen(settings.port, settings.host, () => {
          const { port } = http.address() as AddressInfo;
          const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
          resolve({ url: `http://${host}:${port}`, port });
        });
      }),

    async close() {
      stopping = true;
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([conversations.stop(), late]);
      streams.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      await Promise.race([closed, late]);
      http.closeAllConnections();
    },
  };
}

/** What restify itself refuses, in the shape of all errors. */
function restifyError(body: unknown): string {
  const status = (body as { statusCode?: number }).statusCode;
  if (status === 404) return JSON.stringify(errorBody('NotFound', 'There is nothing at this address.'));
  if (status === 405) return JSON.stringify(errorBody('MethodNotAllowed', 'This address does not take this method.'));
  if (status === 413)
    return JSON.stringify(errorBody('MessageSizeTooBig', `The body is larger than ${BODY_BYTES} bytes.`));
  if (status === 400) return JSON.stringify(errorBody('BadSyntax', 'The body is not valid JSON.'));
  return JSON.stringify(errorBody('ServiceError', 'This did not work.'));
}

/** Says no before a body is read that would not be taken anyway. */
function refuseEarly(request: restify.Request, response: restify.Response, next: restify.Next): void {
  const { headers } = request;
  const type = headers['content-type'];
  const length = Number(headers['content-length'] ?? 0);
  if (length > BODY_BYTES) {
    const headers = { Connection: 'close' };
    send(response, {
      status: 413,
      body: errorBody('MessageSizeTooBig', `The body is larger than ${BODY_BYTES} bytes.`),
      headers,
    });
  } else if (headers['content-encoding'] !== undefined) {
    send(response, { status: 415, body: errorBody('UnsupportedMediaType', 'Send the body without compression.') });
  } else if (length > 0 && type !== undefined && !/^application\/json\b/i.test(type)) {
    send(response, { status: 415, body: errorBody('UnsupportedMediaType', 'Send the body as application/json.') });
  } else {
    next();
    return;
  }
  next(false);
}

async function send(response: ServerResponse, { status, body, headers, stream }: Answer): Promise<void> {
  if (body === undefined && !stream) {
    response.writeHead(status, headers).end();
    return;
  }
  if (stream) {
    response.writeHead(status, headers);
    await pipeline(stream, response);
    return;
  }
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
    response.end(response.req.method === 'HEAD' ? undefined : body);
    return;
  }
  const json = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(json),
    ...headers,
  });
  response.end(json);
}

function refuseUpgrade(socket: Duplex, { status, body, headers }: Answer): void {
  const json = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(json)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${json}`);
}

/** Without the query: tokens stand there. */
const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?', 1)[0];

/** restify's own log lines say nothing that ours do not. */
const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => quiet };
