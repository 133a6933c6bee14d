// A case as the staff API shows it: in short in lists, and what a whole one says beside that.
import type { Content } from '../content/content.ts';
import { progress } from '../content/guide.ts';
import type { Case, CaseEvent } from '../storage/storage/cases.ts';

/** What a case does not know by itself. */
export interface Around {
  content: Content;
  /** The name of a staff member, by id; what is no such id is its own name. */
  nameOf: (staffId: string) => string;
  /** The place in the queue, from 1 on; null where it does not wait there. */
  placeOf: (one: Case) => number | null;
}

export type HandoffSummary = ReturnType<typeof summarise>;

/** The case in short. */
export function summarise(one: Case, { content, nameOf, placeOf }: Around) {
  const { number, kind, status, office, name, email, contact, language, timeZone, identity } = one;
  return {
    id: number,
    number,
    kind,
    status,
    office,
    owner: one.owner === null ? null : { id: one.owner, name: nameOf(one.owner) },
    since: iso(one.claimedAt),
    openedAt: iso(one.openedAt),
    closedAt: iso(one.closedAt),
    closedBy: one.closedBy,
    updatedAt: iso(one.updatedAt),
    version: one.version,
    customer: { name, email, contact, verified: identity, language, timeZone },
    about: one.question,
    topic: one.topic,
    guide: guideOf(one, content),
    officeOpen: one.officeOpen,
    place: placeOf(one),
    channel: one.channel,
    lastFrom: lastFrom(one),
    customerAt: iso(one.customerAt),
    staffAt: iso(one.staffAt),
    stars: one.stars,
  };
}

/** What was said and done before, and the trail. */
export function detail(one: Case, events: CaseEvent[], { content, nameOf }: Around) {
  const guide = content.guides.get(one.guide ?? '');
  const answers = Object.entries(one.answers ?? {}).map(([id, choice]) => {
    const step = guide?.steps.find((other) => other.id === id);
    const label = step?.choices.find((other) => other.id === choice)?.label;
    return { step: id, stepTitle: step?.title ?? id, choice: label ?? String(choice) };
  });
  return {
    answers,
    tried: one.tried.map((id) => ({ id, question: content.entries.get(id)?.question ?? id })),
    words: one.words,
    trail: events.map(({ index, at, actor, what, detail }) => ({
      index,
      at: iso(at),
      actor: nameOf(actor),
      actorId: actor,
      what,
      detail,
    })),
  };
}

/** Who acts in a trail and is no staff. */
export const noStaff = new Set(['customer', 'bot', 'system', 'command']);

/** Where in a guide the customer was. What is not in the content any more keeps its id for a title. */
function guideOf({ guide: id, step: at }: Case, content: Content) {
  if (id === null) return null;
  const guide = content.guides.get(id);
  const step = guide?.steps.find((other) => other.id === at);
  const { position, of } = guide && step ? progress(guide, step) : { position: null, of: null };
  return { id, title: guide?.title ?? id, step: at, stepTitle: step?.title ?? at, position, of };
}

function lastFrom({ customerAt, staffAt }: Case): 'customer' | 'staff' | null {
  if (customerAt === null && staffAt === null) return null;
  return (customerAt ?? 0) > (staffAt ?? 0) ? 'customer' : 'staff';
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
