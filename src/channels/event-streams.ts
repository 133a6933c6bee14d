// Server-sent events: open streams, each kept alive, never waited for, and let go where its reader is slow.
import { Readable } from 'node:stream';
import { Stopping } from '../conversation.ts';
import { Refusal } from './http.ts';

const BEAT_MS = 15_000;
/** What follows a write so soon goes out with the next: a write costs more than what is in it, times the readers. */
const GATHER_MS = 20;
const MOST_GATHERED = 64 * 1024;
const MOST_OF_ONE = 6;
const MOST = 1_000;
/** A reader that leaves so much unread is let go; it comes again and is told what it missed. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** Whose stream it is. */
export interface Reader {
  /** The id of a staff member. */
  staff: string;
  /** The hash of the token that opened it. */
  token: string;
  /** How the reader reaches this server: links to files begin with it. */
  origin: string;
}

export interface EventStream extends Reader {
  send(event: string, json: string): void;
  /** Its reader comes again by itself, if it may. */
  end(): void;
}

export interface EventStreams {
  /**
   * A stream, and the bytes that go out of it. With one too many of one person the oldest ends; throws a 503 where there
   * are too many in all.
   */
  open(reader: Reader): EventStream & { bytes: Readable };
  all(): EventStream[];
  count(): number;
  /** Ends all, and opens no more. */
  close(): void;
}

/** `mark` gives the id of what is sent now: whoever comes again with it is told what came after it. */
export function createEventStreams(mark: () => number): EventStreams {
  const open = new Set<EventStream & { bytes: Readable; write: (text: string) => void }>();
  let closed = false;

  const beats = setInterval(() => {
    // An id without data only moves the place from which its reader comes again.
    for (const { write } of open) write(`: here\nid: ${mark()}\n\n`);
  }, BEAT_MS);
  beats.unref();

  return {
    open(reader) {
      if (closed) throw new Stopping();
      if (open.size >= MOST)
        throw new Refusal(503, 'ServiceUnavailable', 'Too many streams are open.', { 'Retry-After': '30' });
      const own = [...open].filter(({ staff }) => staff === reader.staff);
      if (own.length >= MOST_OF_ONE) own[0]?.end();
      const bytes = new Readable({ read() {} });
      const isSlow = () => bytes.readableLength > MOST_UNREAD_BYTES;
      let waiting = '';
      let wroteAt = Number.NEGATIVE_INFINITY;
      let timer: NodeJS.Timeout | undefined;
      const flush = () => {
        clearTimeout(timer);
        timer = undefined;
        if (waiting) bytes.push(waiting);
        waiting = '';
        wroteAt = performance.now();
        if (isSlow()) stream.end();
      };
      const stream = {
        ...reader,
        bytes,
        write(text: string) {
          waiting += text;
          const waitMs = wroteAt + GATHER_MS - performance.now();
          if (waitMs <= 0 || waiting.length > MOST_GATHERED) flush();
          else timer ??= setTimeout(flush, waitMs);
        },
        send(event: string, json: string) {
          if (open.has(stream)) stream.write(`id: ${mark()}\nevent: ${event}\ndata: ${json}\n\n`);
        },
        end() {
          if (!open.delete(stream)) return;
          flush();
          if (isSlow()) bytes.destroy();
          else bytes.push(null);
        },
      };
      open.add(stream);
      bytes.on('close', () => {
        clearTimeout(timer);
        open.delete(stream);
      });
      // So soon a reader comes again where its stream breaks.
      stream.write(`retry: 1000\nid: ${mark()}\n\n`);
      return stream;
    },
    all: () => [...open],
    count: () => open.size,
    close() {
      closed = true;
      clearInterval(beats);
      for (const stream of open) stream.end();
    },
  };
}
