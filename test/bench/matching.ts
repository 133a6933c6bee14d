// How long it takes to find what a message means, beside plain fuse.js over the same questions and phrasings.
import Fuse from 'fuse.js';
import type { Content } from '../../src/content/content.ts';
import { contentDirs, loadContent } from '../../src/content/load.ts';
import { median } from './median.ts';

export interface MatchingTime {
  kind: string;
  messages: number;
  name: string;
  /** Milliseconds a message. */
  mean: number;
  p99: number;
}

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

/** The peer takes so long that a part of the messages must do for it. */
const peerTakesEvery = 12;

/**
 * Measures each message once with a new matcher, which has repaired no word yet, after others have warmed up the code;
 * `repeats` times. Gives the medians.
 */
export function measureMatching(repeats: number): MatchingTime[] {
  const content = read();
  const mix = messagesOf(content);
  const texts = [...content.entries.values()].flatMap((one) => [one.question, ...one.phrasings]);
  const fuse = new Fuse(texts, { includeScore: true, ignoreLocation: true });
  // So often until the code is compiled, as it is in a server after its first minute.
  for (let time = 0; time < 4; time++) {
    const { matcher } = read();
    timesOf('warm-up', mix, 1, (text) => matcher.match(text));
  }
  const runs = Array.from({ length: repeats }, () => {
    const { matcher } = read();
    return [
      ...timesOf('ours', mix, 1, (text) => matcher.match(text)),
      ...timesOf('fuse.js alone', mix, peerTakesEvery, (text) => fuse.search(text, { limit: 3 })),
    ];
  });
  return (runs[0] ?? []).map((row, index) => ({
    ...row,
    mean: median(runs.map((run) => run[index]?.mean ?? 0)),
    p99: median(runs.map((run) => run[index]?.p99 ?? 0)),
  }));
}

function read(): Content {
  const { content } = loadContent(...contentDirs('.'), Date.now(), false);
  if (!content) throw new Error('The content does not load: run npm run check -- --content.');
  return content;
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

function timesOf(
  name: string,
  mix: Map<string, string[]>,
  every: number,
  match: (text: string) => unknown,
): MatchingTime[] {
  const all: number[] = [];
  const rows = [...mix].map(([kind, messages]) => {
    const times = messages
      .filter((_, index) => index % every === 0)
      .map((text) => {
        const began = performance.now();
        match(text);
        return performance.now() - began;
      });
    all.push(...times);
    return summary(kind, name, times);
  });
  return [...rows, summary('all', name, all)];
}

function summary(kind: string, name: string, times: number[]): MatchingTime {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    kind,
    messages: times.length,
    name,
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    p99: sorted[Math.ceil(times.length * 0.99) - 1] ?? 0,
  };
}
