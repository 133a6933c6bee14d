// Opens a conversation's WebSocket stream to whoever shows a token for it.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { Stopping } from '../conversation.ts';
import { refuseUpgrade, toAnswer } from './answering.ts';
import type { DirectLine } from './direct-line.ts';
import type { Socket, Streams } from './direct-line-stream.ts';
import { type Call, notAllowed, Refusal } from './http.ts';

const MOST_FOR_ONE_ADDRESS = 100;

/** `upgrade` makes the WebSocket and calls back with it. */
export function createStreamUpgrade(parts: {
  directLine: Pick<DirectLine, 'position'>;
  streams: Streams;
  log: Logger;
  stopping: () => boolean;
  /** Whether the website that the request comes from may call. */
  allows: (request: IncomingMessage) => boolean;
  toCall: (request: IncomingMessage, params: Record<string, string>) => Call;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, opened: (socket: Socket) => void) => void;
}): (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void> {
  const byAddress = new Map<string, number>();
  const count = (address: string, change: 1 | -1) => {
    const open = (byAddress.get(address) ?? 0) + change;
    if (open) byAddress.set(address, open);
    else byAddress.delete(address);
  };

  return async (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const [, id = ''] = /^\/v3\/directline\/conversations\/([\w-]+)\/stream(?:\?|$)/.exec(request.url ?? '') ?? [];
    const call = parts.toCall(request, { id });
    try {
      if (!id) throw new Refusal(404, 'NotFound', 'There is no such stream.');
      if (parts.stopping()) throw new Stopping();
      if (!parts.allows(request)) throw notAllowed();
      const { conversationId, position } = await parts.directLine.position(call);
      if (call.limited && (byAddress.get(call.address) ?? 0) >= MOST_FOR_ONE_ADDRESS)
        throw new Refusal(429, 'TooManyRequests', 'Too many streams for one address.', { 'Retry-After': '30' });
      parts.upgrade(request, socket, head, (opened) => {
        count(call.address, 1);
        opened.on('close', () => count(call.address, -1));
        parts.streams.open(conversationId, opened, position, call.origin, call.query.has('hidden'));
      });
    } catch (error) {
      refuseUpgrade(socket, toAnswer(error, call, parts.log));
    }
  };
}
