// A burst of cases into one channel of Microsoft Teams under its limits, and the message extension meanwhile: real HTTP with JWTs.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadContent } from '../../src/content/load.ts';
import { openLive } from '../staff.ts';
import { signIn } from '../staff-client.ts';
import { openTeamsDesk, type TeamsPerson } from '../teams-desk.ts';
import { limitsOfTeams } from '../teams-office.ts';
import { withFolder } from './servers.ts';

interface TeamsFigures {
  cases: number;
  /** Cards in the channel, each case counted once, and cards too many. */
  shown: number;
  doubled: number;
  /** From the first case to the last card. */
  drainedInSeconds: number;
  /** Everything that was sent to the channel until then, and what of it was refused. */
  calls: number;
  refused: number;
  largestCardKilobytes: number;
  searches: number;
  /** Milliseconds until the message extension has answered. */
  p50: number;
  p99: number;
  largestAnswerKilobytes: number;
}

/** So many searches a second, while the cards are posted. */
const SEARCHES = 10;
/** As the server that is shipped looks for what is due. */
const DUE_EVERY_MS = 1_000;

/** Everything is in this process: the server, the connector with its limits, and whoever searches. */
export function benchTeams(cases: number): Promise<TeamsFigures> {
  const { content } = loadContent('dialogs', 'knowledge');
  if (!content) throw new Error('What is shipped has mistakes: npm run check -- --content tells which.');
  return withFolder(async (folder) => {
    const desk = await openTeamsDesk({ dataDir: join(folder, 'data'), content, dueEvery: DUE_EVERY_MS });
    try {
      const { office, storage, conversations } = desk;
      const lead = await desk.staff('Lee', { office: null, role: 'lead' });
      // Somebody is on duty, whatever the hour.
      const kim = await signIn(desk.url, storage, 'Kim');
      await kim.post('me', { available: true });
      office.limit(limitsOfTeams());
      await lead.inChannel(`connect ${content.offices[0]?.id}`);

      const before = office.calls.length;
      const began = performance.now();
      const numbers: number[] = [];
      for (let index = 0; index < cases; index++) numbers.push(await openLive(conversations, `customer ${index}`));
      const texts = [...content.entries.values()].flatMap((entry) => entry.must_match);
      // Beside the cards there is the answer to "connect". Whoever looks closer while it runs measures that.
      const all = office.until(() => office.posts.length > cases);
      const search = searchUntil(all, lead, texts);
      await all;
      const drainedInSeconds = (performance.now() - began) / 1_000;
      const calls = office.calls.slice(before);
      const { milliseconds, failed, largest } = await search;
      if (failed.length > 0) throw failed[0];

      const cards = office.posts.map((post) => JSON.stringify(post)).filter((text) => /Case \d+,/.test(text));
      const shown = numbers.filter((number) => cards.some((text) => isCardOf(number, text))).length;
      return {
        cases,
        shown,
        doubled: cards.length - shown,
        drainedInSeconds,
        calls: calls.length,
        refused: calls.filter(({ status }) => status === 429).length,
        largestCardKilobytes: Math.max(...calls.map(({ bytes }) => bytes)) / 1024,
        searches: milliseconds.length,
        p50: at(milliseconds, 0.5),
        p99: at(milliseconds, 0.99),
        largestAnswerKilobytes: largest / 1024,
      };
    } finally {
      await desk.closeAll();
    }
  });
}

const isCardOf = (number: number, text: string) => text.includes(`Case ${number},`);

/** Searches evenly, for one text after the other; whoever is kept waiting waits since the planned time. */
async function searchUntil(end: Promise<unknown>, person: TeamsPerson, texts: string[]) {
  let isOver = false;
  void end.finally(() => {
    isOver = true;
  });
  const began = performance.now();
  const running: Promise<number | Error>[] = [];
  let largest = 0;
  for (let count = 0; !isOver || count < 100; count++) {
    const planned = began + (count * 1_000) / SEARCHES;
    await wait(Math.max(0, planned - performance.now()));
    const value = {
      commandId: 'answers',
      parameters: [{ name: 'question', value: texts[(count * 7) % texts.length] }],
    };
    const asked = person.send({ type: 'invoke', id: `search-${count}`, name: 'composeExtension/query', value });
    running.push(
      asked.then(
        ({ status, body }) => {
          if (status !== 200) return new Error(`A search was answered with ${status}.`);
          for (const { content } of (body as Found).composeExtension.attachments ?? [])
            largest = Math.max(largest, Buffer.byteLength(JSON.stringify(content)));
          return performance.now() - planned;
        },
        (error: Error) => error,
      ),
    );
  }
  const answered = await Promise.all(running);
  const failed = answered.filter((one) => one instanceof Error);
  return { milliseconds: answered.filter((one) => typeof one === 'number'), failed, largest };
}

interface Found {
  composeExtension: { attachments?: { content: object }[] };
}

function at(all: number[], part: number): number {
  const sorted = [...all].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
