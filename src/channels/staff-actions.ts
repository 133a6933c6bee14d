// What staff do with a case: claim, release, transfer, close, reopen, write, note; each answers with the whole handoff.

import type { Content } from '../content/content.ts';
import type { Conversations } from '../conversation.ts';
import { type Actor, CaseConflict, type StaffAction, UnknownCase } from '../handoff/staff-actions.ts';
import type { Answer, Call } from './http.ts';
import { Refusal } from './http.ts';
import { createLimiter } from './limits.ts';
import { notFound, type StaffHandoffs } from './staff-handoffs.ts';
import type { SignedIn, StaffRoute } from './staff-route.ts';
import type { CaseViews } from './staff-views.ts';
import { attachmentsOf, type TakeFiles } from './upload.ts';

const MOST_TEXT = 8_000;
const MOST_KEY = 200;
const MOST_ID = 100;
const MOST_ADDRESS = 254;

type Plain = 'claim' | 'release' | 'reopen';

export interface StaffActions
  extends Record<Plain | 'close' | 'transfer' | 'message' | 'note' | 'confirmEmail' | 'upload', StaffRoute> {}

/** `claimed` hears how each claim ended; `now` in milliseconds since 1970. */
export function createStaffActions(parts: {
  conversations: Pick<Conversations, 'staffAct'>;
  handoffs: Pick<StaffHandoffs, 'find'>;
  views: CaseViews;
  content: () => Content;
  takeFiles: TakeFiles;
  claimed: (outcome: string) => void;
  now: () => number;
}): StaffActions {
  const { conversations, handoffs, views, content } = parts;
  const messages = createLimiter(60, 60_000, 'messages', parts.now);

  async function act(
    call: Call,
    person: SignedIn,
    action: StaffAction,
    key?: string,
  ): Promise<Answer & { isNew: boolean }> {
    const { number } = await handoffs.find(call);
    const { id, name, office, role } = person;
    const actor: Actor = { id, name, office, role };
    try {
      const done = await conversations.staffAct(number, actor, action, { key });
      if (action.kind === 'claim') parts.claimed('claimed');
      const whole = await views.whole(done.case, call.origin);
      const body = done.removed.length ? { ...whole, removed: done.removed } : whole;
      return { status: 200, body, isNew: done.stored.length > 0 };
    } catch (error) {
      if (action.kind === 'claim' && error instanceof CaseConflict) parts.claimed(error.code);
      throw explain(error);
    }
  }

  const plain =
    (kind: Plain): StaffRoute =>
    (call, person) =>
      act(call, person, { kind });

  return {
    claim: plain('claim'),
    release: plain('release'),
    reopen: plain('reopen'),

    close(call, person) {
      const { rating = true } = call.body === undefined ? {} : bodyOf(call);
      if (typeof rating !== 'boolean')
        throw bad('"rating" is true or false. Leave it out to ask the customer for one.');
      return act(call, person, { kind: 'close', rating });
    },

    transfer(call, person) {
      const to = readText(bodyOf(call), 'to', MOST_ID);
      const isOffice = content().offices.some(({ id }) => id === to);
      return act(call, person, { kind: 'transfer', to: isOffice ? { office: to } : { staff: to } });
    },

    message(call, person) {
      const body = bodyOf(call);
      const [text, key] = [readText(body, 'text', MOST_TEXT), readKey(body.key, 'key')];
      if (call.limited) messages.take(person.id);
      return act(call, person, { kind: 'message', text }, key);
    },

    note(call, person) {
      const body = bodyOf(call);
      const [text, key] = [readText(body, 'text', MOST_TEXT), readKey(body.key, 'key')];
      if (call.limited) messages.take(person.id);
      return act(call, person, { kind: 'note', text }, key);
    },

    confirmEmail(call, person) {
      const { email } = call.body === undefined ? {} : bodyOf(call);
      const given = email === undefined || email === null ? {} : { email: readText({ email }, 'email', MOST_ADDRESS) };
      return act(call, person, { kind: 'confirm-email', ...given });
    },

    async upload(call, person) {
      const { conversationId } = await handoffs.find(call);
      if (call.limited) messages.take(person.id);
      return parts.takeFiles(call, conversationId, async ({ given, kept }) => {
        const body = (given ?? {}) as { text?: unknown; channelData?: { clientActivityID?: unknown } };
        const text = body.text === undefined || body.text === '' ? '' : readText(body as Body, 'text', MOST_TEXT);
        const key = readKey(body.channelData?.clientActivityID, 'channelData.clientActivityID');
        const files = kept.map(({ id }) => id);
        const sent: StaffAction = { kind: 'message', text, files, attachments: attachmentsOf(kept) };
        const { isNew: isTaken, ...answer } = await act(call, person, sent, key);
        return { answer, isTaken };
      });
    },
  };
}

type Body = Record<string, unknown>;

function bodyOf({ body }: Call): Body {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad('The body is not a JSON object.');
  return body as Body;
}

function readText(body: Body, what: string, most: number): string {
  const text = body[what];
  if (typeof text !== 'string' || !text.trim())
    throw bad(`"${what}" is missing. Send it as a string that is not empty.`);
  if (text.length > most)
    throw new Refusal(413, 'MessageSizeTooBig', `"${what}" has ${text.length} characters. Send at most ${most}.`);
  return text;
}

function readKey(key: unknown, what: string): string | undefined {
  if (key === undefined || key === null) return undefined;
  if (typeof key !== 'string' || !key || key.length > MOST_KEY)
    throw bad(`"${what}" is a string of 1 to ${MOST_KEY} characters.`);
  return key;
}

/** What the case answers, in the words of the API. */
function explain(error: unknown): unknown {
  if (error instanceof UnknownCase) return notFound();
  if (!(error instanceof CaseConflict)) return error;
  const { code, message, owner, since } = error;
  const more = owner && { owner, since: since === null ? null : new Date(since).toISOString() };
  return new Refusal(code === 'no-address' ? 400 : 409, code, message, undefined, more ?? undefined);
}

const bad = (message: string) => new Refusal(400, 'BadArgument', message);
