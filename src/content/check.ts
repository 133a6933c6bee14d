// Checks across files: ids that stand twice, references to nothing, utterances that find another entry.
import type { Matcher } from '../rules/matcher.ts';
import type { Broker } from './broker.ts';
import type { Entry } from './entry.ts';
import type { Guide } from './guide.ts';
import { didYouMean, type ParsedFile, type Path, type Report } from './parsed.ts';

/** A part of the content with the place where it stands. */
export interface Placed<T> {
  file: ParsedFile;
  path: Path;
  value: T;
}

interface Parts {
  entries: Placed<Entry>[];
  guides: Placed<Guide>[];
  guideFiles: ParsedFile[];
  topicFiles: ParsedFile[];
  /** The files that hold lists with ids beside topics, with the key of the list. */
  lists: { file: ParsedFile | undefined; key: string }[];
  broker: { file: ParsedFile | undefined; value: Broker | undefined };
}

/** Reports ids that stand twice and, unless something could not be read, references to what is not there. */
export function checkIds(parts: Parts, complete: boolean, report: Report): void {
  const entryIds = checkTwice(
    parts.topicFiles.flatMap((file) => idsIn(file, 'entries')),
    'entry',
    report,
  );
  const guideIds = checkTwice(
    parts.guideFiles.map((file) => ({ file, path: ['id'], value: idOf(file.data) })),
    'guide',
    report,
  );
  // Where an id stands alone, in reports and under "fits" of a desk, nobody could tell which of the two is meant.
  for (const { file, path, value } of parts.topicFiles.flatMap((one) => idsIn(one, 'entries'))) {
    const guide = parts.guideFiles.find(({ data }) => typeof value === 'string' && idOf(data) === value);
    if (guide)
      report(
        file,
        path,
        `entry "${value}" has the id of the guide in ${guide.name}:${guide.line(['id'])}. Give the entry another id.`,
      );
  }
  checkTwice(
    parts.topicFiles.map((file) => ({ file, path: ['topic'], value: idOf(file.data, 'topic') })),
    'topic',
    report,
  );
  for (const { file, key } of parts.lists) if (file) checkTwice(idsIn(file, key), 'id', report);
  if (!complete) return;
  for (const { file, path, value } of parts.entries) {
    value.related.forEach((id, index) => {
      if (!entryIds.has(id)) report(file, [...path, 'related', index], missing('related', 'entry', id, entryIds));
    });
    if (value.guide && !guideIds.has(value.guide))
      report(file, [...path, 'guide'], missing('guide', 'guide', value.guide, guideIds));
  }
  for (const guide of parts.guides) checkGuideReferences(guide, entryIds, guideIds, report);
  const { file, value } = parts.broker;
  value?.starters.forEach((id, index) => {
    if (file && !entryIds.has(id)) report(file, ['starters', index], missing('starters', 'entry', id, entryIds));
  });
}

function checkGuideReferences(
  { file, value }: Placed<Guide>,
  entryIds: Set<string>,
  guideIds: Set<string>,
  report: Report,
): void {
  value.steps.forEach((step, index) => {
    const at = ['steps', index];
    step.trouble.forEach((id, number) => {
      if (!entryIds.has(id))
        report(file, [...at, 'trouble', number], missing(`trouble of step "${step.id}"`, 'entry', id, entryIds));
    });
    step.choices.forEach((choice, number) => {
      const place = [...at, 'choices', number];
      const name = `choice "${choice.id}" of step "${step.id}"`;
      if (choice.entry && !entryIds.has(choice.entry))
        report(file, [...place, 'entry'], missing(name, 'entry', choice.entry, entryIds));
      if (choice.guide && !guideIds.has(choice.guide))
        report(file, [...place, 'guide'], missing(name, 'guide', choice.guide, guideIds));
    });
  });
}

function missing(where: string, kind: string, id: string, ids: Set<string>): string {
  return `${where} names the ${kind} "${id}", which does not exist. ${didYouMean(id, ids)}`;
}

function idOf(data: unknown, key = 'id'): unknown {
  return (data as Record<string, unknown> | null)?.[key];
}

function idsIn(file: ParsedFile, key: string): Placed<unknown>[] {
  const list = idOf(file.data, key);
  return Array.isArray(list) ? list.map((one, index) => ({ file, path: [key, index, 'id'], value: idOf(one) })) : [];
}

/** Reports the second of two equal ids, with where the first one stands; returns all ids. */
export function checkTwice(ids: Placed<unknown>[], kind: string, report: Report): Set<string> {
  const first = new Map<string, Placed<unknown>>();
  for (const one of ids) {
    if (typeof one.value !== 'string') continue;
    const other = first.get(one.value);
    if (!other) first.set(one.value, one);
    else
      report(
        one.file,
        one.path,
        `${kind} "${one.value}" stands already in ${other.file.name}:${other.file.line(other.path)}. Give one of them another id.`,
      );
  }
  return new Set(first.keys());
}

/** What is nearer than this is offered together: which stands first is chance, and changes with any word anywhere. */
const tie = 0.05;

/** Reports utterances of `must_match` that do not find their entry first; as a warning where it is as near as the first. */
export function checkMatches(entries: Placed<Entry>[], matcher: Pick<Matcher, 'match'>, report: Report): void {
  for (const { file, path, value } of entries) {
    value.must_match.forEach((utterance, index) => {
      const { decision, matches } = matcher.match(utterance);
      const [first] = matches;
      const own = matches.find((match) => match.kind === 'entry' && match.id === value.id);
      if (first && first === own && decision !== 'decline') return;
      const at = (match: typeof own) => (match ? `(${match.confidence.toFixed(2)})` : '(far behind)');
      const found = !first
        ? 'finds nothing'
        : first === own
          ? `finds "${value.id}" ${at(own)}, but not surely enough to be offered`
          : `finds "${first.id}" ${at(first)} before "${value.id}" ${at(own)}`;
      const isTie = decision === 'clarify' && own && first && first.confidence - own.confidence < tie;
      const told = `"${utterance}" ${found}. Add a phrasing, or move it.`;
      report(file, [...path, 'must_match', index], told, isTie ? 'warning' : 'test');
    });
  }
}
