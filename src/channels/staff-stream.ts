// GET /api/staff/stream: what happens, as server-sent events that go on where a reader was cut off.
import type { EventStreams } from './event-streams.ts';
import type { Call } from './http.ts';
import type { StaffFeed } from './staff-feed.ts';
import type { StaffRoute } from './staff-route.ts';

const headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  // A proxy must not gather them.
  'X-Accel-Buffering': 'no',
  // Once it has ended, nothing else comes on this connection: a server that stops need not wait for it.
  Connection: 'close',
};

/** The route for who is signed in. */
export function createStaffStream({ streams, feed }: { streams: EventStreams; feed: StaffFeed }): StaffRoute {
  return async (call, person) => {
    if (call.request.method === 'HEAD') return { status: 200, headers };
    const stream = streams.open({ staff: person.id, token: person.token, origin: call.origin });
    try {
      await feed.join(stream, sinceOf(call));
    } catch (error) {
      stream.end();
      throw error;
    }
    return { status: 200, headers, stream: stream.bytes };
  };
}

/** HTML: the id of the last event a reader was told; 0, which is everything, where it is none of ours. */
function sinceOf({ request, query }: Call): number | null {
  const id = request.headers['last-event-id'] ?? query.get('after');
  if (id === null || id === undefined || id === '') return null;
  return /^\d{1,15}$/.test(String(id)) ? Number(id) : 0;
}
