// What is counted of the running server, in the format that Prometheus reads.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Content } from '../content/content.ts';
import type { Meter } from '../conversation.ts';
import type { Storage } from '../storage/storage.ts';

export interface Metrics {
  meter: Meter;
  /** Tells how many sockets are open, whenever somebody asks. */
  countSockets(count: () => number): void;
  /** The same of the streams of staff. */
  countStaffStreams(count: () => number): void;
  /** Counts a claim by how it ended. */
  claim(outcome: string): void;
  contentType: string;
  text(): Promise<string>;
}

/** Each call counts on its own. */
export function createMetrics(parts: {
  storage: Pick<Storage, 'countPending' | 'countOpenCases' | 'mails'>;
  content: () => Pick<Content, 'version'>;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const turns = new Histogram({
    name: 'turn_duration_seconds',
    help: 'How long turns took until they were on the disk, by outcome.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const replies = new Counter({
    name: 'replies_total',
    help: 'Messages of the bot by kind.',
    labelNames: ['kind'],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // Without its database the server still tells the rest.
        this.set(await Promise.resolve(read()).catch(() => Number.NaN));
      },
    });
  gauge('outbox_pending', 'Activities that wait to be delivered.', () => parts.storage.countPending());
  gauge('mails_waiting', 'E-mails that wait to be sent.', () => parts.storage.mails.countWaiting());
  const claims = new Counter({
    name: 'claims_total',
    help: 'Claims of staff by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({
    name: 'cases_open',
    help: 'Cases that wait or are claimed: live ones, which are handoffs, and messages.',
    labelNames: ['kind', 'status'],
    registers,
    async collect() {
      this.reset();
      const counts = await parts.storage.countOpenCases().catch(() => null);
      for (const kind of ['live', 'message'])
        for (const status of ['waiting', 'claimed']) {
          const found = counts?.find((one) => one.kind === kind && one.status === status);
          this.set({ kind, status }, counts ? (found?.number ?? 0) : Number.NaN);
        }
    },
  });
  new Gauge({
    name: 'content_info',
    help: 'The version of the content that is served.',
    labelNames: ['version'],
    registers,
    collect() {
      this.reset();
      this.set({ version: parts.content().version }, 1);
    },
  });

  return {
    meter: {
      turn: (seconds, outcome) => turns.observe({ outcome }, seconds),
      reply: (kind) => replies.inc({ kind }),
    },
    countSockets: (count) => gauge('sockets_open', 'Open WebSocket streams.', count),
    countStaffStreams: (count) => gauge('staff_streams_open', 'Open streams of staff.', count),
    claim: (outcome) => claims.inc({ outcome }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
