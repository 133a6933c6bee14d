// Sends the SDK's requests to a connector: once each, with a time limit, and what was not taken is thrown with its reason.
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { NotTaken } from './delivery.ts';

type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;

const SEND_MS = 15_000;

/**
 * What the SDK sends with. Its own client repeats in memory, for as long as Retry-After says, and waits for an answer
 * without end; the outbox repeats here, and survives a restart.
 */
export const connectorClient: HttpClient = {
  async sendRequest(request) {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers.rawHeaders(),
      body: request.body as string | undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(SEND_MS),
    });
    const bodyAsText = await response.text();
    if (!response.ok) throw new NotTaken(response.status, retryAfterMs(response.headers.get('retry-after')));
    return { request, status: response.status, headers: request.headers.clone(), bodyAsText };
  },
};

/** RFC 9110: seconds, or a date. */
function retryAfterMs(value: string | null): number {
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}
