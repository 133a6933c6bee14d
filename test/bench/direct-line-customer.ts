// A customer on Direct Line: a token from the chat page's route, a conversation, messages.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { type Connection, open } from './post.ts';

interface Started {
  token: string;
  conversationId: string;
  userId: string;
  streamUrl: string;
}

/** Starts a conversation; its `streamUrl` opens its socket. */
export async function startConversation(connection: Connection, origin: string): Promise<Started> {
  const token = (await connection.post('/chat/token', {}, `origin: ${origin}\r\n`)) as Started;
  const started = (await connection.post('/v3/directline/conversations', {}, bearer(token.token))) as Started;
  return { ...token, streamUrl: started.streamUrl };
}

/** Resolves with what sends a text and waits until it is kept; with `socketUrl` also until its reply came over a WebSocket to there. */
export async function directLineCustomer(url: string, socketUrl?: string) {
  const connection = await open(url);
  const { token, conversationId, userId, streamUrl } = await startConversation(connection, url);
  const replied = socketUrl
    ? await listen(Object.assign(new URL(streamUrl), { host: new URL(socketUrl).host }).href)
    : undefined;
  return async (text: string) => {
    const answer = (await connection.post(
      `/v3/directline/conversations/${conversationId}/activities`,
      { type: 'message', from: { id: userId }, text, channelData: { clientActivityID: randomUUID() } },
      bearer(token),
    )) as { id: string };
    await replied?.(answer.id);
  };
}

function bearer(token: string): string {
  return `authorization: Bearer ${token}\r\n`;
}

/** Opens the socket; what it returns resolves when a reply to that activity came. */
function listen(streamUrl: string): Promise<(id: string) => Promise<void>> {
  let latest: string | undefined;
  let waiting: { id: string; done: () => void } | undefined;
  const socket = new WebSocket(streamUrl);
  socket.on('message', (data) => {
    // An empty frame keeps the connection alive.
    const frame = String(data);
    for (const activity of frame ? JSON.parse(frame).activities : []) {
      if (activity.replyToId) latest = activity.replyToId;
    }
    if (waiting && waiting.id === latest) waiting.done();
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () =>
      resolve(
        (id) =>
          new Promise((done) => {
            if (latest === id) done();
            else waiting = { id, done };
          }),
      ),
    );
  });
}
