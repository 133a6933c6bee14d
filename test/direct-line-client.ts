// A plain client of Direct Line for tests: every request as it goes over the wire.
import { WebSocket } from 'ws';
import type { Activity } from '../src/rules/activity.ts';

export interface Received {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  body: any;
}

export interface ActivitySet {
  activities: Activity[];
  watermark: string;
}

export interface Grant {
  token: string;
  conversationId: string;
  userId: string;
  expires_in: number;
  resume: string;
}

/** Sends one request; an object as body goes out as JSON. */
export async function request(
  url: string,
  method = 'GET',
  { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Received> {
  const raw = body === undefined || typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...(raw ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: raw ? (body as BodyInit | undefined) : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A customer whose conversation is started. */
export async function startCustomer(url: string) {
  const grant: Grant = (await request(`${url}/chat/token`, 'POST', { body: {} })).body;
  const { token, conversationId } = grant;
  const directLine = `${url}/v3/directline`;
  const conversation = `${directLine}/conversations/${conversationId}`;
  const started = await request(`${directLine}/conversations`, 'POST', { token });
  return {
    ...grant,
    conversation,
    streamUrl: String(started.body.streamUrl),
    started,
    post: (activity: object) => request(`${conversation}/activities`, 'POST', { token, body: activity }),
    say: (text: string, id?: string) =>
      request(`${conversation}/activities`, 'POST', {
        token,
        body: { type: 'message', text, ...(id === undefined ? {} : { channelData: { clientActivityID: id } }) },
      }),
    poll: async (watermark = ''): Promise<ActivitySet> =>
      (await request(`${conversation}/activities?watermark=${watermark}`, 'GET', { token })).body,
  };
}

/** An open stream: everything that arrived, and waiting for more. */
export async function openStream(url: string) {
  const socket = new WebSocket(url);
  const sets: ActivitySet[] = [];
  let changed = () => {};
  socket.on('message', (data) => {
    sets.push(JSON.parse(String(data)));
    changed();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    socket.on('error', reject);
  });
  const activities = () => sets.flatMap((set) => set.activities);
  return {
    socket,
    closed,
    sets,
    activities,
    /** Resolves when so many activities have arrived. */
    async arrive(number: number): Promise<Activity[]> {
      while (activities().length < number) await new Promise<void>((resolve) => (changed = resolve));
      return activities();
    },
  };
}
