// Offers titles while a customer is still typing: by their words, with typing errors, and with the last word unfinished.
import { stopWords } from './common-words.ts';
import { createRepair } from './typing-errors.ts';
import { normalise, stem } from './words.ts';

export interface Title {
  title: string;
  /** The id of the action that answers it. */
  action: string;
}

/** The best titles for what is typed so far, the best first; none where it says too little. */
export type TitleSearch = (typed: string) => Title[];

const MOST = 3;
/** Fewer letters could become anything. */
const LEAST_LETTERS = 3;
/** So much of what is typed, by weight, must stand in a title. */
const LEAST_PART = 0.5;

/** Prepares the search in these titles. */
export function createTitleSearch(titles: Title[]): TitleSearch {
  const rows = titles.map((title) => {
    const words = normalise(title.title);
    return { title, words, stems: new Set(words.map(stem)) };
  });
  const count = Map.groupBy(
    rows.flatMap(({ stems }) => [...stems]),
    (one) => one,
  );
  const frequency = new Map(
    rows.flatMap(({ words }) => words).map((word) => [word, count.get(stem(word))?.length ?? 1]),
  );
  const repair = createRepair(frequency, new Set(), stopWords);
  const weigh = (found: number) => Math.log(1 + rows.length / Math.max(1, found));

  return (typed) => {
    const all = normalise(typed);
    const last = all.at(-1) ?? '';
    const isFinished = !/[\p{L}\p{N}]$/u.test(typed);
    const words = all.filter((word) => !stopWords.has(word));
    if (words.join('').length < LEAST_LETTERS) return [];

    const scores = new Map<Title, number>();
    let most = 0;
    for (const word of new Set(words)) {
      const whole = stem(repair(word));
      const starts = word === last && !isFinished && word.length > 1;
      const found = rows.filter(
        (row) => row.stems.has(whole) || (starts && row.words.some((one) => one.startsWith(word))),
      );
      const weight = weigh(found.length);
      most += weight;
      for (const { title } of found) scores.set(title, (scores.get(title) ?? 0) + weight);
    }
    return [...scores]
      .filter(([, score]) => score >= most * LEAST_PART)
      .sort(([one, a], [other, b]) => b - a || one.title.length - other.title.length)
      .slice(0, MOST)
      .map(([title]) => title);
  };
}
