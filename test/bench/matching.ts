// How long it takes to find what a message means, beside libraries over the same questions and phrasings.
import type { Content } from '../../src/content/content.ts';
import { contentAsShipped } from './content-as-shipped.ts';
import { type Find, libraries } from './finders.ts';
import { manyEntries } from './many-entries.ts';
import { median } from './median.ts';

/** Milliseconds. */
export interface MatchingTime {
  name: string;
  entries: number;
  kind: string;
  messages: number;
  mean: number;
  p99: number;
}

/** Milliseconds until the first message can be taken, from the content's data on. */
export interface StartTime {
  name: string;
  entries: number;
  milliseconds: number;
}

const ours = 'ours';
const many = 2_000;
const foreign = [
  '¿Cuándo recibo el reembolso de los aranceles?',
  'no puedo entrar en mi cuenta de ACE',
  'Wann bekomme ich mein Geld vom Zoll zurück?',
  'comment changer le courriel sur le formulaire 5106',
  '我什么时候能拿到退税',
  '退款要多久 ACE 账户',
  'Как получить возврат пошлины?',
  'como faço para cadastrar a conta bancária',
  'quanto tempo leva para abrir uma conta',
  'トラブル ログインできません',
];

/**
 * Measures each message once with what was just made and has repaired no word yet, after others have warmed up the
 * code; `repeats` times, with as many entries as are shipped and with many more. Gives the medians.
 */
export async function measureMatching(repeats: number): Promise<{ times: MatchingTime[]; starts: StartTime[] }> {
  const shipped = contentAsShipped();
  const added = manyEntries(shipped, many);
  const mix = messagesOf(shipped);
  const times: MatchingTime[] = [];
  const starts: StartTime[] = [];
  for (const changes of [[], added]) {
    const content = contentAsShipped(changes);
    const entries = content.entries.size;
    const create: typeof libraries = { [ours]: () => freshMatcher(content), ...libraries };
    for (const [name, prepare] of Object.entries(create)) {
      const every = sampled(name, entries);
      if (every === 0) continue;
      // So often until the code is compiled, as it is in a server after its first minute.
      const runs: MatchingTime[][] = [];
      const prepared: number[] = [];
      for (let run = -2; run < repeats; run++) {
        const began = performance.now();
        const find = await prepare(content);
        const took = performance.now() - began;
        const measured = await timesOf(mix, every, find);
        if (run < 0) continue;
        prepared.push(took);
        runs.push(measured.map((row) => ({ name, entries, ...row })));
      }
      starts.push({ name, entries, milliseconds: median(prepared) });
      times.push(
        ...runs[0].map((row, index) => ({
          ...row,
          mean: median(runs.map((run) => run[index].mean)),
          p99: median(runs.map((run) => run[index].p99)),
        })),
      );
    }
  }
  return { times, starts };
}

/** Fuse.js looks at every phrasing for every message, so that a part of the messages must do; others take too long to be read in. */
const samples: Record<string, { [entries: string]: number }> = {
  'fuse.js': { shipped: 12, many: 100 },
  'node-nlp': { shipped: 1, many: 0 },
};
function sampled(name: string, entries: number): number {
  return samples[name]?.[entries < many ? 'shipped' : 'many'] ?? 1;
}

/** A matcher that has repaired nothing yet. */
function freshMatcher(content: Content): Find {
  const matcher = content.matcherWithout(() => false);
  return (text) => matcher.match(text).matches.map(({ id, confidence }) => ({ id, score: confidence }));
}

/** Messages that are no phrasings: as they are, pasted together, with typing errors, and in other languages. */
function messagesOf({ entries }: Content): Map<string, string[]> {
  const short = [...entries.values()].flatMap((entry) => entry.must_match.slice(0, 1));
  const long = short.map((_, at) =>
    Array.from({ length: 4 }, (_, more) => short[(at + more * 17) % short.length]).join('. '),
  );
  return new Map([
    ['short', short],
    ['long', long],
    ['misspelt', short.map(misspell)],
    ['foreign', foreign.flatMap((text) => [text, `${text} ${text}`, text.toUpperCase()])],
  ]);
}

/** Two letters change places in every word of five letters or more. */
function misspell(text: string, at: number): string {
  return text.replace(/\p{L}{5,}/gu, (word) => {
    const place = 1 + (at % (word.length - 2));
    return word.slice(0, place) + word[place + 1] + word[place] + word.slice(place + 2);
  });
}

type Timed = Pick<MatchingTime, 'kind' | 'messages' | 'mean' | 'p99'>;

async function timesOf(mix: Map<string, string[]>, every: number, find: Find): Promise<Timed[]> {
  const rows: Timed[] = [];
  const all: number[] = [];
  for (const [kind, messages] of mix) {
    const times: number[] = [];
    for (const text of messages.filter((_, index) => index % every === 0)) {
      const began = performance.now();
      const found = find(text);
      if (found instanceof Promise) await found;
      times.push(performance.now() - began);
    }
    all.push(...times);
    rows.push(summary(kind, times));
  }
  return [...rows, summary('all', all)];
}

function summary(kind: string, times: number[]): Timed {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    kind,
    messages: times.length,
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    p99: sorted[Math.ceil(times.length * 0.99) - 1] ?? 0,
  };
}
