// The chat on a website beside BotFramework-WebChat's published bundles: same server, same Chromium, same conversation.
import { launchBrowser } from '../browser.ts';
import { startBrokerWebsite } from './broker-website.ts';
import { type Blocked, type Chat, SLOW_CPU, startVisit, type Visit } from './chat-visit.ts';
import { median } from './median.ts';
import { mix } from './mix.ts';
import { ratio } from './ratio.ts';
import { startOurs, withFolder } from './servers.ts';

const webChat = {
  all: 'webchat__bubble',
  own: 'webchat__bubble--from-user',
  box: '[data-id="webchat-sendbox-input"]',
  isFramed: false,
};
const ours: Chat = { name: 'ours', path: '/ours', all: 'message', own: 'own', box: '#message', isFramed: true };
const peer: Chat = { name: 'WebChat', path: '/webchat', ...webChat };
/** Without Markdown and cards. */
const smallPeer: Chat = { name: 'WebChat, minimal', path: '/webchat-minimal', ...webChat };

const QUESTION = 'How long does it take to get an ACE account?';
/** With their answers they make a log of somewhat more than 200. */
const MESSAGES = 100;

interface Opening {
  launcher?: number;
  bytes: number;
  plain: number;
  slowCpu: number;
  slowCpuAndLine: number;
}

interface Log {
  messages: number;
  p50: number;
  p99: number;
  megabytes: number;
  nodes: number;
  /** By how many times the processor was slowed. */
  at: Record<number, { typing: Blocked; reload: number; replay: Blocked }>;
}

/** Prints both tables and resolves with them. */
export function measureWebsiteChat(repeats: number) {
  return withFolder(async (folder) => {
    const website = await startBrokerWebsite();
    const server = await startOurs(folder, undefined, { ALLOWED_ORIGINS: website.origin });
    // Phones have no process of its own for a frame; and the page that measures sees what its frame does.
    const browser = await launchBrowser(['--disable-site-isolation-trials']);
    try {
      const start = (chat: Chat) => startVisit(browser, chat, website.origin, server.url);
      // The first one of a browser waits for the browser.
      await (await start(ours)).close();
      const openings = await takeTurns([ours, peer, smallPeer], repeats, (chat) => opening(() => start(chat)));
      printOpenings(openings);
      const logs = await takeTurns([ours, peer], repeats, (chat) => log(() => start(chat)));
      printLogs(logs);
      return { openings: Object.fromEntries(openings), logs: Object.fromEntries(logs) };
    } finally {
      await browser.close();
      await server.stop();
      website.stop();
    }
  });
}

/** Medians; the chats take turns, so that a busy moment of the machine hits them all. */
async function takeTurns<T extends object>(chats: Chat[], repeats: number, measure: (chat: Chat) => Promise<T>) {
  const runs = new Map<string, T[]>(chats.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const chat of chats) runs.get(chat.name)?.push(await measure(chat));
  }
  return new Map([...runs].map(([name, all]) => [name, medians(all)]));
}

/** The median of each figure, however deep it stands. */
function medians<T extends object>(runs: T[]): T {
  const [first] = runs;
  return Object.fromEntries(
    Object.keys(first ?? {}).map((key) => {
      const figures = runs.map((run) => run[key as keyof T]);
      return [key, typeof figures[0] === 'number' ? median(figures as number[]) : medians(figures as object[])];
    }),
  ) as T;
}

async function opening(start: () => Promise<Visit>): Promise<Opening> {
  const open = async (prepare: (visit: Visit) => Promise<unknown>) => {
    const visit = await start();
    await prepare(visit);
    const time = await visit.open();
    const bytes = await visit.bytes();
    await visit.close();
    return { time, bytes };
  };
  const plain = await open(async () => {});
  const slowCpu = await open((visit) => visit.slowCpu(SLOW_CPU));
  const slowCpuAndLine = await open(async (visit) => {
    await visit.slowCpu(SLOW_CPU);
    await visit.slowLine();
  });
  // The website's own page is not the chat's.
  const [, ...chat] = [...plain.bytes];
  const launcher = chat.find(([address]) => address.endsWith('/widget.js'))?.[1];
  return {
    ...(launcher ? { launcher } : {}),
    bytes: chat.reduce((sum, [, bytes]) => sum + Math.max(0, bytes), 0),
    plain: plain.time,
    slowCpu: slowCpu.time,
    slowCpuAndLine: slowCpuAndLine.time,
  };
}

async function log(start: () => Promise<Visit>): Promise<Log> {
  const visit = await start();
  await visit.open();
  const times: number[] = [];
  for (let turn = 0; turn < MESSAGES; turn++) times.push(await visit.say(mix[turn % mix.length] as string));
  times.sort((a, b) => a - b);
  const messages = await visit.messages();
  const memory = await visit.memory();
  const at: Log['at'] = {};
  for (const slower of [1, SLOW_CPU]) {
    await visit.slowCpu(slower);
    await visit.blocked();
    await visit.say(QUESTION, true);
    const typing = await visit.blocked();
    const reload = await visit.reload();
    at[slower] = { typing, reload, replay: await visit.blocked() };
  }
  await visit.close();
  return {
    messages,
    p50: times[Math.floor(times.length * 0.5)] as number,
    p99: times[Math.floor(times.length * 0.99)] as number,
    ...memory,
    at,
  };
}

function printOpenings(table: Map<string, Opening>): void {
  const first = table.get(peer.name) as Opening;
  console.log(`From the click to the first message, with an empty cache; slow: a ${SLOW_CPU} times slower processor.`);
  console.table(
    [...table].map(([name, row]) => ({
      name,
      'launcher KB': row.launcher ? Number((row.launcher / 1000).toFixed(1)) : '',
      'KB gzip': Math.round(row.bytes / 1000),
      'KB ratio': ratio(row.bytes, first.bytes),
      ms: Math.round(row.plain),
      ratio: ratio(row.plain, first.plain),
      'slow ms': Math.round(row.slowCpu),
      'slow ratio': ratio(row.slowCpu, first.slowCpu),
      'slow 4G too, ms': Math.round(row.slowCpuAndLine),
      'slow 4G too, ratio': ratio(row.slowCpuAndLine, first.slowCpuAndLine),
    })),
  );
}

function printLogs(table: Map<string, Log>): void {
  const first = table.get(peer.name) as Log;
  console.log(
    `${MESSAGES} messages and their answers, ${first.messages} in the log; from sending to the answer shown:`,
  );
  console.table(
    [...table].map(([name, row]) => ({
      name,
      'p50 ms': Math.round(row.p50),
      'p50 ratio': ratio(row.p50, first.p50),
      'p99 ms': Math.round(row.p99),
      'p99 ratio': ratio(row.p99, first.p99),
      'heap MB': Number(row.megabytes.toFixed(1)),
      'heap ratio': ratio(row.megabytes, first.megabytes),
      nodes: row.nodes,
      'nodes ratio': ratio(row.nodes, first.nodes),
    })),
  );
  console.log(
    'Tasks above 50 ms with that log, while one more is typed and answered, and while it comes back by a reload:',
  );
  console.table(
    [...table].flatMap(([name, row]) =>
      Object.entries(row.at).map(([slower, { typing, reload, replay }]) => {
        const beside = first.at[Number(slower)] as Log['at'][number];
        return {
          name: slower === '1' ? name : `${name}, ${slower} times slower`,
          'one more': inWords(typing),
          'ms ratio': ratio(typing.total, beside.typing.total),
          reload: inWords(replay),
          'reload ratio': ratio(replay.total, beside.replay.total),
          'all there, ms': Math.round(reload),
          'all there, ratio': ratio(reload, beside.reload),
        };
      }),
    ),
  );
}

function inWords({ count, total, longest }: Blocked): string {
  return count === 0 ? 'none' : `${count}, ${Math.round(total)} ms, longest ${Math.round(longest)}`;
}
