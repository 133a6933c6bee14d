// What staff propose for the content: a phrasing or a new answer, checked like the files, approved by a second person.
import type { ContentChange } from '../content/changes.ts';
import type { Content } from '../content/content.ts';
import { entryIdOf } from '../content/live.ts';
import { contentDirs } from '../content/load.ts';
import type { ChangeReview, reviewChange } from '../content/review-change.ts';
import { isPersonal } from '../rules/personal.ts';
import { findSensitive } from '../rules/sensitive.ts';
import { normalise } from '../rules/words.ts';
import type { ChangeStatus, KeptContentChange } from '../storage/storage/content-changes.ts';
import type { Storage } from '../storage/storage.ts';
import { type Call, Refusal } from './http.ts';
import type { SignedIn, StaffRoute } from './staff-route.ts';
import { createThread } from './threads.ts';

const MOST_LISTED = 200;
/** By then every server has what was approved. */
const SPREAD_MS = 10_000;
const MOST_YAML = 10_000;
const MOST_WORDS = 200;

type Wanted = Pick<KeptContentChange, 'kind' | 'entry' | 'topic' | 'phrasing' | 'test' | 'yaml'>;

export interface StaffContent {
  list: StaffRoute;
  topics: StaffRoute;
  /** What the check says of a proposal that is still being written. */
  check: StaffRoute;
  propose: StaffRoute;
  approve: StaffRoute;
  reject: StaffRoute;
  rollBack: StaffRoute;
}

/** `now` in milliseconds since 1970. */
export function createStaffContent(parts: {
  storage: Storage;
  settings: { contentDir: string };
  content: () => Content;
  now: () => number;
}): StaffContent {
  const { storage, content, now } = parts;
  const dirs = contentDirs(parts.settings.contentDir);
  const reviewer = createThread<Parameters<typeof reviewChange>, ChangeReview>('content/review-worker.ts');

  const find = async (call: Call): Promise<KeptContentChange> => {
    const id = Number(call.params.id);
    const found = Number.isSafeInteger(id) ? await storage.contentChange(id) : undefined;
    return found ?? refuse(404, 'not-found', 'There is no such proposal.');
  };

  const review = async (change: ContentChange): Promise<ChangeReview> =>
    (await reviewer(dirs, await storage.liveContentChanges(), change, now())) ??
    refuse(503, 'busy', 'Many proposals are being checked just now. Try again in a moment.');

  const check = async (change: ContentChange): Promise<void> => {
    const { refused } = await review(change);
    if (refused.length > 0) throw broken(refused);
  };

  const decide = async (call: Call, person: SignedIn, from: ChangeStatus, to: ChangeStatus, revision?: number) => {
    const { id } = await find(call);
    const decided = await storage.decideContentChange(id, { from, to, staff: person.id, at: now(), revision });
    if (!decided)
      throw new Refusal(409, 'decided-already', 'Somebody decided something before you. Look at the list again.');
    return { status: 200, body: await withNames([decided]).then(([one]) => one) };
  };

  /** Live, and yet not served: the files have no place for it any more. */
  const isLeftOut = ({ status, decidedAt, kind, entry, phrasing }: KeptContentChange): boolean => {
    if (status !== 'live' || now() - (decidedAt ?? 0) < SPREAD_MS) return false;
    const served = content().entries.get(entry);
    return kind === 'entry' ? !served : !served?.phrasings.some((one) => isSame(one, phrasing ?? ''));
  };

  const withNames = async (changes: KeptContentChange[]) => {
    const names = new Map((await storage.staff(true)).map(({ id, name }) => [id, name]));
    const who = (id: string | null) => id && { id, name: names.get(id) ?? id };
    const when = (at: number | null) => at && new Date(at).toISOString();
    return changes.map((kept) => {
      const { proposedBy, proposedAt, decidedBy, decidedAt, rolledBackBy, rolledBackAt, ...change } = kept;
      return {
        ...change,
        isLeftOut: isLeftOut(kept),
        question: content().entries.get(change.entry)?.question ?? null,
        proposed: { by: who(proposedBy), at: when(proposedAt) },
        decided: decidedBy && { by: who(decidedBy), at: when(decidedAt) },
        rolledBack: rolledBackBy && { by: who(rolledBackBy), at: when(rolledBackAt) },
      };
    });
  };

  return {
    list: async () => ({ status: 200, body: await withNames(await storage.contentChanges(MOST_LISTED)) }),

    topics: () => ({ status: 200, body: [...content().topics].map(([id, title]) => ({ id, title })) }),

    async check(call) {
      try {
        return { status: 200, body: await review({ id: 0, ...readWanted(call.body) }) };
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'broken') throw error;
        return { status: 200, body: { refused: error.more?.reasons, warnings: [] } };
      }
    },

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
      // What is approved meanwhile was not checked beside this one.
      const revision = await storage.contentRevision();
      if (change.status === 'proposed') await check(change);
      return decide(call, person, 'proposed', 'live', revision);
    },

    reject: (call, person) => decide(call, person, 'proposed', 'rejected'),
    rollBack: (call, person) => decide(call, person, 'live', 'rolled-back'),
  };
}

const isSame = (one: string, other: string) => normalise(one).join(' ') === normalise(other).join(' ');

function readWanted(body: unknown): Wanted {
  const { kind, entry, topic, phrasing, test, yaml } = (body ?? {}) as Record<string, unknown>;
  const words = (value: unknown, name: string, most: number): string => {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' || text.length > most)
      throw new Refusal(400, 'bad-request', `"${name}" must be a text of 1 to ${most} characters.`);
    return text;
  };
  if (kind === 'phrasing') {
    const own = { phrasing: words(phrasing, 'phrasing', MOST_WORDS), test: words(test, 'test', MOST_WORDS) };
    // They are kept, and go into the files and to everybody who reads them.
    const named = Object.entries(own).filter(([, text]) => isPersonal(text));
    if (named.length > 0)
      throw broken(named.map(([name]) => `The ${name} holds an address or a number of somebody. Take it out.`));
    return { kind, entry: words(entry, 'entry', 100), ...own, topic: null, yaml: null };
  }
  if (kind !== 'entry') return refuse(400, 'bad-request', '"kind" must be "phrasing" or "entry".');
  const text = words(yaml, 'yaml', MOST_YAML);
  if (findSensitive(text).length > 0)
    throw broken(['The answer holds a bank, card or social security number. Take it out.']);
  const read = entryIdOf(text);
  if ('problems' in read) throw broken(read.problems);
  return { kind, entry: read.id, topic: words(topic, 'topic', 100), yaml: text, phrasing: null, test: null };
}

function broken(reasons: string[]): Refusal {
  return new Refusal(422, 'broken', reasons.join(' '), undefined, { reasons });
}

function refuse(status: number, code: string, message: string): never {
  throw new Refusal(status, code, message);
}
