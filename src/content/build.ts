// Makes content of parsed files: shapes, then cross checks, then the matcher.
import type { z } from 'zod';
import { createOfficeFinder } from '../rules/find-office.ts';
import { createMatcher, type Topic } from '../rules/matcher.ts';
import { createMessageReader } from '../rules/screen-messages.ts';
import type { Broker, SmallTalk } from './broker.ts';
import { checkIds, checkMatches, type Placed } from './check.ts';
import { checkEntries, checkPhrasings } from './check-entries.ts';
import { checkGuides } from './check-guides.ts';
import { checkFits, checkOffices } from './check-help.ts';
import { checkSpanish } from './check-spanish.ts';
import type { Content } from './content.ts';
import { type Entry, entrySchema, topicSchema } from './entry.ts';
import { named } from './formats.ts';
import { type Guide, guideSchema } from './guide.ts';
import type { Desk, Office } from './help.ts';
import { checkLinks } from './links.ts';
import { readNotices } from './notices.ts';
import { checkShape, type ParsedFile, type Report } from './parsed.ts';
import { checkPlaceholders, fillPlaceholders } from './placeholders.ts';
import type { Problem } from './problem.ts';
import { createSpanishMatcher, languageRule, withSpanish } from './spanish.ts';

export interface Source {
  guides: ParsedFile[];
  knowledge: ParsedFile[];
  /** False where a file could not be read: what it held is unknown then, not missing. */
  complete: boolean;
  version: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether the utterances of must_match are tried. */
  tests: boolean;
}

/** Reports every problem and gives the content, or null where a part of it is missing or broken. */
export function buildContent(source: Source, problems: Problem[]): Content | null {
  const report: Report = (file, path, text, severity = 'error') => {
    problems.push({ file: file.name, line: file.line(path), text, severity });
  };
  const settings = readNamed(source, report, problems);
  const topicFiles = source.knowledge.filter(
    (file) => !Object.values(named).some((one) => file.name === `knowledge/${one.file}`),
  );
  const { file: hostsFile, value: hosts } = settings.linkHosts;
  for (const file of [...source.guides, ...source.knowledge]) {
    checkPlaceholders(file, report);
    if (hosts && file !== hostsFile) checkLinks(file, hosts, report);
  }

  const words = settings.broker.value;
  const fill = <T>(value: T): T => (words ? fillPlaceholders(value, words) : value);
  const written = topicFiles.flatMap((file) => readEntries(file, report));
  checkSpanish(written, report);
  const entries = written.map((one) => ({ ...one, value: fill(one.value) }));
  const guides = source.guides
    .flatMap((file) => readGuide(file, report))
    .map((one) => ({ ...one, value: fill(one.value) }));
  const smallTalk = fill(settings.smallTalk.value?.small_talk ?? []);
  const { notices } = settings;
  const readable = notices.file && notices.value ? readNotices(notices.file, notices.value, source.now, report) : [];

  checkEntries(entries, new Date(source.now), report);
  checkGuides(guides, report);
  const lists = [
    { file: settings.desks.file, key: 'desks' },
    { file: settings.offices.file, key: 'offices' },
    { file: settings.smallTalk.file, key: 'small_talk' },
    { file: notices.file, key: 'notices' },
  ];
  checkIds(
    { entries, guides, guideFiles: source.guides, topicFiles, lists, broker: settings.broker },
    source.complete,
    report,
  );
  checkPhrasings(entries, guides, report);
  if (settings.offices.file && settings.offices.value)
    checkOffices(settings.offices.file, settings.offices.value.offices, report);
  if (settings.desks.file && settings.desks.value && !problems.some(({ severity }) => severity === 'error'))
    checkFits(settings.desks.file, settings.desks.value.desks, idsOf(entries, guides), report);

  const { broker, desks, offices, synonyms, outOfScope, matching } = settings;
  if (!(broker.value && desks.value && offices.value && synonyms.value && outOfScope.value && matching.value))
    return null;
  const topics = topicsOf(entries, guides, smallTalk);
  const options = {
    synonyms: synonyms.value.groups,
    neverCorrect: synonyms.value.never_correct,
    foreign: outOfScope.value.foreign,
    outOfScope: Object.values(outOfScope.value.examples),
    sureness: matching.value,
  };
  const parts = {
    entries: entries.map(({ value }) => value),
    smallTalk: smallTalk as SmallTalk[],
    synonyms: synonyms.value,
    outOfScope: outOfScope.value,
    offices: offices.value.offices,
  };
  const languageOf = languageRule(topics, parts);
  const inSpanish = createSpanishMatcher(topics, options, parts);
  const matcher = withSpanish(createMatcher(topics, options), inSpanish, languageOf);
  // With something missing the numbers would be other ones.
  if (source.tests && !problems.some((problem) => problem.severity === 'error')) checkMatches(entries, matcher, report);
  return {
    version: source.version,
    broker: fill(broker.value) as Broker,
    topics: new Map(topicFiles.map(({ data }) => titleOf(data))),
    entries: new Map(entries.map(({ value }) => [value.id, value])),
    guides: new Map(guides.map(({ value }) => [value.id, value])),
    desks: fill(desks.value.desks) as Desk[],
    offices: fill(offices.value.offices) as Office[],
    officeFinder: createOfficeFinder(offices.value.offices),
    readMessages: createMessageReader(
      entries.flatMap(({ value: { id, messages } }) => messages.map((says) => ({ entry: id, says }))),
    ),
    smallTalk: smallTalk as SmallTalk[],
    notices: fill(readable),
    languageOf,
    matcher,
    matcherWithout: (isLeft) => withSpanish(createMatcher(without(topics, isLeft), options), inSpanish, languageOf),
  };
}

const madeUp = /(^|[./@])example\.(com|net|org)\b|\b555-01\d\d\b/;

/** What production refuses beside all errors: made-up data. `isMailed` where e-mail is sent: then it also warns of who gets none. */
export function productionProblems({ offices, broker }: Content, isMailed = false): Problem[] {
  const wrong = (file: string, text: string): Problem => ({
    file: `knowledge/${file}`,
    line: null,
    text,
    severity: 'error',
  });
  const problems = offices
    .filter(({ sample, phone = '', email = '' }) => sample || madeUp.test(phone) || madeUp.test(email))
    .map(({ id }) =>
      wrong(
        named.offices.file,
        `office "${id}" is a sample. Put in a real office with its own phone and e-mail (no 555-01 number, no example.com) and take "sample" out, or remove it.`,
      ),
    );
  for (const { id, email } of isMailed ? offices : [])
    if (!email)
      problems.push({
        ...wrong(
          named.offices.file,
          `office "${id}" has no e-mail, so nobody reads there that a message came. Add "email".`,
        ),
        severity: 'warning',
      });
  if (offices.length === 0)
    problems.push(wrong(named.offices.file, 'has no office. Add one, so that customers reach a person.'));
  if (broker.privacy_url && madeUp.test(broker.privacy_url))
    problems.push(wrong(named.broker.file, `privacy_url is a sample. Put in the broker's own page, or remove it.`));
  return problems;
}

export interface Named<T> {
  file: ParsedFile | undefined;
  value: T | undefined;
}

function readNamed(source: Source, report: Report, problems: Problem[]) {
  const read = <T>({ file: name, schema }: { file: string; schema: z.ZodType<T> }, mayBeMissing = false): Named<T> => {
    const file = source.knowledge.find((one) => one.name === `knowledge/${name}`);
    if (file) return { file, value: checkShape(file, schema, report) };
    if (!mayBeMissing && !problems.some((problem) => problem.file === `knowledge/${name}`)) {
      problems.push({
        file: `knowledge/${name}`,
        line: null,
        text: 'is missing. Add it; README.md of this folder shows what goes in.',
        severity: 'error',
      });
    }
    return { file: undefined, value: undefined };
  };
  return {
    broker: read(named.broker),
    desks: read(named.desks),
    offices: read(named.offices),
    smallTalk: read(named.smallTalk),
    synonyms: read(named.synonyms),
    outOfScope: read(named.outOfScope),
    matching: read(named.matching),
    linkHosts: read(named.linkHosts),
    notices: read(named.notices, true),
  };
}

function titleOf(topic: unknown): [id: string, title: string] {
  const { topic: id, title } = (topic ?? {}) as Record<string, unknown>;
  return [String(id), String(title ?? id)];
}

/** Entries that are right in themselves, so that one broken entry hides no problem of its neighbours. */
export function readEntries(file: ParsedFile, report: Report): Placed<Entry>[] {
  checkShape(file, topicSchema, report);
  const data = file.data as { topic?: unknown; entries?: unknown } | null;
  if (!Array.isArray(data?.entries)) return [];
  return data.entries.flatMap((entry, index) => {
    const result = entrySchema.safeParse(entry);
    return result.success
      ? [{ file, path: ['entries', index], value: { ...result.data, topic: String(data.topic) } }]
      : [];
  });
}

/** The guide of a file, if it is right in itself. */
export function readGuide(file: ParsedFile, report: Report): Placed<Guide>[] {
  const value = checkShape(file, guideSchema, report);
  return value ? [{ file, path: [], value }] : [];
}

/** Everything a desk may fit. */
function idsOf(entries: Placed<Entry>[], guides: Placed<Guide>[]): Set<string> {
  return new Set([
    ...entries.flatMap(({ value }) => [value.topic, value.id]),
    ...guides.flatMap(({ value }) => [value.id, ...value.steps.map((step) => `${value.id}/${step.id}`)]),
  ]);
}

/** The question or title always stays. */
function without(topics: Topic[], isLeft: (index: number) => boolean): Topic[] {
  return topics.map((topic) => ({
    ...topic,
    phrasings: topic.phrasings.filter((_, at) => topic.kind === 'small-talk' || at === 0 || !isLeft(at - 1)),
  }));
}

function topicsOf(entries: Placed<Entry>[], guides: Placed<Guide>[], smallTalk: SmallTalk[]): Topic[] {
  return [
    ...entries.map(
      ({ value }): Topic => ({ kind: 'entry', id: value.id, phrasings: [value.question, ...value.phrasings] }),
    ),
    ...guides.map(
      ({ value }): Topic => ({ kind: 'guide', id: value.id, phrasings: [value.title, ...value.phrasings] }),
    ),
    ...smallTalk.map((one): Topic => ({ kind: 'small-talk', id: one.id, phrasings: one.phrasings })),
  ];
}
