// The queue and its history: cases in short by what is asked for, one whole, and what was said in it.
import type { Case, CaseFilter, CaseKind, CaseStatus } from '../storage/storage/cases.ts';
import type { Storage } from '../storage/storage.ts';
import type { FileLinks } from './file-links.ts';
import { type Call, Refusal } from './http.ts';
import { createLimiter } from './limits.ts';
import type { StaffRoute } from './staff-route.ts';
import type { CaseViews } from './staff-views.ts';

const LISTED = 200;
const MOST_LISTED = 1_000;
const PAGE = 200;
const MOST_TEXT = 100;
const statuses: readonly string[] = ['waiting', 'claimed', 'closed'] satisfies CaseStatus[];
const kinds: readonly string[] = ['live', 'message'] satisfies CaseKind[];

export interface StaffHandoffs {
  list: StaffRoute;
  whole: StaffRoute;
  transcript: StaffRoute;
  activities: StaffRoute;
  /** The case in the path; throws a 404 where there is none. */
  find(call: Call): Promise<Case>;
}

/** `now` in milliseconds since 1970. */
export function createStaffHandoffs(parts: {
  storage: Pick<Storage, 'cases' | 'case' | 'activitiesAfter'>;
  views: CaseViews;
  links: FileLinks;
  now: () => number;
}): StaffHandoffs {
  const { storage, views, links } = parts;
  const searches = createLimiter(60, 60_000, 'searches', parts.now);

  const find = async (call: Call): Promise<Case> => {
    const id = call.params.id ?? '';
    const found = /^[1-9]\d{0,14}$/.test(id) ? await storage.case(Number(id)) : undefined;
    if (!found) throw notFound();
    call.note.conversation = found.conversationId;
    return found;
  };

  return {
    find,

    async list(call, person) {
      const filter = readFilter(call.query, person.id);
      if (filter.text !== undefined && call.limited) searches.take(person.id);
      const cases = await storage.cases(filter, readNumber(call.query, 'limit', MOST_LISTED) ?? LISTED);
      return { status: 200, body: await views.summaries(cases) };
    },

    whole: async (call) => ({ status: 200, body: await views.whole(await find(call), call.origin) }),

    async transcript(call) {
      const one = await find(call);
      const before = readNumber(call.query, 'before', Number.MAX_SAFE_INTEGER) ?? Number.MAX_SAFE_INTEGER;
      return { status: 200, body: await views.transcript(one, before, call.origin) };
    },

    async activities(call) {
      const { conversationId } = await find(call);
      const after = readNumber(call.query, 'after', Number.MAX_SAFE_INTEGER) ?? 0;
      const stored = await storage.activitiesAfter(conversationId, after, PAGE);
      const activities = links.toClient(stored, call.origin);
      const body = stored.map(({ sequence }, index) => ({ sequence, activity: activities[index] }));
      return { status: 200, body };
    },
  };
}

export const notFound = () => new Refusal(404, 'not-found', 'There is no handoff of this number.');

function readFilter(query: URLSearchParams, self: string): CaseFilter {
  const filter: CaseFilter = {};
  const status = query.get('status');
  if (status) filter.status = status.split(',').map((one) => oneOf(one, statuses, 'status')) as CaseStatus[];
  const kind = query.get('kind');
  if (kind) filter.kind = oneOf(kind, kinds, 'kind') as CaseKind;
  const office = query.get('office');
  if (office) filter.office = office === 'none' ? null : office;
  const owner = query.get('owner');
  if (owner) filter.owner = owner === 'me' ? self : owner;
  const text = query.get('text')?.trim();
  if (text && text.length > MOST_TEXT) throw bad(`"text" is longer than ${MOST_TEXT} characters.`);
  if (text) filter.text = text;
  const before = readNumber(query, 'before', Number.MAX_SAFE_INTEGER);
  if (before !== undefined) filter.before = before;
  return filter;
}

function oneOf(value: string, values: readonly string[], what: string): string {
  if (!values.includes(value)) throw bad(`"${what}" is one of ${values.join(', ')}.`);
  return value;
}

function readNumber(query: URLSearchParams, what: string, most: number): number | undefined {
  const text = query.get(what);
  if (!text) return undefined;
  if (!/^\d{1,16}$/.test(text) || Number(text) > most) throw bad(`"${what}" is a number from 0 to ${most}.`);
  return Number(text);
}

const bad = (message: string) => new Refusal(400, 'BadArgument', message);
