// Writes answers and errors to clients, all in one shape.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { Stopping } from '../conversation.ts';
import { DatabaseDown } from '../storage/storage.ts';
import { type Answer, type Call, errorBody, Refusal } from './http.ts';

/** JSON bodies are at most this long. */
export const BODY_BYTES = 256 * 1024;

const tooLarge = errorBody('MessageSizeTooBig', `The body is larger than ${BODY_BYTES} bytes.`);

/** Turns what a route threw into what the client may know; what nobody expected is logged. */
export function toAnswer(error: unknown, call: Pick<Call, 'note' | 'request'>, log: Logger): Answer {
  if (error instanceof Refusal)
    return { status: error.status, body: errorBody(error.code, error.message, error.more), headers: error.headers };
  if (error instanceof Stopping) return notNow('The server restarts. Try again in a few seconds.');
  if (error instanceof DatabaseDown) {
    log.warn({ reason: error.message, path: pathOf(call.request), ...call.note }, 'The database does not answer.');
    return notNow('The server cannot reach its data. Try again in a few seconds.');
  }
  const request = randomUUID();
  log.error({ err: error, request, path: pathOf(call.request), ...call.note }, 'A request failed.');
  const body = errorBody('InternalServerError', 'This did not work. Try again; what was acknowledged is kept.');
  return { status: 500, body, headers: { 'X-Request-Id': request } };
}

const notNow = (message: string): Answer => ({
  status: 503,
  body: errorBody('ServiceUnavailable', message),
  headers: { 'Retry-After': '5' },
});

/** Sends an answer; rejects where the client leaves before its end. */
export async function send(response: ServerResponse, { status, body, headers, stream }: Answer): Promise<void> {
  const bodyless = response.req.method === 'HEAD';
  if (stream) {
    response.writeHead(status, headers);
    await pipeline(stream, response);
  } else if (body === undefined) {
    response.writeHead(status, status === 304 ? headers : { 'Content-Length': '0', ...headers });
    response.end();
  } else if (typeof body === 'string' || Buffer.isBuffer(body)) {
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
    response.end(bodyless ? undefined : body);
  } else {
    const json = JSON.stringify(body);
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'Content-Length': Buffer.byteLength(json),
      ...headers,
    });
    response.end(bodyless ? undefined : json);
  }
}

/** Answers a request for a WebSocket without opening one. */
export function refuseUpgrade(socket: Duplex, { status, body, headers }: Answer): void {
  const json = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(json)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${json}`);
}

/** Why a JSON body is not read at all; undefined where it may be. */
export function refuseBody({ headers }: IncomingMessage): Answer | undefined {
  const length = Number(headers['content-length'] ?? 0);
  const type = headers['content-type'];
  if (length > BODY_BYTES) return { status: 413, body: tooLarge };
  // Compressed, a small body becomes one of any size.
  if (headers['content-encoding'] !== undefined)
    return { status: 415, body: errorBody('UnsupportedMediaType', 'Send the body without compression.') };
  if (length > 0 && type !== undefined && !/^application\/json\b/i.test(type))
    return { status: 415, body: errorBody('UnsupportedMediaType', 'Send the body as application/json.') };
  return undefined;
}

/** What the web server itself refuses, in the shape of all errors. */
export function webServerError(error: unknown): string {
  const bodies: Record<number, unknown> = {
    400: errorBody('BadSyntax', 'This is not a valid request: its address or its JSON cannot be read.'),
    404: errorBody('NotFound', 'There is nothing at this address.'),
    405: errorBody('MethodNotAllowed', 'This address does not take this method.'),
    413: tooLarge,
  };
  const { statusCode = 500 } = error as { statusCode?: number };
  return JSON.stringify(bodies[statusCode] ?? errorBody('InternalServerError', 'This did not work. Try again.'));
}

/** Without the query: tokens stand there. */
export const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? '';
