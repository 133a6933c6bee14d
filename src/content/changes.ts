// What staff approved in the console, laid over the files: phrasings of an entry, and new entries.
import { normalise } from '../rules/words.ts';
import type { ParsedFile } from './parsed.ts';

/** A phrasing for an entry, or a new entry for a topic. */
export interface ContentChange {
  id: number;
  kind: 'phrasing' | 'entry';
  entry: string;
  topic: string | null;
  phrasing: string | null;
  test: string | null;
  yaml: string | null;
}

interface TopicData {
  topic?: unknown;
  entries?: { id?: unknown; phrasings?: unknown[]; must_match?: unknown[] }[];
}

/**
 * The files with the changes in them. What stands in the files already, since it was exported, and what has lost its
 * entry or topic changes nothing. `parse` reads the YAML of a new entry.
 */
export function applyChanges(
  knowledge: ParsedFile[],
  changes: ContentChange[],
  parse: (yaml: string) => unknown,
): ParsedFile[] {
  if (changes.length === 0) return knowledge;
  const files = knowledge.map((file) => ({ ...file, data: structuredClone(file.data) }));
  const topics = files.flatMap(({ data }) => (isTopic(data) ? [data] : []));
  const entries = () => topics.flatMap((topic) => topic.entries ?? []);
  for (const change of changes) {
    const entry = entries().find((one) => one?.id === change.entry);
    if (change.kind === 'entry' && !entry) {
      const topic = topics.find((one) => one.topic === change.topic);
      const made = parse(change.yaml ?? '');
      if (topic && made !== null) topic.entries?.push(made as NonNullable<TopicData['entries']>[number]);
    } else if (change.kind === 'phrasing' && entry) {
      add(entry.phrasings, change.phrasing);
      add(entry.must_match, change.test);
    }
  }
  return files;
}

function isTopic(data: unknown): data is TopicData {
  return Array.isArray((data as TopicData | null)?.entries);
}

function add(list: unknown[] | undefined, text: string | null): void {
  const key = (one: unknown) => normalise(String(one)).join(' ');
  if (text !== null && list && !list.some((one) => key(one) === key(text))) list.push(text);
}
