// Staff for tests: they come on duty, and do with cases what a line of a transcript says.
import { randomUUID } from 'node:crypto';
import type { Content } from '../src/content/content.ts';
import type { Conversations } from '../src/conversation.ts';
import { CaseConflict, type StaffAction } from '../src/handoff/staff-actions.ts';
import { hourOfWeek } from '../src/rules/hours.ts';
import type { Case, NewCase } from '../src/storage/storage/cases.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Storage, StoredActivity } from '../src/storage/storage.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A staff member who is on duty at this time. */
export async function addStaff(
  storage: Storage,
  name: string,
  at: number,
  more: Partial<Pick<Staff, 'id' | 'office' | 'role'>> = {},
): Promise<Staff> {
  const id = more.id ?? name.toLowerCase();
  await storage.addStaff({ id, name, office: null, role: 'staff', createdAt: at, ...more });
  return comeOnDuty(storage, id, at);
}

/** Signs in, as an invited person does. */
export async function comeOnDuty(storage: Storage, id: string, at: number): Promise<Staff> {
  const [code, token] = [randomUUID(), randomUUID()];
  await storage.addCode({ hash: code, staff: id, expiresAt: at + dayMs });
  await storage.useCode(code, { hash: token, createdAt: at, expiresAt: at + dayMs }, at);
  await storage.touchToken(token, at, at + dayMs);
  await storage.changeStaff(id, { available: true });
  return (await storage.staffMember(id)) as Staff;
}

/** Plays the staff of a transcript. */
export function createStaff(storage: Storage, conversations: Conversations, content: Content) {
  const onDuty = new Set<string>();
  return {
    /** Whoever is on duty is seen at this time. */
    async see(at: number): Promise<void> {
      for (const id of onDuty) await comeOnDuty(storage, id, at);
    },

    /** Does what the line says; why not, where it was refused. */
    async act(name: string, words: string, at: number): Promise<StoredActivity[] | string> {
      const id = name.toLowerCase();
      const [, office] = /^comes on duty(?: at (\S+))?$/.exec(words) ?? [];
      if (words.startsWith('comes on duty')) {
        onDuty.add(id);
        if (!(await storage.staffMember(id))) await addStaff(storage, name, at, { office: office ?? null });
        await comeOnDuty(storage, id, at);
        return [];
      }
      if (words === 'goes off duty') {
        onDuty.delete(id);
        await storage.changeStaff(id, { available: false });
        return [];
      }
      if (words === 'is revoked') {
        onDuty.delete(id);
        await storage.revokeStaff(id, at);
        return [];
      }
      const who = (await storage.staffMember(id)) as Staff;
      const [verb, number] = /^(claims|releases|closes|reopens)(?: (\d+))?$/.exec(words)?.slice(1) ?? [];
      const action = readAction(words, content);
      try {
        const wanted = number ? Number(number) : (await meant(storage, id, verb)).number;
        return (await conversations.staffAct(wanted, who, action)).stored;
      } catch (error) {
        if (error instanceof CaseConflict) return error.message;
        throw error;
      }
    },
  };
}

function readAction(words: string, content: Content): StaffAction {
  const verbs = { claims: 'claim', releases: 'release', closes: 'close', reopens: 'reopen' } as const;
  const [, verb] = /^(claims|releases|closes|reopens)(?: \d+)?$/.exec(words) ?? [];
  if (verb) return { kind: verbs[verb as keyof typeof verbs] };
  const [, to] = /^transfers to (\S+)$/.exec(words) ?? [];
  if (to) {
    const isOffice = content.offices.some(({ id }) => id === to);
    return { kind: 'transfer', to: isOffice ? { office: to } : { staff: to.toLowerCase() } };
  }
  const [, note] = /^notes: (.*)$/.exec(words) ?? [];
  return note ? { kind: 'note', text: note } : { kind: 'message', text: words };
}

/** The case that a line means which names none: for a claim the oldest that waits, else the one in hand, else the newest. */
async function meant(storage: Storage, id: string, verb: string | undefined): Promise<Case> {
  const all = await storage.cases({}, 50);
  const found =
    verb === 'claims'
      ? all.findLast(({ status }) => status === 'waiting')
      : all.find(({ owner, status }) => owner === id && status === 'claimed');
  const one = found ?? all[0];
  if (!one) throw new Error('There is no case.');
  return one;
}

/** Lets others have waited for this office at this hour of the week, so many minutes each, in the weeks before. */
export async function seedWaits(storage: Storage, office: string, minutes: number[], at: number): Promise<void> {
  for (const [index, wait] of minutes.entries()) {
    const openedAt = sameHour(at, 1 + (index % 10));
    await storage.turn(`waited ${index} from ${openedAt}`, async (turn) => {
      await turn.create({ channel: 'test', userId: 'other', createdAt: openedAt });
      const { number } = await turn.openCase(newCase({ office, openedAt }));
      const closedAt = openedAt + (wait + 10) * minuteMs;
      await turn.changeCase(
        number,
        { status: 'closed', firstClaimedAt: openedAt + wait * minuteMs, closedAt },
        closedAt,
      );
    });
  }
}

/** So many weeks before, at the same hour of the clock: summer time may have begun or ended since. */
function sameHour(at: number, weeks: number): number {
  const hourOf = (instant: number) => hourOfWeek(instant, 'America/New_York');
  const before = at - weeks * 7 * dayMs;
  return [0, 60, -60].map((minutes) => before + minutes * minuteMs).find((one) => hourOf(one) === hourOf(at)) ?? before;
}

/** A live case as the intake makes it. */
export function newCase(more: Partial<NewCase> = {}): NewCase {
  return {
    kind: 'live',
    office: null,
    name: null,
    email: null,
    contact: null,
    question: 'Where is my refund?',
    topic: null,
    guide: null,
    step: null,
    answers: null,
    tried: [],
    officeOpen: true,
    language: null,
    timeZone: null,
    openedAt: 0,
    ...more,
  };
}

/** Takes a customer through the intake into the queue; gives the case's number. */
export async function openLive(
  conversations: Conversations,
  conversationId: string,
  question = 'Where is my refund?',
): Promise<number> {
  const send = (text: string, action?: string) =>
    conversations.receive({
      conversationId,
      create: { channel: 'directline', userId: 'me' },
      activity: {
        type: 'message',
        text,
        from: { id: 'me', role: 'user' },
        ...(action && { channelData: { action } }),
      },
    });
  await send('Chat with our staff', 'handoff:start');
  const numberIn = ({ stored }: Awaited<ReturnType<typeof send>>) =>
    (stored.at(-1)?.activity.channelData as { handoff?: { number: number } } | undefined)?.handoff?.number;
  // Where there are several offices one is asked for first; whose name the website says is not asked for it.
  let number = numberIn(await send(question));
  for (let asked = 0; number === undefined && asked < 2; asked++) number = numberIn(await send('Skip', 'message:skip'));
  if (number === undefined) throw new Error('No case was opened.');
  return number;
}

/** Lets the customer of a conversation have written so many messages more: "line 0", "line 1" and so on. */
export async function talkOn(storage: Storage, conversationId: string, count: number): Promise<StoredActivity[]> {
  const line = (index: number) => (sequence: number) => ({
    type: 'message',
    id: `${conversationId}|${sequence}`,
    text: `line ${index}`,
    from: { id: 'me', role: 'user' },
    timestamp: new Date().toISOString(),
  });
  return storage.turn(conversationId, (turn) =>
    turn.append(Array.from({ length: count }, (_, index) => ({ activity: line(index) }))),
  );
}
