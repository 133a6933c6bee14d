// Bot Framework channels: POST /api/messages, and replies through the channel's connector.
import type { Activity as ChannelActivity, InvokeResponse, TurnContext } from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { Logger } from 'pino';
import type { Content } from '../content/content.ts';
import { takeBack } from '../conversation/take-back.ts';
import type { Conversations } from '../conversation.ts';
import type { Json, Storage } from '../storage/storage.ts';
import type { BotAccount, DeskAdapter } from './bot-framework/adapter.ts';
import type { DeskHandler } from './bot-framework/handler.ts';
import { type FromChannel, readChanged, readJoined, readRemoved, readSaid } from './channel-activity.ts';
import { formatForChannel, writeOut } from './channel-format.ts';
import { createDelivery } from './delivery.ts';
import { type Answer, type Call, Refusal, type Route } from './http.ts';
import { isLoopback } from './origins.ts';
import type { EntraRules } from './staff-teams-sign-in.ts';
import { createTeams } from './teams.ts';
import { createConnectorTokens } from './tokens/connector-token.ts';

/** Whose tokens are believed and which ones are shown, where that is not Microsoft's. */
export interface BotAuthentication {
  /** Where the keys of connectors are published. */
  openIdUrl?: string;
  credentials?: ServiceClientCredentialsFactory;
}

export interface BotFramework {
  receive: Route;
  /** Ends the deliveries that are under way. */
  stop(): Promise<void>;
}

/** Most replies that are looked for when an activity comes again. */
const MOST_REPLIES = 50;

/** The channel of this account; the SDK is loaded when it is first needed. */
export function createBotFramework(parts: {
  account: BotAccount;
  authentication?: BotAuthentication;
  storage: Storage;
  conversations: Conversations;
  content: () => Content;
  /** Null where no staff are in Teams. */
  entra: EntraRules | null;
  log: Logger;
  now: () => number;
}): BotFramework {
  const { account, authentication = {}, storage, conversations, now } = parts;
  let loading: Promise<{ adapter: DeskAdapter; handler: DeskHandler }> | undefined;
  const load = () => {
    // It takes a third of a second and 40 MB, and many brokers have no such channel.
    loading ??= open();
    return loading;
  };

  async function open() {
    const { appId } = account;
    const [{ DeskAdapter, ownCredentials }, { DeskHandler }] = await Promise.all([
      import('./bot-framework/adapter.ts'),
      import('./bot-framework/handler.ts'),
    ]);
    const tokens = appId === null ? null : createConnectorTokens(appId, now, authentication.openIdUrl);
    const adapter = new DeskAdapter(appId, tokens, authentication.credentials ?? ownCredentials(account));
    return {
      adapter,
      handler: new DeskHandler({ said, joined, changed, removed, pressed, ...(parts.entra && inTeams) }),
    };
  }

  const delivery = createDelivery({
    ...parts,
    format: formatForChannel,
    async send(reference, message) {
      await (await load()).adapter.send(reference, message);
    },
  });

  const teams = createTeams({ ...parts, connector: async () => (await load()).adapter.threads });
  const inTeams = {
    acted: (context: TurnContext, verb: string, data: Json) => teams.pressed(given(context), verb, data),
    searched: (context: TurnContext, typed: string) => teams.searched(given(context), typed),
    made: (context: TurnContext, value: Json) => teams.made(given(context), value),
  };

  async function said(context: TurnContext): Promise<void> {
    const read = readSaid(given(context));
    if (await teams.said(given(context), read)) return;
    const answeredAtOnce = context.activity.deliveryMode === 'expectReplies';
    const replies = (await take(read, answeredAtOnce)).flatMap((reply, index, all) =>
      formatForChannel(context.activity.channelId, reply, index === all.length - 1),
    );
    if (replies.length) await context.sendActivities(replies as Partial<ChannelActivity>[]);
  }

  async function joined(context: TurnContext): Promise<void> {
    const read = readJoined(given(context));
    if (!read) return;
    // Teams says both that the app was installed and that somebody came in: one help is enough.
    const asked = { ...read, key: 'joined', activity: { ...read.activity, text: 'help' } };
    if (!(await teams.said(given(context), asked))) await take(read);
  }

  async function pressed(context: TurnContext, words: string): Promise<string> {
    const replies = await take(readSaid({ ...given(context), text: words }), true);
    return replies.map(writeOut).join('\n\n');
  }

  /** Keeps the new words beside the old ones: what was answered was the old ones. */
  async function changed(context: TurnContext): Promise<void> {
    // What staff sent stays as it was sent.
    if (await teams.isStaffs(given(context))) return;
    const read = readChanged(given(context));
    if (await storage.conversation(read.conversationId)) await take(read);
  }

  async function removed(context: TurnContext): Promise<void> {
    const { conversationId, key } = readRemoved(given(context));
    await conversations.within(conversationId, (desk) => takeBack(desk, key));
  }

  /** One turn, and its replies where they are answered at once. */
  async function take(read: FromChannel, answeredAtOnce = false): Promise<Json[]> {
    const { conversationId, key, activity, reference, channel, userId } = read;
    const create = { channel, userId };
    const receipt = await conversations.receive({ conversationId, create, reference, answeredAtOnce, key, activity });
    if (!answeredAtOnce) return [];
    return receipt.duplicate ? repliesTo(read) : receipt.stored.map((one) => one.activity).filter(isReply);
  }

  /** What an activity was answered that comes a second time. */
  async function repliesTo({ conversationId, key = '' }: FromChannel): Promise<Json[]> {
    const first = await storage.turn(conversationId, (turn) => turn.seen(key));
    if (!first) return [];
    const after = await storage.activitiesAfter(conversationId, first.sequence, MOST_REPLIES);
    return after.map(({ activity }) => activity).filter((one) => isReply(one) && one.replyToId === first.activity.id);
  }

  return {
    async receive(call) {
      if (account.appId === null) refuseStrangers(call);
      const { body } = call;
      if (typeof body !== 'object' || body === null || Array.isArray(body) || !isText((body as Json).serviceUrl))
        throw new Refusal(400, 'BadArgument', 'The body is not an activity. Send a JSON object with a "serviceUrl".');
      // The SDK fails over it, and a connector would send again what fails.
      if (typeof (body as Json).type !== 'string' || !(body as Json).type)
        throw new Refusal(400, 'BadArgument', 'The body is not an activity. Send a JSON object with a "type".');
      const { adapter, handler } = await load();
      const response = await adapter.take(call.request.headers.authorization ?? '', body as Json, async (context) => {
        const { channelId, conversation } = context.activity;
        call.note.conversation = `bot-framework/${channelId}/${conversation?.id}`;
        await handler.run(context);
      });
      return toAnswer(response);
    },
    async stop() {
      await Promise.all([delivery.stop(), teams.stop()]);
    },
  };
}

/** Nobody but a program on this machine is believed without a token: no browser, and nobody behind a proxy. */
function refuseStrangers(call: Call): void {
  const { headers, socket } = call.request;
  if (
    isLoopback(socket.remoteAddress ?? '') &&
    headers.origin === undefined &&
    headers['x-forwarded-for'] === undefined &&
    headers.forwarded === undefined
  )
    return;
  throw new Refusal(401, 'BadArgument', 'Only programs on this machine may send here: MICROSOFT_APP_ID is not set.');
}

const toAnswer = (response: InvokeResponse | undefined): Answer => ({
  status: response?.status ?? 200,
  ...(response?.body !== undefined && { body: response.body }),
});

const given = (context: TurnContext) => context.activity as unknown as Json;
const isReply = (activity: Json) =>
  activity.type === 'message' && (activity.from as { role?: unknown } | undefined)?.role === 'bot';
const isText = (value: unknown) => typeof value === 'string' || value === undefined;
