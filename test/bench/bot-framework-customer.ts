// A customer on a Bot Framework channel.
import { randomUUID } from 'node:crypto';
import { open } from './post.ts';
import type { Stub } from './stub-connector.ts';

/** Resolves with what sends a text and waits until the request was answered; with `stub`, until the reply came there, too. */
export async function botFrameworkCustomer(
  url: string,
  connector: string,
  { deliveryMode, stub }: { deliveryMode?: 'expectReplies'; stub?: Stub } = {},
) {
  const connection = await open(url);
  const conversation = { id: randomUUID() };
  const from = { id: randomUUID() };
  return async (text: string) => {
    const id = randomUUID();
    const replied = stub?.replyTo(id);
    const answer = await connection.post('/api/messages', {
      type: 'message',
      id,
      timestamp: new Date().toISOString(),
      channelId: 'test',
      serviceUrl: connector,
      from,
      recipient: { id: 'bot' },
      conversation,
      deliveryMode,
      text,
    });
    if (deliveryMode && !(answer as { activities?: unknown[] }).activities?.length) throw new Error('no reply came');
    await replied;
  };
}
