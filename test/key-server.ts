// Microsoft's OpenID key server for tests: publishes keys over HTTP and signs tokens with them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface KeyServer {
  /** The address of the OpenID configuration. */
  openIdUrl: string;
  /** How often keys were asked for. */
  asked: () => number;
  /** Publishes one more key, or no longer publishes it; `endorsements` are the channels it speaks for. */
  publish(kid: string, endorsements?: string[]): Promise<void>;
  withdraw(kid: string): void;
  /** Signs with the key of that id, published or not. */
  sign(kid: string, claims: Record<string, unknown>): Promise<string>;
  /** The next answers have this status; with 0 they never come; null answers again. */
  answer(status: number | null): void;
  close(): Promise<void>;
}

/** Opens a key server on any free port. */
export async function openKeyServer(): Promise<KeyServer> {
  const keys = new Map<string, { privateKey: CryptoKey; jwk: JWK; published: boolean }>();
  let asked = 0;
  let status: number | null = null;
  const makeKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const made = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' }, published: false };
    keys.set(kid, made);
    return made;
  };
  const server = createServer((request, response) => {
    if (request.url === '/keys') asked += 1;
    if (status === 0) return;
    const url = `http://${request.headers.host}/keys`;
    const published = [...keys.values()].filter((key) => key.published).map((key) => key.jwk);
    const body =
      request.url === '/keys' ? { keys: published } : { issuer: 'https://api.botframework.com', jwks_uri: url };
    response.writeHead(status ?? 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    openIdUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/openidconfiguration`,
    asked: () => asked,
    async publish(kid, endorsements) {
      const key = keys.get(kid) ?? (await makeKey(kid));
      Object.assign(key, { published: true, jwk: { ...key.jwk, endorsements } });
    },
    withdraw: (kid) => void keys.delete(kid),
    async sign(kid, claims) {
      const { privateKey } = keys.get(kid) ?? (await makeKey(kid));
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey);
    },
    answer(next) {
      status = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
