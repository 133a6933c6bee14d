// A stub of the Bot Framework connector that tells when a reply came.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Stub {
  url: string;
  /** Resolves when a reply to this activity came; to be asked before it is sent. */
  replyTo(id: string): Promise<void>;
}

/** Opens it on any free port; it takes every reply and keeps none. */
export async function openStub(): Promise<Stub> {
  const waiting = new Map<string, () => void>();
  let taken = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const body = JSON.stringify({ id: String(++taken) });
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
      const id = request.url?.split('/').at(-1) ?? '';
      waiting.get(id)?.();
      waiting.delete(id);
    });
  });
  // The bot may leave a connection idle for as long as a run takes.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replyTo: (id) => new Promise((resolve) => waiting.set(id, resolve)),
  };
}
