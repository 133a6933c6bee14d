// Direct Line 3.0: tokens, conversations and activities over HTTP.
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { UnknownConversation } from '../conversation/customer-turn.ts';
import type { Conversations, Incoming, Receipt } from '../conversation.ts';
import type { Activity } from '../rules/activity.ts';
import type { Conversation, Storage } from '../storage/storage.ts';
import type { ChatToken } from './chat-token.ts';
import { readCustomerActivity } from './customer-activity.ts';
import type { FileLinks } from './file-links.ts';
import { type Answer, type Call, Refusal, type Route } from './http.ts';
import { createLimiter } from './limits.ts';
import { type Grant, TOKEN_SECONDS, type Tokens } from './tokens.ts';

const PAGE = 200;
const MINUTE = 60_000;

export interface DirectLine {
  generateToken: Route;
  refreshToken: Route;
  start: Route;
  reconnect: Route;
  activities: Route;
  send: Route;
  /** Whether the caller shows the secret of servers. */
  isServer(call: Call): boolean;
  /** Who may use the conversation in the path: the token's user, or with the secret the conversation's own. */
  authorize(call: Call): Promise<Grant>;
  /** Runs one turn with what a customer sent, under the limit for its conversation. */
  receive(call: Call, sent: Pick<Incoming, 'activity' | 'key' | 'files' | 'passing'>): Promise<Received>;
  /** Throws the 429 that a message of this conversation would get now. */
  checkLimit(call: Call, conversationId: string): void;
  /** Where a stream starts: checks token, conversation and watermark. */
  position(call: Call): Promise<{ conversationId: string; position: number }>;
}

export interface Received {
  id: string;
  duplicate: boolean;
}

/** `secret` is the one of servers that name their users, or null; `now` in milliseconds since 1970. */
export function createDirectLine(parts: {
  storage: Storage;
  conversations: Conversations;
  tokens: Tokens;
  chatToken: ChatToken;
  links: FileLinks;
  /** Hears that a conversation's client calls. */
  here: (conversationId: string) => void;
  /** Hears that its customer types. */
  typing: (conversationId: string) => void;
  secret: string | null;
  now: () => number;
}): DirectLine {
  const { storage, conversations, tokens, chatToken, links } = parts;
  const messages = createLimiter(30, MINUTE, 'messages', parts.now);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const secret = parts.secret === null ? null : digest(parts.secret);
  const isSecret = (bearer: string) => secret !== null && timingSafeEqual(digest(bearer), secret);

  const needed = async (id: string): Promise<Conversation> => {
    const conversation = await storage.conversation(id);
    if (conversation?.channel !== 'directline') throw unknown();
    return conversation;
  };

  const grantFor = async (bearer: string, id: string): Promise<Grant> => {
    if (looksSigned(bearer)) {
      const grant = await tokens.verify(bearer);
      if (grant.conversation !== id) throw refused('This token is for another conversation.');
      return grant;
    }
    if (!isSecret(bearer)) throw refused('Invalid token or secret.');
    return { conversation: id, user: (await needed(id)).userId };
  };

  const authorize = async (call: Call): Promise<Grant> => {
    const id = call.params.id ?? '';
    call.note.conversation = id;
    const grant = await grantFor(bearerOf(call), id);
    // Our own page tells where nobody can see it: then that it calls is no sign of its customer.
    if (!call.query.has('hidden')) parts.here(id);
    return grant;
  };

  const withToken = async (grant: Grant, token?: string) => ({
    conversationId: grant.conversation,
    token: token ?? (await tokens.sign(grant)),
    expires_in: TOKEN_SECONDS,
  });

  const withStream = async (call: Call, grant: Grant, watermark: string) => {
    const body = await withToken(grant);
    const query = new URLSearchParams({ watermark, t: body.token });
    const path = `/v3/directline/conversations/${grant.conversation}/stream`;
    return { ...body, streamUrl: `${call.origin.replace(/^http/, 'ws')}${path}?${query}` };
  };

  /** Direct Line 3.0: an empty watermark asks for the whole conversation; so does one that is ahead of it. */
  const readWatermark = (watermark: string | null, conversation: Conversation): number => {
    if (!watermark || watermark === '-') return 0;
    if (!/^\d{1,15}$/.test(watermark)) throw new Refusal(400, 'BadArgument', '"watermark" is not one of ours.');
    return Number(watermark) > conversation.sequence ? 0 : Number(watermark);
  };

  /** Tells the bot that the customer is there; false where it knew. */
  const greet = async (grant: Grant, body: unknown): Promise<boolean> => {
    const { locale } = (body ?? {}) as { locale?: unknown };
    const user = { id: grant.user, role: 'user' };
    const activity: Activity = {
      type: 'conversationUpdate',
      channelId: 'directline',
      from: user,
      conversation: { id: grant.conversation },
      membersAdded: [user],
      ...(typeof locale === 'string' && locale.length <= 35 && { locale }),
    };
    return (await take({ conversationId: grant.conversation, activity })).stored.length > 0;
  };

  const take = (incoming: Incoming): Promise<Receipt> =>
    conversations.receive(incoming).catch((error) => {
      throw error instanceof UnknownConversation ? unknown() : error;
    });

  const acceptedBefore = async (conversationId: string, key?: string): Promise<Received | undefined> => {
    const seen = key === undefined ? undefined : await storage.turn(conversationId, (turn) => turn.seen(key));
    return seen && { id: String(seen.activity.id), duplicate: true };
  };

  const receive: DirectLine['receive'] = async (call, sent) => {
    const { activity, key } = sent;
    const conversationId = (activity.conversation as { id: string }).id;
    try {
      if (call.limited) messages.take(conversationId);
      const receipt = await take({ conversationId, ...sent });
      if (call.limited && receipt.duplicate) messages.giveBack(conversationId);
      return receipt;
    } catch (error) {
      // A customer on a bad line who sends again what was taken is told so, however often.
      const before = error instanceof Refusal && error.status === 429 && (await acceptedBefore(conversationId, key));
      if (before) return before;
      throw error;
    }
  };

  return {
    isServer: ({ request: { headers } }) => isSecret(headers.authorization?.replace(/^Bearer /i, '') ?? ''),
    authorize,
    receive,

    checkLimit(call, conversationId) {
      if (!call.limited) return;
      messages.take(conversationId);
      messages.giveBack(conversationId);
    },

    async generateToken(call) {
      if (call.request.headers.authorization === undefined)
        return { status: 200, body: await withToken(await chatToken.open()) };
      if (!isSecret(bearerOf(call))) throw refused('Invalid secret.');
      return { status: 200, body: await withToken(await chatToken.open(readUserId(call.body))) };
    },

    async refreshToken(call) {
      const bearer = bearerOf(call);
      if (!looksSigned(bearer)) throw refused('Only a token can be refreshed.');
      const grant = await tokens.verify(bearer);
      call.note.conversation = grant.conversation;
      await needed(grant.conversation);
      return { status: 200, body: await withToken(grant) };
    },

    async start(call) {
      const bearer = bearerOf(call);
      let grant: Grant;
      if (looksSigned(bearer)) grant = await tokens.verify(bearer);
      else if (isSecret(bearer)) grant = await chatToken.open(readUserId(call.body));
      else throw refused('Invalid token or secret.');
      call.note.conversation = grant.conversation;
      // Direct Line 3.0: 200 says that the conversation had been started before.
      const started = (await needed(grant.conversation)).sequence > 0 || !(await greet(grant, call.body));
      return { status: started ? 200 : 201, body: await withStream(call, grant, '-') };
    },

    async reconnect(call) {
      const grant = await authorize(call);
      const watermark = call.query.get('watermark');
      const position = readWatermark(watermark, await needed(grant.conversation));
      return { status: 200, body: await withStream(call, grant, position ? String(position) : '-') };
    },

    async activities(call) {
      const grant = await authorize(call);
      const position = readWatermark(call.query.get('watermark'), await needed(grant.conversation));
      const stored = await storage.activitiesAfter(grant.conversation, position, PAGE);
      return {
        status: 200,
        body: {
          activities: links.toClient(stored, call.origin),
          watermark: String(stored.at(-1)?.sequence ?? position),
        },
      };
    },

    async send(call) {
      const grant = await authorize(call);
      const sent = readCustomerActivity(call.body, grant);
      if (sent.activity.type === 'typing') {
        parts.typing(grant.conversation);
        return { status: 200, body: { id: randomUUID() } };
      }
      return sentAnswer(await receive(call, sent));
    },

    async position(call) {
      const token = call.query.get('t');
      if (!token) throw missing();
      const grant = await grantFor(token, call.params.id ?? '');
      const position = readWatermark(call.query.get('watermark'), await needed(grant.conversation));
      return { conversationId: grant.conversation, position };
    },
  };
}

/** The answer to an activity that was taken. */
export const sentAnswer = ({ id }: Received): Answer => ({ status: 200, body: { id } });

const looksSigned = (bearer: string) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(bearer);
const refused = (message: string) => new Refusal(403, 'BadArgument', message);
const missing = () =>
  new Refusal(401, 'BadArgument', 'Missing token or secret. Send "Authorization: Bearer ..." with one.', {
    'WWW-Authenticate': 'Bearer',
  });
const unknown = () => new Refusal(404, 'NotFound', 'There is no such conversation. Open a new one.');

function bearerOf(call: Call): string {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(call.request.headers.authorization ?? '') ?? [];
  if (!bearer) throw missing();
  return bearer;
}

function readUserId(body: unknown): string | undefined {
  const id = (body as { user?: { id?: unknown } } | null | undefined)?.user?.id;
  if (id === undefined || id === null) return undefined;
  if (typeof id !== 'string' || !id || id.length > 100)
    throw new Refusal(400, 'BadArgument', '"user.id" is a string of 1 to 100 characters.');
  return id;
}
