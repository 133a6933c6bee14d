// Sends the SDK's requests to a connector: once each, with a time limit, and what was not taken is thrown with its reason.
import type { ConnectorClient } from 'botframework-connector';
import { NotTaken } from '../delivery.ts';

type Credentials = ConstructorParameters<typeof ConnectorClient>[0];
type Options = NonNullable<ConstructorParameters<typeof ConnectorClient>[1]>;
type HttpClient = NonNullable<Options['httpClient']>;
type Request = Parameters<HttpClient['sendRequest']>[0];

const SEND_MS = 15_000;

/**
 * What the SDK sends with. Its own client repeats in memory, for as long as Retry-After says, and waits for an answer
 * without end; the outbox repeats here, and survives a restart.
 */
export function createConnectorHttp(credentials: Credentials): HttpClient {
  const { getToken } = credentials as { getToken?: (forced: boolean) => Promise<string> };
  return {
    async sendRequest(request) {
      let response = await send(request);
      if (response.status === 401 && getToken && request.headers.contains('authorization')) {
        // The token may have been taken back before its time.
        const token = await inTime(getToken.call(credentials, true));
        request.headers.set('authorization', `Bearer ${token}`);
        response = await send(request);
      }
      const bodyAsText = await response.text();
      if (!response.ok) throw new NotTaken(response.status, retryAfterMs(response.headers.get('retry-after')));
      return { request, status: response.status, headers: request.headers.clone(), bodyAsText };
    },
  };
}

/** The credentials, with a time limit on getting a token. */
export function limitCredentials(credentials: Credentials): Credentials {
  return { signRequest: (request) => inTime(credentials.signRequest(request)) };
}

function send(request: Request): Promise<Response> {
  return fetch(request.url, {
    method: request.method,
    headers: request.headers.rawHeaders(),
    body: request.body as string | undefined,
    redirect: 'manual',
    signal: AbortSignal.timeout(SEND_MS),
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No token for the connector came in ${SEND_MS / 1000} s.`)), SEND_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** RFC 9110: seconds, or a date. */
function retryAfterMs(value: string | null): number {
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}
