// Sends requests to connectors: signed, once each, with a time limit, and what was not taken is thrown with its reason.
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ConnectorClient } from 'botframework-connector';
import { NotTaken } from '../delivery.ts';

export type Credentials = ConstructorParameters<typeof ConnectorClient>[0];
type Options = NonNullable<ConstructorParameters<typeof ConnectorClient>[1]>;
type HttpClient = NonNullable<Options['httpClient']>;

interface Request {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** For the token and all there is to a request: shorter than an outbox is held. */
const SEND_MS = 15_000;
/** What a connector says is an id, or an error in a few words. */
const MOST_ANSWER = 1024 * 1024;
const agentOptions = { keepAlive: true, maxSockets: 256, maxFreeSockets: 64 };
const agents = { 'http:': new HttpAgent(agentOptions), 'https:': new HttpsAgent(agentOptions) };

const jsonHeaders = { accept: '*/*', 'content-type': 'application/json; charset=utf-8' };

const signatures = new WeakMap<Credentials, Promise<string | null>>();
const renewals = new WeakMap<Credentials, Promise<string>>();

/** Posts or puts an activity; the SDK's own way there maps every field and takes a dozen steps, in each of which it waits. */
export async function sendActivity(
  credentials: Credentials,
  method: 'POST' | 'PUT',
  url: string,
  activity: object,
): Promise<{ id: string; activityId: string }> {
  const signal = AbortSignal.timeout(SEND_MS);
  const authorization = await inTime(askOnce(signatures, credentials, sign), signal);
  const headers = { ...jsonHeaders, ...(authorization !== null && { authorization }) };
  const request = { url, method, headers, body: JSON.stringify(activity) };
  const { text } = await sendSigned(credentials, request, signal);
  return readId(text);
}

/**
 * What the SDK sends everything else with. Its own client repeats in memory, for as long as Retry-After says, and waits
 * for an answer without end; the outbox repeats here, and survives a restart.
 */
export function createConnectorHttp(credentials: Credentials): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const plain = { url, method, headers: headers.rawHeaders(), body: body as string | undefined };
      const { status, text } = await sendSigned(credentials, plain, AbortSignal.timeout(SEND_MS));
      return { request, status, headers: headers.clone(), bodyAsText: text };
    },
  };
}

/** The credentials, with a time limit on getting a token. */
export function limitCredentials(credentials: Credentials): Credentials {
  return { signRequest: (request) => inTime(credentials.signRequest(request), AbortSignal.timeout(SEND_MS)) };
}

async function sign(credentials: Credentials): Promise<string | null> {
  const headers = new Headers();
  await credentials.signRequest({ headers } as never);
  return headers.get('authorization');
}

/** All who ask while the answer is on its way share it: when a token runs out, every conversation needs the next one. */
function askOnce<T>(
  asked: WeakMap<Credentials, Promise<T>>,
  credentials: Credentials,
  ask: (credentials: Credentials) => Promise<T>,
): Promise<T> {
  let answer = asked.get(credentials);
  if (!answer) {
    answer = ask(credentials).finally(() => asked.delete(credentials));
    asked.set(credentials, answer);
  }
  return answer;
}

/** A token that is refused may have been taken back before its time: a new one is tried, once. */
async function sendSigned(credentials: Credentials, request: Request, signal: AbortSignal): Promise<Response> {
  let response = await send(request, signal);
  const { getToken } = credentials as { getToken?: (forced: boolean) => Promise<string> };
  if (response.status === 401 && getToken && request.headers.authorization) {
    const token = await inTime(
      askOnce(renewals, credentials, () => getToken.call(credentials, true)),
      signal,
    );
    response = await send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }, signal);
  }
  const { status, headers } = response;
  if (status < 200 || status > 299) throw new NotTaken(status, retryAfterMs(headers['retry-after']));
  return response;
}

function send({ url, method, headers, body }: Request, signal: AbortSignal): Promise<Response> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  const agent = agents[url.startsWith('https:') ? 'https:' : 'http:'];
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = start(url, { method, headers: { ...headers, ...length }, agent, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > MOST_ANSWER) sent.destroy(new Error('The connector says too much.'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function readId(text: string): { id: string; activityId: string } {
  try {
    const { id = '', activityId = '' } = JSON.parse(text);
    return { id: String(id), activityId: String(activityId) };
  } catch {
    // Taken is taken, whatever it says about it.
    return { id: '', activityId: '' };
  }
}

/** Rejects where the signal comes first; the work itself goes on unheard. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(signal.reason);
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}

/** RFC 9110: seconds, or a date. */
function retryAfterMs(value: string | undefined): number {
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}
