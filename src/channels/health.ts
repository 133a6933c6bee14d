// Whether the server lives, whether it can work, and what it counts.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Content } from '../content/content.ts';
import type { Storage } from '../storage/storage.ts';
import { Refusal, type Route } from './http.ts';
import type { Metrics } from './metrics.ts';
import { isLoopback } from './origins.ts';

/** A database that says nothing for so long is not ready. */
const PING_MS = 2000;

/** `metricsToken` opens the metrics to other machines; null keeps them on this one. */
export function createHealth(parts: {
  storage: Pick<Storage, 'ping'>;
  content: () => Pick<Content, 'version'>;
  metrics: Metrics;
  metricsToken: string | null;
  stopping: () => boolean;
}): { alive: Route; ready: Route; metrics: Route } {
  return {
    alive: () => ({ status: 200, body: { status: 'ok' } }),

    async ready() {
      const patience = new Promise<string>((resolve) => setTimeout(resolve, PING_MS, 'silent').unref());
      const ping = parts.storage.ping().then(
        () => 'ok',
        () => 'failed',
      );
      const database = await Promise.race([ping, patience]);
      const stopping = parts.stopping();
      const ready = database === 'ok' && !stopping;
      const status = stopping ? 'stopping' : ready ? 'ready' : 'failed';
      return { status: ready ? 200 : 503, body: { status, database, content: parts.content().version } };
    },

    async metrics(call) {
      if (!isOwnMachine(call.request) && !showsToken(call.request, parts.metricsToken))
        throw new Refusal(403, 'Forbidden', 'Metrics are read on this machine, or with METRICS_TOKEN as bearer token.');
      const headers = { 'Content-Type': parts.metrics.contentType, 'Cache-Control': 'no-store' };
      return { status: 200, body: await parts.metrics.text(), headers };
    },
  };
}

/** A proxy on this machine calls for others, and says so. */
function isOwnMachine({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
  return forwarded === undefined && isLoopback(socket.remoteAddress ?? '');
}

function showsToken({ headers }: IncomingMessage, token: string | null): boolean {
  if (token === null) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}
