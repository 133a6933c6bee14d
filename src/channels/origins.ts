// Who calls from where: the client's address, the server's own origin, and the websites that may call.
import type { IncomingMessage } from 'node:http';

export interface OriginSettings {
  allowedOrigins: string[];
  publicUrl: string | null;
  /** How many proxies of ours stand in front. */
  trustProxy: number;
  production: boolean;
}

export interface Origins {
  /** The client's address: the peer's, or what our own proxies say of it. */
  address(request: IncomingMessage): string;
  /** Where a browser reached this server, by PUBLIC_URL or by the request. */
  own(request: IncomingMessage): string;
  /** Whether the request comes from no browser, from our own pages, or from an allowed website. */
  allows(request: IncomingMessage): boolean;
  /** Whether the request comes from no browser, or from our own pages. */
  isOwn(request: IncomingMessage): boolean;
  /** Whether limits apply: always in production, elsewhere not to this machine. */
  limits(request: IncomingMessage): boolean;
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/.test(address);
}

/** Reads requests by the settings ALLOWED_ORIGINS, PUBLIC_URL and TRUST_PROXY. */
export function createOrigins(config: OriginSettings): Origins {
  const allowed = new Set(config.allowedOrigins);
  // Of n proxies the outermost wrote the n-th value from the right; what stands left of it anyone may have written.
  const forwarded = (request: IncomingMessage, name: string): string | undefined => {
    if (!config.trustProxy) return undefined;
    const value = request.headers[name];
    return (
      (Array.isArray(value) ? value.join(',') : value)?.split(',').slice(-config.trustProxy)[0]?.trim() || undefined
    );
  };
  const byRequest = (request: IncomingMessage) =>
    `${forwarded(request, 'x-forwarded-proto') === 'https' ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`;
  const address = (request: IncomingMessage) =>
    forwarded(request, 'x-forwarded-for') ?? request.socket.remoteAddress ?? 'unknown';

  const isOwn = (request: IncomingMessage) => {
    const { origin } = request.headers;
    return origin === undefined || origin === config.publicUrl || origin === byRequest(request);
  };

  return {
    address,
    own: (request) => config.publicUrl ?? byRequest(request),
    isOwn,
    allows: (request) => isOwn(request) || allowed.has(request.headers.origin ?? ''),
    limits: (request) => config.production || !isLoopback(address(request)),
  };
}
