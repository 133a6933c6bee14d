// A customer on a Bot Framework channel, for the stock bot.
import { randomUUID } from 'node:crypto';
import { open } from './post.ts';

/** Resolves with what sends a text and waits for its answer. */
export async function botFrameworkCustomer(url: string, connector: string, deliveryMode?: 'expectReplies') {
  const connection = await open(url);
  const conversation = { id: randomUUID() };
  const from = { id: randomUUID() };
  return async (text: string) => {
    const answer = await connection.post('/api/messages', {
      type: 'message',
      id: randomUUID(),
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
  };
}
