// A customer's client that retries a message under the same id until it is acknowledged, whatever happens to the server.
import { randomUUID } from 'node:crypto';
import { startConversation } from './bench/direct-line-customer.ts';
import { type Connection, open } from './bench/post.ts';

export interface Sent {
  key: string;
  text: string;
  /** As acknowledged. */
  id: string;
}

export interface LoyalCustomer {
  conversationId: string;
  token: string;
  streamUrl: string;
  /** What was acknowledged, in that order. */
  sent: Sent[];
  /** Sends until it is acknowledged. Calls that overlap use connections of their own. */
  say: (text: string) => Promise<Sent>;
  /** Sends once more what was acknowledged before; resolves with the id it gets now. */
  repeat: (sent: Sent) => Promise<string>;
}

/** Starts a conversation; `url` gives the running server's address, and waits while there is none. */
export async function loyalCustomer(url: () => Promise<string>): Promise<LoyalCustomer> {
  const origin = await url();
  const idle: Connection[] = [await open(origin)];
  const { conversationId, token, streamUrl } = await startConversation(idle[0], origin);
  const sent: Sent[] = [];

  async function send(text: string, key: string): Promise<string> {
    for (;;) {
      const address = await url();
      try {
        const connection = idle.pop() ?? (await open(address));
        const path = `/v3/directline/conversations/${conversationId}/activities`;
        const body = { type: 'message', from: { id: 'me' }, text, channelData: { clientActivityID: key } };
        const { id } = (await connection.post(path, body, `authorization: Bearer ${token}\r\n`)) as { id: string };
        idle.push(connection);
        return id;
      } catch (error) {
        // What a running server refuses is no matter for a retry.
        if (/: 4\d\d /.test((error as Error).message)) throw error;
      }
    }
  }

  return {
    conversationId,
    token,
    streamUrl,
    sent,
    async say(text) {
      const key = randomUUID();
      const message = { key, text, id: await send(text, key) };
      sent.push(message);
      return message;
    },
    repeat: ({ text, key }) => send(text, key),
  };
}
