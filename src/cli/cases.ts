// `npm run cases`: the messages that customers left: lists them, shows one with its transcript, closes and opens them.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { takeStaffTurn } from '../conversation/staff-turn.ts';
import { type Actor, CaseConflict } from '../handoff/staff-actions.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Identity, Storage, StoredActivity } from '../storage/storage.ts';
import {
  argumentProblem,
  complain,
  fail,
  printable,
  printRows,
  readAround,
  readSettings,
  when,
  withDatabase,
} from './terminal.ts';

const usage = [
  'npm run -s cases                   the open cases, the newest first',
  'npm run -s cases -- --all          the closed ones too',
  'npm run -s cases -- show 1001      one whole, with the transcript',
  'npm run -s cases -- close 1001     closes it',
  'npm run -s cases -- reopen 1001    opens it again',
  'With --json as JSON.',
].join('\n');

/** Whoever may run commands here may do what a lead may. */
const command: Actor = { id: 'command', name: 'command', office: null, role: 'lead' };

const mostListed = 500;
const pageOfTranscript = 500;

const { values: flags, positionals } = readArguments();
const [verb = 'list', given, ...rest] = positionals;
if (flags.help) {
  console.log(usage);
  process.exit(0);
}
if (!['list', 'show', 'close', 'reopen'].includes(verb)) fail(`"${verb}" is not known here.\n${usage}`);
if (rest.length > 0) fail(`"${rest[0]}" is one word too many.\n${usage}`);
const number = verb === 'list' ? null : readNumber(verb, given);

const settings = readSettings();
await withDatabase(settings, async (storage) => {
  if (number === null) await list(storage);
  else if (verb === 'show') await show(storage, number);
  else await setStatus(storage, number, verb === 'close');
});

async function list(from: Storage): Promise<void> {
  const cases = await from.cases(flags.all ? {} : { status: ['waiting', 'claimed'] }, mostListed);
  if (flags.json) return console.log(JSON.stringify(cases, null, 2));
  if (cases.length === 0) return console.log(flags.all ? 'There are no cases.' : 'No case is open.');
  const rows = cases.map((one) => [
    String(one.number),
    when(one.openedAt),
    one.office ?? 'no office',
    printable([one.name, contactOf(one)].filter(Boolean).join(', ')),
    ...(cases.some(({ identity }) => identity) ? [verified(one.identity)] : []),
    ...(flags.all ? [standing(one)] : []),
    firstWords(one.question),
  ]);
  printRows(rows);
  if (cases.length === mostListed)
    console.log(`These are the newest ${mostListed}. Close what is done to see the others.`);
}

async function show(from: Storage, wanted: number): Promise<void> {
  const found = (await from.case(wanted)) ?? unknown(wanted);
  if (!found) return;
  const transcript = await transcriptOf(from, found.conversationId);
  if (flags.json)
    return console.log(JSON.stringify({ ...found, transcript: transcript.map(({ activity }) => activity) }, null, 2));
  const place = [found.topic && `topic ${found.topic}`, found.guide && `guide ${found.guide}, step ${found.step}`];
  const lines = [
    `Case ${found.number}, ${standing(found)}`,
    `  left      ${when(found.openedAt)}`,
    ...(found.closedAt === null ? [] : [`  closed    ${when(found.closedAt)}`]),
    `  office    ${found.office ?? 'none named'}`,
    `  name      ${found.name ?? 'none given'}`,
    `  contact   ${contactOf(found) || 'none given'}`,
    `  verified  ${found.identity ? describe(found.identity) : 'no: was not logged in to the website'}`,
    `  was at    ${place.filter(Boolean).join('; ') || 'nothing in particular'}`,
    `  speaks    ${found.language ?? 'unknown'}; time zone ${found.timeZone ?? 'unknown'}`,
    '',
    indent(found.question),
    '',
    'Transcript',
    ...transcript.flatMap(lineOf),
  ];
  console.log(printable(lines.join('\n')));
}

async function setStatus(from: Storage, wanted: number, close: boolean): Promise<void> {
  const before = (await from.case(wanted)) ?? unknown(wanted);
  if (!before) return;
  const after = await act(from, before, close ? 'close' : 'reopen');
  if (flags.json) return console.log(JSON.stringify(after, null, 2));
  const changed = after.version > before.version;
  console.log(`Case ${wanted} ${changed ? 'is' : 'was'} ${standing(after)} ${changed ? 'now' : 'already'}.`);
}

/** The turn that staff take in the console: the customer is told, and what becomes due is set. */
async function act(from: Storage, before: Case, kind: 'close' | 'reopen'): Promise<Case> {
  const around = await readAround(from, settings);
  try {
    const { number, conversationId } = before;
    const done = await from.turn(conversationId, (turn) =>
      takeStaffTurn(turn, number, command, { kind }, randomUUID(), around),
    );
    return done.case;
  } catch (error) {
    // It is already as it is wanted.
    if (error instanceof CaseConflict) return before;
    throw error;
  }
}

/** For who has no console it matters alone whether it is done. */
function standing({ status }: Case): string {
  return status === 'closed' ? 'closed' : 'open';
}

function contactOf({ contact, email }: Case): string {
  return [...new Set([email, ...(contact?.split(', ') ?? [])])].filter(Boolean).join(', ');
}

async function transcriptOf(from: Storage, conversationId: string): Promise<StoredActivity[]> {
  const all: StoredActivity[] = [];
  for (;;) {
    const page = await from.activitiesAfter(conversationId, all.at(-1)?.sequence ?? 0, pageOfTranscript);
    all.push(...page);
    if (page.length < pageOfTranscript) return all;
  }
}

function lineOf({ activity }: StoredActivity): string[] {
  if (activity.type !== 'message') return [];
  const from = activity.from as { role?: string } | undefined;
  const who = from?.role === 'bot' ? 'bot' : 'customer';
  const files = ((activity.attachments ?? []) as { name?: string }[]).flatMap(({ name }) =>
    name ? [`[file: ${name}]`] : [],
  );
  const text = [String(activity.text ?? ''), ...files].filter(Boolean).join(' ');
  return [`  ${when(Date.parse(String(activity.timestamp)))}  ${who}: ${text.replace(/\n+/g, '\n    ')}`];
}

/** Who the customer is by the website's word, in a few of them. */
function verified(identity: Identity | null): string {
  return identity ? printable(`verified: ${identity.name ?? identity.email ?? identity.sub}`) : 'not verified';
}

function describe({ sub, name, email }: Identity): string {
  return `${[name, email].filter(Boolean).join(', ')} (customer ${sub} of the website)`.trim();
}

function firstWords(text: string): string {
  const signs = [...printable(text).replace(/\s+/g, ' ')];
  return signs.length > 60 ? `${signs.slice(0, 59).join('')}…` : signs.join('');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function unknown(wanted: number): undefined {
  return complain(`There is no case ${wanted}. npm run -s cases -- --all lists those there are.`);
}

function readNumber(what: string, text: string | undefined): number {
  if (text === undefined) fail(`Which case? Write npm run -s cases -- ${what} 1001.`);
  if (!/^\d{1,12}$/.test(text)) fail(`"${text}" is not the number of a case. Write npm run -s cases -- ${what} 1001.`);
  return Number(text);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { all: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    return fail(`${argumentProblem(error)}\n${usage}`);
  }
}
