// Puts questions together that ask for the same, by the words that carry their meaning.
import { stopWords } from './common-words.ts';
import { normalise, stem } from './words.ts';

/** So much of the words of two questions, of all they have together, is the same where they ask for the same. */
const ALIKE = 0.6;

interface Group<T> {
  words: Set<string>;
  questions: T[];
}

/** Groups of questions, the largest first; each question in one, in the order given. */
export function groupQuestions<T extends { text: string }>(questions: T[]): T[][] {
  const groups: Group<T>[] = [];
  const exact = new Map<string, Group<T>>();
  // Only groups that share a word can be alike.
  const byWord = new Map<string, Set<Group<T>>>();
  for (const question of questions) {
    const words = wordsOf(question.text);
    const signature = [...words].sort().join(' ');
    const group = exact.get(signature) ?? nearest(words, byWord) ?? { words, questions: [] };
    if (group.questions.length === 0) {
      groups.push(group);
      for (const word of words) byWord.set(word, (byWord.get(word) ?? new Set()).add(group));
    }
    exact.set(signature, group);
    group.questions.push(question);
  }
  return groups.map((group) => group.questions).sort((one, other) => other.length - one.length);
}

function nearest<T>(words: Set<string>, byWord: Map<string, Set<Group<T>>>): Group<T> | undefined {
  let best: { group: Group<T>; alike: number } | undefined;
  const near = new Set([...words].flatMap((word) => [...(byWord.get(word) ?? [])]));
  for (const group of near) {
    const both = [...words].filter((word) => group.words.has(word)).length;
    const alike = both / (words.size + group.words.size - both);
    if (alike >= ALIKE && alike > (best?.alike ?? 0)) best = { group, alike };
  }
  return best?.group;
}

/** The stems of the words that say something; all of them where none does. */
function wordsOf(text: string): Set<string> {
  const all = normalise(text);
  const telling = all.filter((word) => !stopWords.has(word));
  return new Set((telling.length > 0 ? telling : all).map(stem));
}
