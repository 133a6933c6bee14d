// The load: so many customers at once, each sending the next message when the one before was answered, or at a rate.
// Runs in a process of its own: takes a Load as its one argument, prints a LoadResult.
import { setTimeout as wait } from 'node:timers/promises';
import { botFrameworkCustomer } from './bot-framework-customer.ts';
import { directLineCustomer } from './direct-line-customer.ts';
import { mix } from './mix.ts';
import { openStub } from './stub-connector.ts';

export interface Load {
  /** When a message counts as answered: `connector`, the bot's request is done, and its reply at the connector;
   * `channel`, the same, and told by the connector, for bots that answer the request before they reply;
   * `expect-replies`, the reply came with the response; `direct-line`, the message and its reply are kept;
   * `socket`, the reply came over the WebSocket, too. */
  way: 'connector' | 'channel' | 'expect-replies' | 'direct-line' | 'socket';
  url: string;
  /** More servers on the same database: every other customer is on one of them. */
  others?: string[];
  /** Where the sockets are, if not where the customer sends. */
  socketUrl?: string;
  /** The stub that a stock bot answers through. */
  connector: string;
  conversations: number;
  /** Messages a second of all together; 0 sends as soon as the one before was answered. */
  rate: number;
  /** Before measuring. */
  warmUpSeconds: number;
  /** Measuring ends after this, or after so many turns. */
  seconds: number;
  turns: number;
}

export interface LoadResult {
  turns: number;
  perSecond: number;
  /** Milliseconds from sending to the answer. */
  mean: number;
  p50: number;
  p99: number;
  max: number;
}

const load: Load = JSON.parse(process.argv[2]);
const stub = load.way === 'channel' ? await openStub() : undefined;
const customers = await Promise.all(Array.from({ length: load.conversations }, (_, number) => customer(number)));
const began = performance.now();
const from = began + load.warmUpSeconds * 1000;
const until = from + load.seconds * 1000;
const times: number[] = [];
let last = from;

await Promise.all(
  customers.map(async (say, number) => {
    let planned = began + (load.rate && (number / load.rate) * 1000);
    // Each starts elsewhere in the round, so that not all say the same at once.
    for (let turn = number; performance.now() < until && times.length < load.turns; turn++) {
      // Whoever is kept waiting by the answer before waits since the planned time.
      const early = load.rate > 0 ? planned - performance.now() : 0;
      const late = early < 0;
      if (early > 0) await wait(early);
      const sent = late ? planned : performance.now();
      planned += load.rate && (load.conversations / load.rate) * 1000;
      // No catch: one answer that is not 2xx ends the run, so figures are always those of a faultless one.
      await say(mix[turn % mix.length]);
      const now = performance.now();
      if (sent < from || now > until) continue;
      last = now;
      times.push(now - sent);
    }
  }),
);

times.sort((a, b) => a - b);
const result: LoadResult = {
  turns: times.length,
  perSecond: times.length / ((last - from) / 1000),
  mean: times.reduce((sum, time) => sum + time, 0) / times.length,
  p50: times[Math.floor(times.length * 0.5)],
  p99: times[Math.floor(times.length * 0.99)],
  max: times[times.length - 1],
};
console.log(JSON.stringify(result));
// Sockets are still open.
process.exit(0);

function customer(number: number) {
  const urls = [load.url, ...(load.others ?? [])];
  const url = urls[number % urls.length];
  if (load.way === 'connector') return botFrameworkCustomer(url, load.connector);
  if (stub) return botFrameworkCustomer(url, stub.url, { stub });
  if (load.way === 'expect-replies')
    return botFrameworkCustomer(url, load.connector, { deliveryMode: 'expectReplies' });
  return directLineCustomer(url, load.way === 'socket' ? (load.socketUrl ?? url) : undefined);
}
