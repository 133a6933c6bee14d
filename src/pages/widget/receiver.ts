// Brings in what the bot says: through a socket, again and again where it breaks, and by asking where sockets do not work.
import type { Activity } from '../../rules/activity.ts';
import { openAccess } from './access.ts';
import { createBackOff } from './back-off.ts';
import { fetchActivities, Refused, reconnect, startConversation, unseen } from './direct-line.ts';

/** Sockets that never opened, one after the other, before asking takes their place. */
const FRUITLESS = 2;
const ASK_EVERY_MS = 2_000;
/** The server says something at least every 30 seconds. */
const SILENT_MS = 75_000;
const ASK_FOR_MS = 60_000;
/** The server closes the oldest socket of a conversation when it is open in too many places. */
const TOO_MANY_PLACES = 1008;

export type Line = 'opening' | 'live' | 'lost';

export interface Receiver {
  /** Opens a new socket now, without a wait. */
  restart(): void;
  /** Brings the whole conversation once more, as the server gives it out now. */
  replay(): void;
}

/** Calls `arrived` with activities, in order and possibly more than once, and `line` when the connection changes. */
export function createReceiver(
  arrived: (conversationId: string, activities: Activity[]) => void,
  line: (state: Line) => void,
): Receiver {
  const backOff = createBackOff();
  let conversationId = '';
  let watermark = '';
  let fruitless = 0;
  let replays = 0;
  let close = () => {};

  async function run(): Promise<never> {
    let refused: string | undefined;
    for (;;) {
      let token: string | undefined;
      let atLeast = 0;
      try {
        const open = await openAccess(refused);
        token = open.token;
        // The stream of a start brings the whole conversation.
        const isNew = open.conversationId !== conversationId;
        const asked = replays;
        const { streamUrl } = await (isNew ? startConversation(token) : reconnect(token, conversationId, watermark));
        if (isNew) watermark = '';
        conversationId = open.conversationId;
        // The whole was wanted while this was on its way: it would bring the rest alone.
        if (asked !== replays) continue;
        if (fruitless < FRUITLESS) await listen(streamUrl);
        else await ask(token);
      } catch (error) {
        if (error instanceof Refused) {
          if ([401, 403, 404].includes(error.status)) refused = token;
          atLeast = (error.retryAfter ?? 0) * 1000;
        }
      }
      line('lost');
      await backOff.wait(atLeast);
    }
  }

  function accept(set: { activities: Activity[]; watermark?: string }): void {
    watermark = set.watermark ?? watermark;
    arrived(conversationId, set.activities);
  }

  /** Resolves when the socket is closed. */
  function listen(url: string): Promise<void> {
    return new Promise((resolve) => {
      const atFirst = unseen();
      const socket = new WebSocket(`${url}${atFirst}`);
      const tellSeen = () => {
        if (socket.readyState === socket.OPEN) socket.send(unseen() ? 'hidden' : 'shown');
      };
      document.addEventListener('visibilitychange', tellSeen);
      let silence = 0;
      const ended = () => {
        clearTimeout(silence);
        document.removeEventListener('visibilitychange', tellSeen);
        resolve();
      };
      // A socket of a sleeping or lost network may take minutes to close: nobody waits for it.
      const end = () => {
        socket.onmessage = null;
        socket.onclose = null;
        socket.close();
        ended();
      };
      // A line that was cut without a word, by a router or by a change of networks, never closes.
      const heard = () => {
        clearTimeout(silence);
        silence = setTimeout(end, SILENT_MS) as unknown as number;
      };
      heard();
      close = end;
      fruitless += 1;
      socket.onopen = () => {
        fruitless = 0;
        if (unseen() !== atFirst) tellSeen();
        backOff.reset();
        line('live');
      };
      socket.onmessage = ({ data }) => {
        heard();
        // Direct Line 3.0: an empty message only says that the socket lives.
        if (data) accept(JSON.parse(data));
      };
      socket.onclose = ({ code }) => {
        if (code === TOO_MANY_PLACES) fruitless = FRUITLESS;
        ended();
      };
    });
  }

  async function ask(token: string): Promise<void> {
    const until = Date.now() + ASK_FOR_MS;
    while (Date.now() < until) {
      const asked = replays;
      const set = await fetchActivities(token, conversationId, watermark);
      if (asked !== replays) continue;
      accept(set);
      line('live');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ASK_EVERY_MS);
        close = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    fruitless = 0;
  }

  function restart(): void {
    close();
    backOff.hurry();
  }

  void run();
  return {
    restart,
    replay() {
      // Direct Line 3.0: an empty watermark asks for the whole conversation.
      watermark = '';
      replays += 1;
      restart();
    },
  };
}
