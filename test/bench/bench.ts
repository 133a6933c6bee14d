// npm run bench: every figure beside its peer's in the same run.
// --json FILE also writes them there; --quick is for a look only; --only NAME,... runs some of the parts;
// --postgres also measures turns in a PostgreSQL that it starts.
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { startPostgres } from '../postgres.ts';
import type { ServerProcess } from '../server-process.ts';
import { fill } from './growth.ts';
import { benchHandoffs } from './handoff.ts';
import { measureMatching } from './matching.ts';
import { measureQuality } from './matching-quality.ts';
import { openSockets, residentMegabytes } from './memory.ts';
import { mixName } from './mix.ts';
import { ratio } from './ratio.ts';
import { startConnector, startOurs, startStockBot, withFolder } from './servers.ts';
import { measureStartUp } from './start-up.ts';
import { benchTeams } from './teams.ts';
import { measureThroughput, type Plan, type Throughput, type Way } from './throughput.ts';
import { measureWebsiteChat } from './website-chat.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    postgres: { type: 'boolean', default: false },
  },
});
const parts = { matching, throughput, channels, nodes, 'start-up': startUp, memory, growth, website, handoff, teams };
const chosen = options.only?.split(',') ?? Object.keys(parts);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`--only: ${unknown.join(', ')} is no part. Use some of ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
const plan: Plan = options.quick
  ? { conversations: [1, 64], rate: 0, repeats: 1, warmUpSeconds: 1, seconds: 2 }
  : { conversations: [1, 64, 256], rate: 0, repeats: 3, warmUpSeconds: 1, seconds: 5 };
/** What the slowest of the peers can bear, so that all have the same to do. */
const commonRate = 500;

const machine = {
  processor: cpus()[0].model,
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${arch()}`,
  node: process.version,
};
console.log(`${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node ${machine.node}`);

const figures: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(parts)) {
  if (!chosen.includes(name)) continue;
  console.log(`\n${name}`);
  figures[name] = await measure();
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, mix: mixName, plan, figures }, null, 2)}\n`);

/** What a message means: how well it is found, and how fast, beside libraries. */
async function matching() {
  const percent = (share: number) => Number((100 * share).toFixed(1));
  const milliseconds = (time: number) => Number(time.toFixed(2));
  const quality = await measureQuality();
  console.table(
    quality.map((row) => ({
      'held-back messages': row.name,
      'right first, %': percent(row.first),
      'among three, %': percent(row.amongThree),
      'answered right, %': percent(row.right),
      'wrong, %': percent(row.wrong),
      'resolved, %': percent(row.resolved),
      'out of scope answered, %': percent(row.answeredOutOfScope),
    })),
  );
  const { times, starts } = await measureMatching(options.quick ? 1 : 5);
  console.table(
    times.map((row) => {
      const ours = times.find((one) => one.entries === row.entries && one.kind === row.kind);
      return {
        entries: row.entries,
        messages: `${row.messages} ${row.kind}`,
        name: row.name,
        'mean ms': milliseconds(row.mean),
        'p99 ms': milliseconds(row.p99),
        'mean to ours': ours && ratio(row.mean, ours.mean),
        'p99 to ours': ours && ratio(row.p99, ours.p99),
      };
    }),
  );
  console.table(starts.map((row) => ({ ...row, milliseconds: Math.round(row.milliseconds) })));
  return { quality, times, starts };
}

/** Turns through Direct Line, beside the stock bot's two ways to answer. */
async function throughput() {
  return withFolder(async (folder) => {
    const stops: (() => Promise<unknown>)[] = [];
    const running = async <T extends { stop: () => Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
      const started = await starting;
      stops.unshift(() => started.stop());
      return started;
    };
    try {
      const connector = await running(startConnector());
      const stock = await running(startStockBot());
      const ours = await running(startOurs(folder));
      const load = (way: Way['load']['way'], url: string) => ({ way, url, connector: connector.url });
      const ways: Way[] = [
        { name: 'stock bot, answers by the connector', load: load('connector', stock.url) },
        { name: 'stock bot, expectReplies', load: load('expect-replies', stock.url) },
        { name: 'ours, kept on disk', load: load('direct-line', ours.url) },
        { name: 'ours, kept and seen on the socket', load: load('socket', ours.url) },
      ];
      if (options.postgres) {
        const { url } = await running(startPostgres());
        const onPostgres = await running(startOurs(folder, url));
        ways.push({ name: 'ours, kept in PostgreSQL', load: load('direct-line', onPostgres.url) });
      }
      console.log(`Messages: ${mixName}.`);
      const fast = await measureThroughput(ways, plan);
      console.log('Each customer sends as soon as the message before was answered:');
      printThroughput(fast, 'stock bot, expectReplies');
      const even = await measureThroughput(ways, { ...plan, rate: commonRate, conversations: [64, 256] });
      console.log(`All customers together send ${commonRate} messages a second:`);
      printThroughput(even, 'stock bot, expectReplies');
      console.log(`The kinds of our replies: ${await kindsOfReplies(ours.url)}.`);
      return [...fast, ...even];
    } finally {
      for (const stop of stops) await stop();
    }
  });
}

/** Turns through /api/messages, each until its reply is at the connector. */
async function channels() {
  return withFolder(async (folder) => {
    const [stock, ours] = [await startStockBot(), await startOurs(folder)];
    try {
      const ways: Way[] = [
        { name: 'stock bot', load: { way: 'channel', url: stock.url, connector: '' } },
        { name: 'ours, kept on disk', load: { way: 'channel', url: ours.url, connector: '' } },
      ];
      const table = await measureThroughput(ways, plan);
      printThroughput(table, 'stock bot');
      return table;
    } finally {
      await Promise.all([stock.stop(), ours.stop()]);
    }
  });
}

/** Shows that the turns were real ones: "answer 40 %, guide 35 %". */
async function kindsOfReplies(url: string): Promise<string> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = [...metrics.matchAll(/^\w*replies_total\{kind="(\w+)"\} (\d+)/gm)].map(([, kind, count]) => ({
    kind,
    count: Number(count),
  }));
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return counts.map(({ kind, count }) => `${kind} ${Math.round((100 * count) / all)} %`).join(', ');
}

async function startUp() {
  return withFolder(async (folder) => {
    // The first start makes the database.
    await (await startOurs(folder)).stop();
    const starters = [
      { name: 'stock bot', start: startStockBot },
      { name: 'ours', start: () => startOurs(folder) },
    ];
    const table = await measureStartUp(starters, options.quick ? 1 : 5);
    const [stock] = table;
    console.table(
      table.map(({ name, milliseconds }) => ({
        name,
        'ms to listening': Math.round(milliseconds),
        ratio: ratio(milliseconds, stock.milliseconds),
      })),
    );
    return table;
  });
}

/** Two servers on one PostgreSQL beside one; the load and PostgreSQL take their share of the same cores. */
async function nodes() {
  return withFolder(async (folder) => {
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const postgres = await startPostgres();
      stops.unshift(() => postgres.stop());
      const start = async () => {
        const server = await startOurs(folder, postgres.url);
        stops.unshift(() => server.stop());
        return server.url;
      };
      const one = await start();
      const alone: Way = { name: 'one server alone', load: { way: 'direct-line', url: one, connector: '' } };
      const before = await measureThroughput([alone], { ...plan, conversations: [1, 64] });
      const two = await start();
      const both = { url: one, others: [two], connector: '' };
      const ways: Way[] = [
        { name: 'one of two servers', load: { way: 'direct-line', url: one, connector: '' } },
        { name: 'two servers', load: { way: 'direct-line', ...both } },
        { name: 'one server, seen on its own socket', load: { way: 'socket', url: one, connector: '' } },
        { name: 'sent to one, seen at the other', load: { way: 'socket', url: one, socketUrl: two, connector: '' } },
      ];
      const beside = await measureThroughput(ways, { ...plan, conversations: [1, 64] });
      const table = [...before, ...beside];
      printThroughput(table, alone.name);
      return table;
    } finally {
      for (const stop of stops) await stop();
    }
  });
}

async function memory() {
  const stock = await startStockBot();
  try {
    return await withFolder(async (folder) => {
      const ours = await startOurs(folder);
      try {
        const table = [
          { name: 'stock bot, idle', megabytes: residentMegabytes(stock.process.pid as number) },
          { name: 'ours, idle', megabytes: residentMegabytes(ours.process.pid as number) },
        ];
        const close = await openSockets(ours.url, 1_000);
        table.push({ name: 'ours, 1,000 open sockets', megabytes: residentMegabytes(ours.process.pid as number) });
        close();
        console.table(
          table.map(({ name, megabytes }) => ({
            name,
            MB: Math.round(megabytes),
            ratio: ratio(megabytes, table[0].megabytes),
          })),
        );
        return table;
      } finally {
        await ours.stop();
      }
    });
  } finally {
    await stock.stop();
  }
}

/** The same turns on a database of a thousand activities and on one of a million. */
async function growth() {
  return withFolder(async (folder) => {
    const sizes = [1_000, options.quick ? 50_000 : 1_000_000];
    const servers: { size: number; server: ServerProcess }[] = [];
    for (const size of sizes) {
      const dataDir = join(folder, String(size));
      const storage = openSqlite(join(dataDir, 'ace-refund-desk.sqlite'));
      await storage.migrate();
      await fill(storage, size);
      await storage.close();
      servers.push({ size, server: await startOurs(dataDir) });
    }
    try {
      const ways = servers.map(
        ({ size, server }): Way => ({
          name: `ours, ${size.toLocaleString('en-US')} activities`,
          load: { way: 'direct-line', url: server.url, connector: '' },
        }),
      );
      const table = await measureThroughput(ways, { ...plan, conversations: [1, 64] });
      printThroughput(table, ways[0].name);
      return table;
    } finally {
      for (const { server } of servers) await server.stop();
    }
  });
}

/** The chat page in a browser, beside WebChat. */
function website() {
  return measureWebsiteChat(options.quick ? 1 : 3);
}

/** Staff take customers over, beside the bot, on SQLite or with --postgres on PostgreSQL. */
function handoff() {
  return benchHandoffs(options.quick, options.postgres);
}

/** A burst of cases into one channel of Teams under the limits that Microsoft names, in real time: about four minutes for all. */
async function teams() {
  const figures = await benchTeams(options.quick ? 60 : 500);
  console.table(Object.fromEntries(Object.entries(figures).map(([what, figure]) => [what, Number(figure.toFixed(1))])));
  return figures;
}

/** The ratios are to the row of that name with as many conversations. */
function printThroughput(table: Throughput[], peer: string): void {
  console.table(
    table.map((row) => {
      const beside = table.find(({ name, conversations }) => name === peer && conversations === row.conversations);
      return {
        conversations: row.conversations,
        name: row.name,
        'turns/s': Math.round(row.perSecond),
        'p50 ms': Number(row.p50.toFixed(2)),
        'p99 ms': Number(row.p99.toFixed(2)),
        'mean ms': Number(row.mean.toFixed(2)),
        'turns/s ratio': beside && ratio(row.perSecond, beside.perSecond),
        'p99 ratio': beside && ratio(row.p99, beside.p99),
      };
    }),
  );
}
