// How nodes on one PostgreSQL tell each other where they appended, and a few words: NOTIFY in batches, LISTEN on a connection of its own.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Heard, Json } from './storage.ts';

const CHANNEL = 'ace_refund_desk_appended';
// PostgreSQL takes payloads of less than 8,000 bytes.
const PAYLOAD_BYTES = 7_900;
const GATHER_MS = 10;
const MOST_WAITING = 10_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const HEARTBEAT_MS = 30_000;

export interface Announcements {
  /** Tells the other nodes soon, together with what else comes; without a connection it may be lost. */
  announce(conversationId: string): void;
  /** As in `Storage`. */
  listen(heard: Heard, deaf?: (reason: unknown) => void): () => void;
  tell(word: Json): void;
  hear(told: (word: Json) => void): () => void;
  /** Sends what waits, and ends. */
  close(): Promise<void>;
}

/** `connect` makes a client that is not connected yet. Nothing is connected before somebody listens. */
export function openAnnouncements(connect: () => Client): Announcements {
  const listeners = new Map<Heard, ((reason: unknown) => void) | undefined>();
  const hearers = new Set<(word: Json) => void>();
  const waiting = new Set<string>();
  const words: string[] = [];
  const node = randomUUID();
  const closing = new AbortController();
  let connection: Client | undefined;
  let running: Promise<void> | undefined;
  let sending: Promise<void> | undefined;

  const toListeners: Heard = (ids) => {
    for (const heard of listeners.keys()) heard(ids);
  };

  async function run(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const client = connect();
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      // The end follows.
      client.on('error', () => {});
      client.on('notification', ({ payload }) => {
        const { from, ids, words } = read(payload);
        if (from === node) return;
        if (ids?.length !== 0) toListeners(ids);
        for (const word of words) for (const told of hearers) told(word);
      });
      try {
        await client.connect();
        await client.query(`listen ${CHANNEL}`);
        failures = 0;
        connection = client;
        // What was announced before is lost.
        toListeners(null);
        await Promise.race([ended, stopped]);
      } catch (reason) {
        // The next try is soon; what fails again and again is told once.
        if (failures === 0) for (const deaf of listeners.values()) deaf?.(reason);
      }
      connection = undefined;
      await client.end().catch(() => {});
      await pause(Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS) * (1 + Math.random() / 10));
    }
  }

  const stopped = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  const pause = (milliseconds: number) =>
    wait(milliseconds, undefined, { signal: closing.signal, ref: false }).catch(() => {});

  /** Gathers for a moment, so that many turns share one notification; one statement is on its way at a time. */
  async function sendSoon(): Promise<void> {
    while (waiting.size + words.length > 0) {
      await pause(GATHER_MS);
      await send();
    }
  }

  function begin(): void {
    sending ??= sendSoon().finally(() => {
      sending = undefined;
    });
  }

  async function send(): Promise<void> {
    const client = connection;
    const payloads = [
      ...pack(
        node,
        'ids',
        [...waiting].map((id) => JSON.stringify(id)),
      ),
      ...pack(node, 'words', words),
    ];
    waiting.clear();
    words.length = 0;
    if (!client) return;
    const notify = payloads.map((payload) => `notify ${CHANNEL}, ${client.escapeLiteral(payload)}`);
    // All that notify wait for one another until they are committed: this commit waits for no disk.
    const statements = ['begin', 'set local synchronous_commit = off', ...notify, 'commit'];
    // A connection that does not answer is replaced.
    await client.query(statements.join(';')).catch(() => client.end());
  }

  // A connection may die in silence, where nothing is said on it.
  const heartbeat = setInterval(() => connection?.query('select 1').catch(() => connection?.end()), HEARTBEAT_MS);
  heartbeat.unref();

  return {
    announce(conversationId) {
      if (!running || waiting.size >= MOST_WAITING) return;
      waiting.add(conversationId);
      begin();
    },
    tell(word) {
      if (!running || words.length >= MOST_WAITING) return;
      words.push(JSON.stringify(word));
      begin();
    },
    hear(told) {
      hearers.add(told);
      return () => hearers.delete(told);
    },
    listen(heard, deaf) {
      listeners.set(heard, deaf);
      running ??= run();
      return () => listeners.delete(heard);
    },
    async close() {
      clearInterval(heartbeat);
      await sending;
      closing.abort();
      await running;
    },
  };
}

/** As few payloads as these pieces of JSON need; one that is too long for any is left out. */
function pack(from: string, what: 'ids' | 'words', pieces: Iterable<string>): string[] {
  const payloads: string[] = [];
  // Where no ids are named, whoever hears would have to look everywhere.
  const others = what === 'ids' ? '' : '"ids":[],';
  let some: string[] = [];
  let bytes = 0;
  const close = () => {
    if (some.length > 0) payloads.push(`{"from":"${from}",${others}"${what}":[${some.join()}]}`);
    some = [];
    bytes = 100;
  };
  close();
  for (const text of pieces) {
    const length = Buffer.byteLength(text) + 1;
    if (length > PAYLOAD_BYTES - 100) continue;
    if (bytes + length > PAYLOAD_BYTES) close();
    some.push(text);
    bytes += length;
  }
  close();
  return payloads;
}

/** Another version of the program may say something else: then nobody knows what it was. */
function read(payload = ''): { from?: string; ids: string[] | null; words: Json[] } {
  try {
    const { from, ids, words = [] } = JSON.parse(payload);
    return { from, ids: Array.isArray(ids) ? ids.map(String) : null, words };
  } catch {
    return { ids: null, words: [] };
  }
}
