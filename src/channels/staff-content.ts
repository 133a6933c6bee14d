// What staff propose for the content: a phrasing or a new answer, checked like the files, approved by a second person.
import type { ContentChange } from '../content/changes.ts';
import { checkChange, entryIdOf } from '../content/live.ts';
import { contentDirs } from '../content/load.ts';
import type { ChangeStatus, KeptContentChange } from '../storage/storage/content-changes.ts';
import type { Storage } from '../storage/storage.ts';
import { type Call, Refusal } from './http.ts';
import type { SignedIn, StaffRoute } from './staff-route.ts';

const MOST_LISTED = 200;
const MOST_YAML = 10_000;
const MOST_WORDS = 200;

type Wanted = Pick<KeptContentChange, 'kind' | 'entry' | 'topic' | 'phrasing' | 'test' | 'yaml'>;

export interface StaffContent {
  list: StaffRoute;
  propose: StaffRoute;
  approve: StaffRoute;
  reject: StaffRoute;
  rollBack: StaffRoute;
}

/** `now` in milliseconds since 1970. */
export function createStaffContent(parts: {
  storage: Storage;
  settings: { contentDir: string };
  now: () => number;
}): StaffContent {
  const { storage, now } = parts;
  const dirs = contentDirs(parts.settings.contentDir);

  const find = async (call: Call): Promise<KeptContentChange> => {
    const id = Number(call.params.id);
    const found = Number.isSafeInteger(id) ? await storage.contentChange(id) : undefined;
    return found ?? refuse(404, 'not-found', 'There is no such proposal.');
  };

  const check = async (change: ContentChange): Promise<void> => {
    const reasons = checkChange(dirs, await storage.liveContentChanges(), change, now());
    if (reasons.length > 0) throw new Refusal(422, 'broken', reasons.join(' '), undefined, { reasons });
  };

  const decide = async (call: Call, person: SignedIn, from: ChangeStatus, to: ChangeStatus) => {
    const { id } = await find(call);
    const decided = await storage.decideContentChange(id, { from, to, staff: person.id, at: now() });
    if (!decided) throw new Refusal(409, 'decided-already', 'Somebody decided that before. Look at the list again.');
    return { status: 200, body: await withNames([decided]).then(([one]) => one) };
  };

  const withNames = async (changes: KeptContentChange[]) => {
    const names = new Map((await storage.staff(true)).map(({ id, name }) => [id, name]));
    const who = (id: string | null) => id && { id, name: names.get(id) ?? id };
    const when = (at: number | null) => at && new Date(at).toISOString();
    return changes.map(({ proposedBy, proposedAt, decidedBy, decidedAt, rolledBackBy, rolledBackAt, ...change }) => ({
      ...change,
      proposed: { by: who(proposedBy), at: when(proposedAt) },
      decided: decidedBy && { by: who(decidedBy), at: when(decidedAt) },
      rolledBack: rolledBackBy && { by: who(rolledBackBy), at: when(rolledBackAt) },
    }));
  };

  return {
    list: async () => ({ status: 200, body: await withNames(await storage.contentChanges(MOST_LISTED)) }),

    async propose(call, person) {
      const wanted = readWanted(call.body);
      await check({ id: 0, ...wanted });
      const kept = await storage.addContentChange({ ...wanted, proposedBy: person.id, proposedAt: now() });
      return { status: 201, body: (await withNames([kept]))[0] };
    },

    async approve(call, person) {
      const change = await find(call);
      if (change.proposedBy === person.id)
        throw new Refusal(409, 'own-proposal', 'Somebody else has to approve what you proposed.');
      if (change.status === 'proposed') await check(change);
      return decide(call, person, 'proposed', 'live');
    },

    reject: (call, person) => decide(call, person, 'proposed', 'rejected'),
    rollBack: (call, person) => decide(call, person, 'live', 'rolled-back'),
  };
}

function readWanted(body: unknown): Wanted {
  const { kind, entry, topic, phrasing, test, yaml } = (body ?? {}) as Record<string, unknown>;
  const words = (value: unknown, name: string, most: number): string => {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' || text.length > most)
      throw new Refusal(400, 'bad-request', `"${name}" must be a text of 1 to ${most} characters.`);
    return text;
  };
  if (kind === 'phrasing') {
    const own = { entry: words(entry, 'entry', 100), phrasing: words(phrasing, 'phrasing', MOST_WORDS) };
    return { kind, ...own, test: words(test, 'test', MOST_WORDS), topic: null, yaml: null };
  }
  if (kind !== 'entry') return refuse(400, 'bad-request', '"kind" must be "phrasing" or "entry".');
  const text = words(yaml, 'yaml', MOST_YAML);
  const read = entryIdOf(text);
  if ('problems' in read)
    throw new Refusal(422, 'broken', read.problems.join(' '), undefined, { reasons: read.problems });
  return { kind, entry: read.id, topic: words(topic, 'topic', 100), yaml: text, phrasing: null, test: null };
}

function refuse(status: number, code: string, message: string): never {
  throw new Refusal(status, code, message);
}
