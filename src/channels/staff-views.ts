// Reads what the staff API shows of cases: many in short, or one whole with its transcript.
import type { Content } from '../content/content.ts';
import { addressIn, confirmedIn } from '../handoff/mail-address.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Conversation, Storage } from '../storage/storage.ts';
import type { FileLinks } from './file-links.ts';
import { remember } from './remember.ts';
import { type Around, detail, type HandoffSummary, noStaff, summarise } from './staff-case.ts';
import { type Line, readTranscript } from './staff-transcript.ts';

const PEOPLE_MS = 1_000;
const QUEUE_MS = 500;

/** The address that a customer may be written to once it is confirmed, and by what it is. */
interface MailView {
  on: boolean;
  address: string | null;
  confirmed: 'staff' | 'code' | 'identity' | null;
}

/** `earlier` is where the messages before these end; null where there are none. */
interface Transcript {
  transcript: Line[];
  earlier: number | null;
}

export type HandoffWhole = HandoffSummary &
  ReturnType<typeof detail> &
  Transcript & { mail: MailView; sequence: number };

export interface CaseViews {
  summaries(cases: Case[]): Promise<HandoffSummary[]>;
  /** `origin` is how the client reaches this server: links to files begin with it. */
  whole(one: Case, origin: string): Promise<HandoffWhole>;
  /** What was said before the activity `before`. */
  transcript(one: Case, before: number, origin: string): Promise<Transcript>;
  /** The queue is not as it was read. */
  queueChanged(): void;
}

/** `now` in milliseconds since 1970. */
export function createCaseViews(parts: {
  storage: Pick<
    Storage,
    'staff' | 'queue' | 'conversation' | 'activitiesAfter' | 'updatesAfter' | 'caseEvents' | 'mails'
  >;
  isMailed: boolean;
  content: () => Content;
  links: FileLinks;
  now: () => number;
}): CaseViews {
  const { storage, content, links, now } = parts;
  // Those who were shut out too: what they did stays.
  const names = remember(
    PEOPLE_MS,
    now,
    async () => new Map((await storage.staff(true)).map((one) => [one.id, one.name])),
  );
  const queue = remember(QUEUE_MS, now, async () => placesIn(await storage.queue()));

  async function around(cases: Case[], staffIds: string[] = []): Promise<Around> {
    let known = await names.read();
    const named = [...staffIds, ...cases.flatMap(({ owner }) => owner ?? [])];
    if (named.some((id) => !known.has(id))) {
      names.forget();
      known = await names.read();
    }
    let places = new Map<number, number>();
    if (cases.some(waits)) {
      places = await queue.read();
      if (cases.some((one) => waits(one) && !places.has(one.number))) {
        queue.forget();
        places = await queue.read();
      }
    }
    return {
      content: content(),
      nameOf: (id) => known.get(id) ?? id,
      placeOf: (one) => (waits(one) ? (places.get(one.number) ?? null) : null),
    };
  }

  async function transcript(conversationId: string, before: number, origin: string): Promise<Transcript> {
    const { messages, earlier } = await readTranscript(storage, conversationId, before);
    const activities = links.toClient(messages, origin);
    const lines = messages.map(({ sequence }, index) => ({
      sequence,
      activity: activities[index] as Line['activity'],
    }));
    return { transcript: lines, earlier };
  }

  async function mailTo(one: Case, conversation: Conversation | undefined): Promise<MailView> {
    const kept = await storage.mails.address(one.conversationId);
    const confirmed = confirmedIn(kept, conversation?.identity ?? null);
    const by = confirmed && (confirmed.by === 'code' || confirmed.by === 'identity' ? confirmed.by : 'staff');
    // Where the channel brings answers to the customer, no e-mail tells of them.
    const on = parts.isMailed && !conversation?.reference;
    return { on, address: confirmed?.address ?? addressIn(one), confirmed: by };
  }

  return {
    async summaries(cases) {
      const known = await around(cases);
      return cases.map((one) => summarise(one, known));
    },

    async whole(one, origin) {
      const conversation = await storage.conversation(one.conversationId);
      const sequence = conversation?.sequence ?? 0;
      const [events, said, mail] = await Promise.all([
        storage.caseEvents(one.number),
        transcript(one.conversationId, sequence + 1, origin),
        mailTo(one, conversation),
      ]);
      const known = await around(
        [one],
        events.map(({ actor }) => actor).filter((actor) => !noStaff.has(actor)),
      );
      return { ...summarise(one, known), ...detail(one, events, known), mail, ...said, sequence };
    },

    async transcript({ conversationId }, before, origin) {
      const newest = (await storage.conversation(conversationId))?.sequence ?? 0;
      return transcript(conversationId, Math.min(before, newest + 1), origin);
    },

    queueChanged: queue.forget,
  };
}

const waits = ({ kind, status }: Case) => kind === 'live' && status === 'waiting';

/** The place of each case: among those of its office, or among all where it has none. */
function placesIn(queue: { number: number; office: string | null }[]): Map<number, number> {
  const ofOffice = new Map<string, number>();
  return new Map(
    queue.map(({ number, office }, index) => {
      if (office === null) return [number, index + 1];
      const place = (ofOffice.get(office) ?? 0) + 1;
      ofOffice.set(office, place);
      return [number, place];
    }),
  );
}
