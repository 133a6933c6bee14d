// `npm run staff`: invites staff by a one-time link, lists them, signs them out and shuts them out.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { takeLook } from '../conversation/handoff-clock.ts';
import { isSameName, officesFor, readName } from '../handoff/people.ts';
import { codeMs, hashOf, newSecret } from '../handoff/staff-secrets.ts';
import { AlreadyBound } from '../storage/storage/entra.ts';
import type { Role, Staff } from '../storage/storage/staff.ts';
import type { Storage } from '../storage/storage.ts';
import {
  argumentProblem,
  complain,
  fail,
  printable,
  printRows,
  readAround,
  readContent,
  readSettings,
  when,
  withDatabase,
} from './terminal.ts';

const usage = [
  'npm run -s staff -- invite "Dana" --office newark    a link to sign in with, good for 24 hours and once',
  'npm run -s staff -- invite "Lee" --role lead         a lead, who may belong to no office',
  'npm run -s staff                                     who was invited, and when they were here last',
  'npm run -s staff -- bind "Dana" --account ID         her Microsoft Teams account, by its object id in Entra ID, instead of a link',
  'npm run -s staff -- bind "Dana" --account ID --guest the same for a guest of the tenant, who is let in with ENTRA_GUESTS=on',
  'npm run -s staff -- sign-out "Dana"                  out on all machines; a new link lets them in again',
  'npm run -s staff -- revoke "Dana"                    out for good, at once',
  'Instead of the name, the id that the list shows. With --json as JSON.',
].join('\n');

/** More than anybody holds. */
const MOST_HELD = 1_000;

const { values: flags, positionals } = readArguments();
const [verb = 'list', given, ...rest] = positionals;
if (flags.help) {
  console.log(usage);
  process.exit(0);
}
const verbs: Record<string, (storage: Storage) => Promise<void>> = { list, bind, revoke, 'sign-out': signOut };
if (verb !== 'invite' && !(verb in verbs)) fail(`"${verb}" is not known here.\n${usage}`);
const tooMuch = verb === 'list' ? given : rest[0];
if (tooMuch !== undefined) fail(`"${tooMuch}" is one word too many. A name of two words stands in quotes.\n${usage}`);
if (verb !== 'list' && given === undefined) fail(`Who? Write npm run -s staff -- ${verb} "Dana".`);
if (verb !== 'invite' && (flags.office ?? flags.role) !== undefined)
  fail(`--office and --role go with invite.\n${usage}`);
if (verb !== 'bind' && (flags.account ?? flags.guest) !== undefined)
  fail(`--account and --guest go with bind.\n${usage}`);
const who = given ?? '';
const config = readSettings();

if (verb === 'invite') {
  const wanted = { name: wantedName(), role: wantedRole(), office: wantedOffice() };
  await withDatabase(config, (storage) => invite(storage, wanted));
} else await withDatabase(config, verbs[verb] ?? list);

interface Wanted {
  name: string;
  role: Role | undefined;
  office: string | undefined;
}

async function invite(storage: Storage, wanted: Wanted): Promise<void> {
  const at = Date.now();
  const before = (await storage.staff()).find(({ name }) => isSameName(name, wanted.name));
  // Somebody of the same name in another office would be let in as this person.
  if (before && wanted.office !== undefined && before.office !== wanted.office)
    return complain(
      `${describe(before)} was invited before. Leave --office out for a new link for the same person, who can change the office in the console; for somebody else write a name that tells them apart.`,
    );
  const office = before?.office ?? wanted.office ?? null;
  const role = wanted.role ?? before?.role ?? 'staff';
  if (office === null && role !== 'lead')
    return complain(
      `Which office is ${wanted.name} in? Add --office with one of: ${officeIds()}. Only leads need none.`,
    );
  const person =
    (before && (await storage.changeStaff(before.id, { role }))) ??
    (await storage.addStaff({ id: randomUUID(), name: wanted.name, office, role, createdAt: at }));
  const code = newSecret();
  const until = at + codeMs;
  await storage.addCode({ hash: hashOf(code), staff: person.id, expiresAt: until });
  const link = `${address()}/staff?code=${code}`;
  const { id, name } = person;
  if (flags.json) return print({ id, name, role, office, link, until: new Date(until).toISOString(), new: !before });
  console.log(
    before
      ? `${describe(person)} was invited before: this is a new link for the same person, and an earlier one that was not used holds no longer.`
      : `${describe(person)} is invited.`,
  );
  console.log(`The link signs in whoever opens it, once, until ${when(until)}. Give it to ${printable(name)} alone:`);
  console.log(link);
}

async function list(storage: Storage): Promise<void> {
  const people = await storage.staff();
  const tokens = new Map<string, Awaited<ReturnType<Storage['tokens']>>>();
  for (const { id } of people) {
    const holding = (await storage.tokens(id)).filter(({ expiresAt }) => expiresAt > Date.now());
    tokens.set(id, holding);
  }
  const of = (person: Staff) => tokens.get(person.id) ?? [];
  if (flags.json)
    return print(
      people.map((person) => ({
        ...person,
        tokens: of(person).map(({ createdAt, usedAt, expiresAt }) => ({ createdAt, usedAt, expiresAt })),
      })),
    );
  if (people.length === 0) return console.log(`Nobody is invited yet.\n${usage}`);
  printRows(
    people.map((person) => [
      printable(person.name),
      person.role,
      person.office ?? 'no office',
      person.available ? 'available' : 'away',
      person.seenAt === null ? 'never here' : `here ${when(person.seenAt)}`,
      machines(of(person).length),
      person.id,
    ]),
  );
}

/** Teams vouches for the account from then on, as after the first sign-in with an invitation. */
async function bind(storage: Storage): Promise<void> {
  const { account: objectId = '', guest: isGuest = false } = flags;
  if (!/^[\da-f-]{1,100}$/i.test(objectId))
    return complain(
      'Which account? Add --account with the object id that Entra ID shows for the user, as 3f2a81c4-... .',
    );
  if (!config.entra)
    return complain('Nobody signs in from Teams here. Set ENTRA_APP_ID and ENTRA_TENANT_ID as for the server.');
  const person = await find(storage);
  if (!person) return;
  const { tenantId } = config.entra;
  try {
    await storage.bindEntra(person.id, { tenantId, objectId, by: 'invitation', isGuest }, Date.now());
  } catch (error) {
    if (!(error instanceof AlreadyBound)) throw error;
    return complain(`${describe(person)} has another account already, or this account is somebody else's.`);
  }
  if (flags.json) return print({ ...person, tenantId, objectId, isGuest });
  console.log(`${describe(person)} is let in from Microsoft Teams with this account, and needs no link.`);
}

async function revoke(storage: Storage): Promise<void> {
  const person = await find(storage);
  if (!person) return;
  const revoked = (await storage.revokeStaff(person.id, Date.now())) ?? person;
  const around = await readAround(storage, config);
  const numbers: number[] = [];
  for (const held of await storage.cases({ owner: person.id, status: ['claimed'] }, MOST_HELD)) {
    await storage.turn(held.conversationId, (turn) => takeLook(turn, around));
    numbers.push(held.number);
  }
  if (flags.json) return print({ ...revoked, cases: numbers });
  console.log(`${describe(person)} is out on all machines, and no link of theirs holds.`);
  if (numbers.length > 0) console.log(`Their customers wait for somebody else now: ${numbers.join(', ')}.`);
}

async function signOut(storage: Storage): Promise<void> {
  const person = await find(storage);
  if (!person) return;
  await storage.dropTokens(person.id);
  const after = (await storage.changeStaff(person.id, { available: false })) ?? person;
  if (flags.json) return print(after);
  console.log(
    `${describe(person)} is signed out everywhere. For a new link: npm run -s staff -- invite "${person.name}".`,
  );
}

async function find(storage: Storage): Promise<Staff | undefined> {
  const people = await storage.staff();
  const found = people.find(({ id }) => id === who) ?? people.find(({ name }) => isSameName(name, who.trim()));
  return found ?? complain(`Nobody is called "${printable(who)}" here. npm run -s staff lists who was invited.`);
}

function wantedName(): string {
  return readName(who) ?? fail('A name has 1 to 60 characters, and no signs that cannot be seen: customers read it.');
}

function wantedRole(): Role | undefined {
  const { role } = flags;
  if (role === undefined || role === 'staff' || role === 'lead') return role;
  return fail(`--role: "${role}" is not known. Write staff or lead.`);
}

function wantedOffice(): string | undefined {
  if (flags.office === undefined) return undefined;
  const content = readContent(config);
  const found = officesFor(content, flags.office);
  if (found.length === 1) return found[0]?.id;
  const what = found.length === 0 ? 'is no office' : 'fits several offices';
  const among = (found.length === 0 ? content.offices : found).map(({ id }) => `  ${id}`).join('\n');
  return fail(`--office: "${flags.office}" ${what}. Write one of these, or a word that is in just one:\n${among}`);
}

function officeIds(): string {
  return readContent(config)
    .offices.map(({ id }) => id)
    .join(', ');
}

/** Where browsers reach the server. */
function address(): string {
  const { publicUrl, host, port } = config;
  if (publicUrl) return publicUrl;
  const name = /^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function describe({ name, role, office }: Staff): string {
  return printable(`${name} (${role}, ${office ?? 'no office'})`);
}

function machines(count: number): string {
  return count === 0 ? 'signed out' : `signed in on ${count}`;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        office: { type: 'string' },
        role: { type: 'string' },
        account: { type: 'string' },
        guest: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return fail(`${argumentProblem(error)}\n${usage}`);
  }
}
