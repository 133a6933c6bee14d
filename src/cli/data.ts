// `npm run data`: what is kept of one customer: shows it, exports it, erases it, and holds what must not be forgotten.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { isAbout, type Kept, readAbout, whyKept } from '../handoff/keeping.ts';
import { readFile } from '../storage/files.ts';
import type { Hold, Subject } from '../storage/storage/data.ts';
import type { Storage } from '../storage/storage.ts';
import { argumentProblem, complain, fail, printable, printRows, readSettings, when, withDatabase } from './terminal.ts';

const usage = [
  'npm run -s data -- find --email dana@example.com             what is kept of one customer, and why',
  'npm run -s data -- export --email ... --to FOLDER            writes all of it into a new folder',
  'npm run -s data -- erase --email ... --yes                   erases it; --records also what staff handled',
  'npm run -s data -- hold --email ... --reason "subpoena 12"   nothing of it is forgotten or erased from now on',
  'npm run -s data -- hold --everything --reason "audit"        nothing at all is',
  'npm run -s data -- release 3                                 ends a hold',
  'npm run -s data -- holds                                     the holds in force; --all the ended ones too',
  'npm run -s data -- log                                       who held, released, exported and erased what, and when',
  'Instead of --email: --customer ID of the website, --case 1001, --conversation ID. With --by "Dana" for who asks for it,',
  'which else is the account on this machine; with --json as JSON.',
].join('\n');

const verbs = ['find', 'export', 'erase', 'hold', 'release', 'holds', 'log'];
const mostLines = 1_000;
const { values: flags, positionals } = readArguments();
const [verb = '', given, ...rest] = positionals;
if (flags.help || verb === '') {
  console.log(usage);
  process.exit(flags.help ? 0 : 1);
}
if (!verbs.includes(verb)) fail(`"${verb}" is not known here.\n${usage}`);
const tooMuch = verb === 'release' ? rest[0] : given;
if (tooMuch !== undefined) fail(`"${tooMuch}" is one word too many.\n${usage}`);
const by = (flags.by ?? userInfo().username).trim();
if (by === '') fail('--by: say who asks for it.');
if (verb === 'export' && !flags.to) fail('Where to? Add --to and a folder that does not exist yet.');
if (verb === 'hold' && !flags.reason?.trim()) fail('Why? Add --reason "...", for who reads the trail years later.');
const isOfCustomer = !['release', 'holds', 'log'].includes(verb);
const subjects = [flags.email, flags.customer, flags.case, flags.conversation, flags.everything];
if (isOfCustomer && subjects.filter((one) => one !== undefined).length !== 1)
  fail(`Whose data? Name one of --email, --customer, --case and --conversation.\n${usage}`);
if (flags.everything && verb !== 'hold') fail('Everything can be held alone. Name one customer.');
// What is written of customers is for this account's eyes alone.
process.umask(0o077);

const config = readSettings();
const { contentDir } = config;
const loaded = loadContent(join(contentDir, 'dialogs'), join(contentDir, 'knowledge'), Date.now(), false);
const content = loaded.content ?? fail(describeErrors(loaded.problems).join('\n'));
await withDatabase(config, async (storage) => {
  if (verb === 'holds') return listHolds(await storage.holds(flags.all));
  if (verb === 'log') return listEvents(storage);
  if (verb === 'release') return release(storage);
  const subject = await readSubject(storage);
  if (!subject) return;
  if (verb === 'hold') return hold(storage, subject);
  const records = await find(storage, subject);
  if (verb === 'find') return show(records);
  if (records.length === 0) return complain('Nothing is kept of this customer.');
  if (verb === 'export') return write(storage, subject, records);
  return erase(storage, subject, records);
});

/** One conversation of the customer's. */
interface Found {
  id: string;
  channel: string;
  from: number;
  activities: number;
  cases: number[];
  kept: Kept[];
}

async function find(storage: Storage, subject: Subject): Promise<Found[]> {
  const records: Found[] = [];
  for (const id of await storage.conversationsOf(subject)) {
    const record = await storage.turn(id, async (turn): Promise<Found | undefined> => {
      const about = await readAbout(turn);
      if (!about || !isAbout(subject, about)) return undefined;
      const { channel, createdAt: from, sequence: activities } = about.conversation;
      const cases = about.cases.map(({ number }) => number).sort((one, other) => one - other);
      return { id, channel, from, activities, cases, kept: await whyKept(turn, about, content, Date.now()) };
    });
    if (record) records.push(record);
  }
  return records.sort((one, other) => one.from - other.from);
}

async function show(records: Found[]): Promise<void> {
  if (flags.json) return print(records);
  if (records.length === 0) return console.log('Nothing is kept of this customer.');
  printRows(
    records.map(({ id, channel, from, activities, cases, kept }) => [
      printable(id),
      channel,
      `since ${when(from)}`,
      `${activities} activities`,
      cases.length === 0 ? 'no case' : `cases ${cases.join(', ')}`,
      kept.map(describe).join('; ') || 'may be erased',
    ]),
  );
}

async function write(storage: Storage, subject: Subject, records: Found[]): Promise<void> {
  const to = flags.to ?? '';
  try {
    await mkdir(to, { recursive: false });
  } catch (error) {
    return complain(
      `--to: "${to}" cannot be made: ${(error as Error).message}. Name a folder that does not exist yet.`,
    );
  }
  for (const [index, { id }] of records.entries()) {
    const folder = join(to, `conversation-${index + 1}`);
    await mkdir(folder);
    const contents = await storage.contentsOf(id);
    await writeFile(join(folder, 'conversation.json'), `${JSON.stringify(contents, null, 2)}\n`);
    for (const [position, { id: fileId, name }] of (contents.files ?? []).entries()) {
      const file = await storage.file(String(fileId));
      if (file) await writeFile(join(folder, fileName(position, String(name))), readFile(storage, file));
    }
  }
  const cases = records.flatMap((record) => record.cases);
  await storage.note({
    at: Date.now(),
    actor: by,
    what: 'exported',
    detail: { ...named(subject), cases, conversations: records.length },
  });
  if (flags.json) return print({ to, conversations: records.length, cases });
  console.log(
    `${count(records.length, 'conversation')} and ${count(cases.length, 'case')} are in ${to}. Hand it on encrypted, and delete it here.`,
  );
}

/** As customers named it, without what a path could be made of. */
function fileName(position: number, name: string): string {
  return `file-${position + 1}-${name.replace(/[^\p{L}\p{N}.-]+/gu, '_').slice(-80)}`;
}

async function erase(storage: Storage, subject: Subject, records: Found[]): Promise<void> {
  if (!flags.yes) {
    await show(records);
    return complain('Nothing is erased yet. Look at what is listed, and add --yes.');
  }
  const erased: Found[] = [];
  const left: Found[] = [];
  for (const record of records) {
    const kept = await storage.turn(record.id, async (turn) => {
      const about = await readAbout(turn);
      if (!about) return [];
      const all = await whyKept(turn, about, content, Date.now());
      const inTheWay = all.filter(({ because }) => !(flags.records && because === 'handled'));
      if (inTheWay.length > 0) return inTheWay;
      const detail = { ...named(subject), cases: record.cases, activities: record.activities, records: all.length > 0 };
      await turn.data.note({ at: Date.now(), actor: by, what: 'erased', detail });
      await turn.forget();
      return [];
    });
    if (kept.length === 0) erased.push(record);
    else left.push({ ...record, kept });
  }
  if (flags.json) print({ erased, left });
  else {
    console.log(
      `${count(erased.length, 'conversation')} erased, with ${count(erased.flatMap(({ cases }) => cases).length, 'case')}. Back-ups still hold it until they are overwritten.`,
    );
    for (const { id, kept } of left) console.log(`Left: ${printable(id)}: ${kept.map(describe).join('; ')}.`);
  }
  if (left.length > 0) process.exitCode = 1;
}

async function hold(storage: Storage, subject: Subject): Promise<void> {
  const placed = await storage.addHold({ subject, reason: flags.reason?.trim() ?? '', by, at: Date.now() });
  if (flags.json) return print(placed);
  console.log(
    `Hold ${placed.id} is in force: nothing of ${whose(subject)} is forgotten or erased until npm run -s data -- release ${placed.id}.`,
  );
}

async function release(storage: Storage): Promise<void> {
  if (!/^\d{1,12}$/.test(given ?? '')) return complain('Which hold? npm run -s data -- holds lists them.');
  const ended = await storage.endHold(Number(given), by, Date.now());
  if (!ended) return complain(`No hold ${given} is in force. npm run -s data -- holds lists them.`);
  if (flags.json) return print(ended);
  console.log(`Hold ${ended.id} is over. What it kept is forgotten within a day where nothing else keeps it.`);
}

async function listHolds(holds: Hold[]): Promise<void> {
  if (flags.json) return print(holds);
  if (holds.length === 0) return console.log('No hold is in force.');
  printRows(
    holds.map(({ id, subject, reason, at, by: placedBy, endedAt, endedBy }) => [
      String(id),
      printable(whose(subject)),
      `since ${when(at)} by ${printable(placedBy)}`,
      ...(flags.all ? [endedAt === null ? 'in force' : `ended ${when(endedAt)} by ${printable(endedBy ?? '')}`] : []),
      printable(reason),
    ]),
  );
}

async function listEvents(storage: Storage): Promise<void> {
  const events = await storage.dataEvents(mostLines);
  if (flags.json) return print(events);
  if (events.length === 0) return console.log('Nothing was held, released, exported or erased yet.');
  printRows(
    events.map(({ at, actor, what, detail }) => [when(at), printable(actor), what, printable(JSON.stringify(detail))]),
  );
}

async function readSubject(storage: Storage): Promise<Subject | undefined> {
  const { email, customer, conversation, everything, case: number } = flags;
  if (everything) return { kind: 'everything', value: '' };
  if (email !== undefined) return { kind: 'email', value: email.trim() };
  if (customer !== undefined) return { kind: 'customer', value: customer };
  if (conversation !== undefined) return { kind: 'conversation', value: conversation };
  const found = /^\d{1,12}$/.test(number ?? '') ? await storage.case(Number(number)) : undefined;
  return found ? { kind: 'conversation', value: found.conversationId } : complain(`There is no case ${number}.`);
}

/** Whom the trail may still know again, without naming who was erased. */
function named({ kind, value }: Subject): { kind: string; sha256: string } {
  return { kind, sha256: createHash('sha256').update(value.toLowerCase()).digest('hex') };
}

function whose({ kind, value }: Subject): string {
  if (kind === 'everything') return 'everybody';
  return kind === 'email' ? value : `${kind} ${value}`;
}

function describe(kept: Kept): string {
  if (kept.because === 'hold') return `hold ${kept.hold.id} keeps it`;
  if (kept.because === 'open') return `case ${kept.number} is open: close it first`;
  return `staff handled case ${kept.number}: a record until ${when(kept.until)}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

function readArguments() {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const whose = { email: text, customer: text, case: text, conversation: text, everything: yes };
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...whose,
        to: text,
        reason: text,
        by: text,
        yes,
        records: yes,
        all: yes,
        json: yes,
        help: { ...yes, short: 'h' },
      },
    });
  } catch (error) {
    return fail(`${argumentProblem(error)}\n${usage}`);
  }
}
