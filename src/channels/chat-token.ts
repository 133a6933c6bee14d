// POST /chat/token: opens a conversation for a customer's browser, or brings a customer back by a single-use secret or a link.
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Conversations } from '../conversation.ts';
import type { Identity, Json, Storage, Turn } from '../storage/storage.ts';
import type { Answer, Call } from './http.ts';
import { Refusal } from './http.ts';
import { createMailLinks, LINK_MS } from './mail/links.ts';
import type { Identities } from './tokens/identity.ts';
import type { Grant, Tokens } from './tokens.ts';
import { TOKEN_SECONDS } from './tokens.ts';

/** How long a lost answer may be asked for again. */
const ATTEMPT_MS = 24 * 3_600_000;
/** How long a conversation that was opened and never started is kept. */
const UNSTARTED_MS = 24 * 3_600_000;

/** Secrets that follow one another in one browser: hashes only. */
interface Line {
  current?: string;
  /** The secret used last, with the attempt that used it. */
  used?: { secret: string; attempt: string; at: number };
}

/** What stands in `conversation.resume`: a link in an e-mail, opened elsewhere, leaves the first browser its own line. */
interface Resume extends Line {
  mail?: Line;
}

/** What a browser shows. */
interface Shown {
  secret: string;
  attempt: string | undefined;
  identity: Identity | null;
  /** The e-mail whose link it is; undefined for a secret. */
  mailId?: string;
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
  const links = createMailLinks(parts.secrets);

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
      const { code, resume, attempt, identity: token } = readBody(call.body);
      const identity = token === null ? null : await parts.identities.verify(token);
      const given = code ?? resume;
      if (given === undefined) {
        const id = newId();
        const secret = newSecret(id);
        return answer(await open(undefined, identity, { current: hash(secret) }, id), secret);
      }
      const link = code === undefined ? undefined : links.read(code);
      if (link === null) throw linkRefused();
      const id = link ? link.conversationId : given.slice(0, given.lastIndexOf('.'));
      const secret = attempt === undefined ? newSecret(id) : secretFor(id, given, attempt);
      const shown = { secret: given, attempt, identity, mailId: link?.mailId };
      const grant = await storage.turn(id, (turn) => use(turn, shown, secret, now()));
      if (!grant) throw link ? linkRefused() : resumeRefused();
      call.note.conversation = id;
      return answer(grant, secret);
    },
  };
}

/** Puts `next` in the place of the secret that was given; undefined where that one opens nothing. */
async function use(turn: Turn, shown: Shown, next: string, at: number): Promise<Grant | undefined> {
  const { identity } = shown;
  const conversation = await turn.conversation();
  if (!conversation) return undefined;
  const isOwner = conversation.identity?.sub === identity?.sub;
  const kept = (conversation.resume ?? {}) as Resume;
  // A conversation is one person's, or nobody's, from its beginning on: the secret alone opens no other person's.
  const own = isOwner && shown.mailId === undefined ? follow(kept, shown, next, at) : undefined;
  // Whoever reads the e-mails of its person is that person, logged in or not.
  const mayBeOwner = isOwner || identity === null;
  const mail = own || !mayBeOwner ? undefined : await followLink(turn, kept.mail ?? {}, shown, next, at);
  if (own) await turn.update({ resume: { ...own, ...(kept.mail && { mail: kept.mail }) } });
  else if (mail) await turn.update({ resume: { ...kept, mail } });
  else return undefined;
  // Names and addresses change.
  if (identity) await turn.update({ identity });
  return { conversation: conversation.id, user: conversation.userId };
}

/** The line after the secret that was shown; undefined where it is not the next one. */
function follow(line: Line, { secret, attempt }: Shown, next: string, at: number): Line | undefined {
  const shown = hash(secret);
  if (shown === line.current) return after(shown, attempt, next, at);
  // The answer to this very attempt was lost on the way: whoever can name the attempt gets another.
  const again =
    attempt !== undefined &&
    shown === line.used?.secret &&
    hash(attempt) === line.used.attempt &&
    at < line.used.at + ATTEMPT_MS;
  return again ? { ...line, current: hash(next) } : undefined;
}

/** The same for the line that a link begins. */
async function followLink(turn: Turn, line: Line, shown: Shown, next: string, at: number): Promise<Line | undefined> {
  const { mailId, secret, attempt } = shown;
  const isFirst = mailId !== undefined && (await turn.mails.useLink(mailId, at - LINK_MS, at));
  return isFirst ? after(hash(secret), attempt, next, at) : follow(line, shown, next, at);
}

function after(used: string, attempt: string | undefined, next: string, at: number): Line {
  const remembered = attempt === undefined ? {} : { used: { secret: used, attempt: hash(attempt), at } };
  return { current: hash(next), ...remembered };
}

function readBody(body: unknown): { code?: string; resume?: string; attempt?: string; identity: unknown } {
  if (body === undefined || body === null) return { identity: null };
  if (typeof body !== 'object' || Array.isArray(body))
    throw new Refusal(400, 'BadArgument', 'The body is an object: { "resume": "..." }, or empty.');
  const { code, resume, attempt, identity = null } = body as Record<string, unknown>;
  const read = (value: unknown): string | undefined => {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' || value.length > 200)
      throw new Refusal(400, 'BadArgument', '"code", "resume" and "attempt" are strings of at most 200 characters.');
    return value;
  };
  return { code: read(code), resume: read(resume), attempt: read(attempt), identity };
}

const resumeRefused = () =>
  new Refusal(403, 'ResumeRefused', 'This secret was used before or is unknown. Open a new conversation.');
const linkRefused = () =>
  new Refusal(403, 'LinkRefused', 'This link was used before, is too old or not whole. Open the chat without it.');

const newId = () => randomBytes(16).toString('base64url');
const newSecret = (id: string) => `${id}.${randomBytes(32).toString('base64url')}`;
const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');
