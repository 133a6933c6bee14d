// The blast radius of a change: which messages are answered otherwise by one version of the content than by another.
import type { Matching } from '../rules/matcher.ts';
import type { Content } from './content.ts';

export interface Asked {
  text: string;
  /** How often customers asked it; 0 where it is a test utterance alone. */
  times: number;
  /** The entry that must be found, where it is a test utterance. */
  wanted: string | null;
}

export interface Change extends Asked {
  before: Outcome;
  after: Outcome;
}

/** What a customer would hear: the entries, guides or small talk by id; one where it is an answer. */
export interface Outcome {
  decision: Matching['decision'];
  ids: string[];
}

export interface Radius {
  /** So many messages were tried. */
  tried: number;
  changes: Change[];
  /** Entries and guides that are new, gone, or say something else, and how many of the messages are answered by each. */
  texts: { id: string; what: 'new' | 'gone' | 'changed'; messages: number; times: number }[];
}

/** All test utterances of both versions, and what customers asked, each once. */
export function utterancesOf(versions: Content[], questions: { text: string }[]): Asked[] {
  const all = new Map<string, Asked>();
  for (const { id, must_match } of versions.flatMap(({ entries }) => [...entries.values()]))
    for (const text of must_match) all.set(text, { text, times: 0, wanted: id });
  for (const { text } of questions) {
    const known = all.get(text) ?? { text, times: 0, wanted: null };
    all.set(text, { ...known, times: known.times + 1 });
  }
  return [...all.values()];
}

/** Asks both versions everything. What customers asked comes first, the most frequent before. */
export function compareContent(before: Content, after: Content, asked: Asked[]): Radius {
  const outcomes = asked.map((one) => ({
    ...one,
    before: outcomeOf(before.matcher.match(one.text)),
    after: outcomeOf(after.matcher.match(one.text)),
  }));
  const changes = outcomes
    .filter((one) => keyOf(one.before) !== keyOf(one.after))
    .sort((one, other) => other.times - one.times);
  const texts = changedTexts(before, after).map(({ id, what }) => {
    const hit = outcomes.filter((one) => {
      const { decision, ids } = what === 'gone' ? one.before : one.after;
      return decision === 'answer' && ids[0] === id;
    });
    return { id, what, messages: hit.length, times: hit.reduce((sum, { times }) => sum + times, 0) };
  });
  return { tried: asked.length, changes, texts };
}

function outcomeOf({ decision, matches }: Matching): Outcome {
  const most = { answer: 1, clarify: 3, decline: 0 }[decision];
  return { decision, ids: matches.slice(0, most).map(({ id }) => id) };
}

function keyOf({ decision, ids }: Outcome): string {
  // In which order choices stand is no other answer.
  return `${decision} ${ids.toSorted().join(' ')}`;
}

type ChangedText = Pick<Radius['texts'][number], 'id' | 'what'>;

function changedTexts(before: Content, after: Content): ChangedText[] {
  const [old, now] = [textsOf(before), textsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id): ChangedText[] => {
    if (!old.has(id)) return [{ id, what: 'new' }];
    if (!now.has(id)) return [{ id, what: 'gone' }];
    return old.get(id) === now.get(id) ? [] : [{ id, what: 'changed' }];
  });
}

/** What customers read of each entry and guide. */
function textsOf({ entries, guides }: Content): Map<string, string> {
  return new Map([
    ...[...entries.values()].map(
      ({ id, question, answer, links }) => [id, JSON.stringify({ question, answer, links })] as const,
    ),
    ...[...guides.values()].map(({ phrasings: _, ...guide }) => [guide.id, JSON.stringify(guide)] as const),
  ]);
}
