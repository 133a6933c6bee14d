// `npm run kb:report`: how well customers are served by the content: coverage, weak and confused entries, reviews, what was not answered.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Content } from '../content/content.ts';
import { contentDirs, loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { measureStrength } from '../content/strength.ts';
import { groupQuestions } from '../rules/group-questions.ts';
import { sqliteFile } from '../storage/open.ts';
import type { Unanswered } from '../storage/storage/cases.ts';
import { lastQuestions, type Question } from './questions.ts';
import { argumentProblem, fail, printable, printRows, readQuestions, readSettings, withDatabase } from './terminal.ts';

const usage = [
  'npm run -s kb:report                      how well the content serves customers',
  'npm run -s kb:report -- --questions 500   with so many of the last questions (2000)',
  'npm run -s kb:report -- --json            all of it as JSON',
].join('\n');

const MOST_UNANSWERED = 2_000;
/** So many lines of each list are printed; --json has all. */
const SHOWN = 10;

const flags = readArguments();
const most = readQuestions(flags.questions, 2000);
const config = readSettings();
const { content, problems } = loadContent(...contentDirs(config.contentDir), Date.now(), false);
if (!content) fail(describeErrors(problems).join('\n'));

let questions: Question[] | null = null;
let unanswered: Unanswered[] = [];
if (config.databaseUrl || existsSync(sqliteFile(config.dataDir)))
  await withDatabase(config, async (storage) => {
    questions = await lastQuestions(storage, most);
    unanswered = await storage.unanswered(MOST_UNANSWERED);
  });
const report = makeReport(content, questions, unanswered, new Date().toISOString().slice(0, 10));
if (flags.json) console.log(JSON.stringify(report, null, 2));
else print(report);

function makeReport(content: Content, asked: Question[] | null, open: Unanswered[], today: string) {
  const { strengths, confusions } = measureStrength(content);
  const entries = [...content.entries.values()];
  return {
    content: content.version,
    entries: entries.length,
    guides: content.guides.size,
    phrasings: entries.reduce((sum, { phrasings }) => sum + phrasings.length, 0),
    coverage: asked && coverageOf(content, asked),
    weakest: strengths.filter(({ found, of }) => found < of),
    confusions,
    overdue: entries
      .filter(({ review_by }) => review_by < today)
      .map(({ id, topic, review_by, as_of }) => ({ id, topic, review_by, as_of }))
      .sort((one, other) => one.review_by.localeCompare(other.review_by)),
    unanswered: groupQuestions(open).map((group) => ({
      count: group.length,
      examples: [...new Set(group.map(({ text }) => text.trim()))].slice(0, 5),
      declined: group.some(({ decision }) => decision === 'decline'),
      offered: [...new Set(group.flatMap(({ entries }) => entries))],
    })),
  };
}

/** What would be done with the questions now, and what was done then. */
function coverageOf({ matcher, entries }: Content, asked: Question[]) {
  const count = (decisions: string[]) => ({
    answered: decisions.filter((one) => one === 'answer').length,
    askedBack: decisions.filter((one) => one === 'clarify').length,
    declined: decisions.filter((one) => one === 'decline').length,
  });
  const now = asked.map(({ text }) => matcher.match(text));
  const times = new Map<string, number>();
  for (const { decision, matches } of now) {
    const [first] = matches;
    if (decision === 'answer' && first) times.set(first.id, (times.get(first.id) ?? 0) + 1);
  }
  return {
    questions: asked.length,
    before: count(asked.map(({ decision }) => decision)),
    now: count(now.map(({ decision }) => decision)),
    mostAsked: [...times].map(([id, count]) => ({ id, count })).sort((one, other) => other.count - one.count),
    neverAsked: [...entries.keys()].filter((id) => !times.has(id)),
  };
}

function print(all: ReturnType<typeof makeReport>): void {
  const { coverage } = all;
  console.log(`${all.entries} answers with ${all.phrasings} phrasings, ${all.guides} guides (content ${all.content}).`);
  head('Coverage');
  if (!coverage) console.log('No database: set DATA_DIR or DATABASE_URL as for the server.');
  else if (coverage.questions === 0) console.log('No customer has asked anything yet.');
  else {
    const share = (number: number) => `${Math.round((100 * number) / coverage.questions)} %`;
    printRows([
      ['', 'answered', 'asked back', 'declined'],
      [
        'when asked',
        share(coverage.before.answered),
        share(coverage.before.askedBack),
        share(coverage.before.declined),
      ],
      ['now', share(coverage.now.answered), share(coverage.now.askedBack), share(coverage.now.declined)],
    ]);
    console.log(`of the last ${coverage.questions} questions; ${coverage.neverAsked.length} answers were not needed.`);
    list(coverage.mostAsked.map(({ id, count }) => [String(count), id]));
  }
  head('Weakest: answers that their own phrasings do not find, each left out once');
  list(all.weakest.map(({ id, found, of }) => [`${found} of ${of}`, id]));
  head('Confusions: what is found instead');
  list(all.confusions.map(({ id, other, times, example }) => [String(times), `${id} -> ${other}`, `"${example}"`]));
  head(`Overdue reviews: ${all.overdue.length}`);
  list(all.overdue.map(({ id, topic, review_by }) => [review_by, `${topic}.yaml`, id]));
  head(`Not answered: ${all.unanswered.length} kinds of question`);
  list(all.unanswered.map(({ count, examples }) => [String(count), `"${printable(examples[0] ?? '').slice(0, 100)}"`]));
}

function head(text: string): void {
  console.log(`\n${text}`);
}

function list(rows: string[][]): void {
  if (rows.length === 0) console.log('none');
  printRows(rows.slice(0, SHOWN));
  if (rows.length > SHOWN) console.log(`... and ${rows.length - SHOWN} more: --json has all.`);
}

function readArguments() {
  try {
    return parseArgs({ options: { questions: { type: 'string' }, json: { type: 'boolean' } } }).values;
  } catch (error) {
    return fail(`${argumentProblem(error)}\n${usage}`);
  }
}
