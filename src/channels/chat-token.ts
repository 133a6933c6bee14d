// POST /chat/token: opens a conversation for a customer's browser, or brings a customer back by a single-use secret.
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Conversations } from '../conversation.ts';
import type { Identity, Json, Storage, Turn } from '../storage/storage.ts';
import type { Answer, Call } from './http.ts';
import { Refusal } from './http.ts';
import type { Identities } from './tokens/identity.ts';
import type { Grant, Tokens } from './tokens.ts';
import { TOKEN_SECONDS } from './tokens.ts';

/** How long a lost answer may be asked for again. */
const ATTEMPT_MS = 24 * 3_600_000;
/** How long a conversation that was opened and never started is kept. */
const UNSTARTED_MS = 24 * 3_600_000;

/** What stands in `conversation.resume`: hashes only. */
interface Resume {
  current: string;
  /** The secret used last, with the attempt that used it. */
  used?: { secret: string; attempt: string; at: number };
}

export interface ChatToken {
  /** Creates a conversation that nobody has started yet. */
  open(userId?: string): Promise<Grant>;
  route(call: Call): Promise<Answer>;
}

/** `secrets` are those that tokens are signed with; `now` in milliseconds since 1970. */
export function createChatToken(parts: {
  storage: Storage;
  conversations: Pick<Conversations, 'whenDue'>;
  tokens: Tokens;
  identities: Identities;
  secrets: { secret: string }[];
  now: () => number;
}): ChatToken {
  const { storage, tokens, now } = parts;

  const open = async (
    userId = `dl_${randomUUID()}`,
    identity: Identity | null = null,
    resume: Json | null = null,
    id = newId(),
  ): Promise<Grant> => {
    await storage.turn(id, async (turn) => {
      await turn.create({ channel: 'directline', userId, createdAt: now(), identity });
      if (resume) await turn.update({ resume });
      await turn.schedule({ kind: 'drop-unstarted', at: now() + UNSTARTED_MS });
    });
    return { conversation: id, user: userId };
  };

  parts.conversations.whenDue('drop-unstarted', async (turn) => {
    const conversation = await turn.conversation();
    if (conversation?.sequence === 0) await turn.forget();
  });

  // All answers to one attempt hold the same secret, on any node: whichever of them arrives is the right one.
  const secretFor = (id: string, resume: string, attempt: string): string => {
    const key = parts.secrets[0]?.secret ?? '';
    return `${id}.${createHmac('sha256', key)
      .update(JSON.stringify(['resume', resume, attempt]))
      .digest('base64url')}`;
  };

  const answer = async (grant: Grant, resume: string): Promise<Answer> => ({
    status: 200,
    body: {
      token: await tokens.sign(grant),
      conversationId: grant.conversation,
      userId: grant.user,
      expires_in: TOKEN_SECONDS,
      resume,
    },
  });

  return {
    open: (userId) => open(userId),

    async route(call) {
      const { resume, attempt, identity: token } = readBody(call.body);
      const identity = token === null ? null : await parts.identities.verify(token);
      if (resume === undefined) {
        const id = newId();
        const secret = newSecret(id);
        return answer(await open(undefined, identity, { current: hash(secret) }, id), secret);
      }
      const id = resume.slice(0, resume.lastIndexOf('.'));
      const secret = attempt === undefined ? newSecret(id) : secretFor(id, resume, attempt);
      const grant = await storage.turn(id, (turn) => use(turn, { resume, attempt, identity }, secret, now()));
      if (!grant)
        throw new Refusal(403, 'ResumeRefused', 'This secret was used before or is unknown. Open a new conversation.');
      call.note.conversation = id;
      return answer(grant, secret);
    },
  };
}

/** Puts `next` in the place of the secret that was given; undefined where that one opens nothing. */
async function use(
  turn: Turn,
  { resume: given, attempt, identity }: { resume: string; attempt?: string; identity: Identity | null },
  next: string,
  at: number,
): Promise<Grant | undefined> {
  const conversation = await turn.conversation();
  const kept = conversation?.resume as Resume | null | undefined;
  if (!conversation || !kept) return undefined;
  // A conversation is one person's, or nobody's, from its beginning on: the secret alone opens no other person's.
  if (conversation.identity?.sub !== identity?.sub) return undefined;
  const used = hash(given);
  if (used === kept.current) {
    const remembered = attempt === undefined ? {} : { used: { secret: used, attempt: hash(attempt), at } };
    await turn.update({ resume: { current: hash(next), ...remembered } });
  } else {
    // The answer to this very attempt was lost on the way: whoever can name the attempt gets another.
    const again =
      attempt !== undefined &&
      used === kept.used?.secret &&
      hash(attempt) === kept.used.attempt &&
      at < kept.used.at + ATTEMPT_MS;
    if (!again) return undefined;
    await turn.update({ resume: { current: hash(next), used: kept.used } });
  }
  // Names and addresses change.
  if (identity) await turn.update({ identity });
  return { conversation: conversation.id, user: conversation.userId };
}

function readBody(body: unknown): { resume?: string; attempt?: string; identity: unknown } {
  if (body === undefined || body === null) return { identity: null };
  if (typeof body !== 'object' || Array.isArray(body))
    throw new Refusal(400, 'BadArgument', 'The body is an object: { "resume": "..." }, or empty.');
  const { resume, attempt, identity = null } = body as Record<string, unknown>;
  const tooLong = (value: unknown) => typeof value !== 'string' || value.length > 200;
  if (resume === undefined || resume === null) return { identity };
  if (tooLong(resume) || (attempt !== undefined && tooLong(attempt)))
    throw new Refusal(400, 'BadArgument', '"resume" and "attempt" are strings of at most 200 characters.');
  return { resume: resume as string, attempt: attempt as string | undefined, identity };
}

const newId = () => randomBytes(16).toString('base64url');
const newSecret = (id: string) => `${id}.${randomBytes(32).toString('base64url')}`;
const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');
