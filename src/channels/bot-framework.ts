// Bot Framework channels: POST /api/messages, and replies through the channel's connector. The only file that knows the SDK.
import type {
  Activity as ChannelActivity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationReference,
  InvokeResponse,
  TurnContext,
} from 'botbuilder';
import type { Logger } from 'pino';
import type { Conversations } from '../conversation.ts';
import type { Json, Storage } from '../storage/storage.ts';
import { type FromChannel, readChannelActivity } from './channel-activity.ts';
import { connectorClient } from './connector-client.ts';
import { createDelivery } from './delivery.ts';
import { type Answer, type Call, Refusal, type Route } from './http.ts';
import { isLoopback } from './origins.ts';

export interface BotAccount {
  /** Null takes unsigned requests, from this machine only. */
  appId: string | null;
  appPassword: string | null;
  appType: string;
  appTenantId: string | null;
}

type AuthenticationParts = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>;

/** Whose tokens are believed and which ones are shown, where that is not Microsoft's. */
export interface BotAuthentication {
  config?: AuthenticationParts[0];
  credentials?: AuthenticationParts[1];
}

export interface BotFramework {
  receive: Route;
  /** Ends the deliveries that are under way. */
  stop(): Promise<void>;
}

interface Adapter extends CloudAdapter {
  take(
    token: string,
    activity: Json,
    work: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined>;
}

/** Most replies that are looked for when an activity comes again. */
const MOST_REPLIES = 50;

/** The channel of this account; the SDK is loaded when it is first needed. */
export function createBotFramework(parts: {
  account: BotAccount;
  authentication?: BotAuthentication;
  storage: Storage;
  conversations: Conversations;
  log: Logger;
  now: () => number;
}): BotFramework {
  const { account, storage, conversations } = parts;
  let loading: Promise<Adapter> | undefined;
  const adapter = () => {
    // It takes a third of a second and 40 MB, and many brokers have no such channel.
    loading ??= openAdapter(account, parts.authentication);
    return loading;
  };

  const delivery = createDelivery({
    ...parts,
    async send(reference, { id: _ours, replyToId, ...activity }) {
      const { appId } = account;
      const open = await adapter();
      await open.continueConversationAsync(
        appId ?? '',
        reference as Partial<ConversationReference>,
        async (context) => {
          // The SDK answers the activity of the context, which it made up here.
          context.activity.id = replyToId as string;
          await context.sendActivity(activity as Partial<ChannelActivity>);
        },
      );
    },
  });

  async function takeTurn(context: TurnContext, call: Call): Promise<void> {
    const read = readChannelActivity(context.activity as unknown as Json);
    if (!read) return;
    call.note.conversation = read.conversationId;
    const answeredAtOnce = context.activity.deliveryMode === 'expectReplies';
    const { conversationId, key, activity, reference, channel, userId } = read;
    const create = { channel, userId };
    const receipt = await conversations.receive({ conversationId, create, reference, answeredAtOnce, key, activity });
    if (!answeredAtOnce) return;
    const replies = receipt.duplicate
      ? await repliesTo(read)
      : receipt.stored.map((one) => one.activity).filter(isReply);
    if (replies.length) await context.sendActivities(replies as Partial<ChannelActivity>[]);
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
      const open = await adapter();
      const token = call.request.headers.authorization ?? '';
      return open.take(token, body as Json, (context) => takeTurn(context, call)).then(toAnswer, refuseToken);
    },
    stop: delivery.stop,
  };
}

async function openAdapter(account: BotAccount, { config, credentials }: BotAuthentication = {}): Promise<Adapter> {
  const { CloudAdapter, ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } =
    await import('botbuilder');
  const { appId, appPassword, appType, appTenantId } = account;
  const own = new ConfigurationServiceClientCredentialFactory(
    appId === null
      ? {}
      : {
          MicrosoftAppId: appId,
          MicrosoftAppType: appType,
          ...(appPassword !== null && { MicrosoftAppPassword: appPassword }),
          ...(appTenantId !== null && { MicrosoftAppTenantId: appTenantId }),
        },
  );
  const authentication = new ConfigurationBotFrameworkAuthentication(config, credentials ?? own, undefined, undefined, {
    httpClient: connectorClient,
  });
  // `process` of the SDK answers errors with their inner words and writes them to the terminal.
  class OpenAdapter extends CloudAdapter {
    take(token: string, activity: Json, work: (context: TurnContext) => Promise<void>) {
      return this.processActivity(token, activity as unknown as ChannelActivity, work);
    }
  }
  return new OpenAdapter(authentication);
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

/** The SDK says of some bad tokens what status they deserve, of others only what is wrong. */
function refuseToken(error: unknown): never {
  const { statusCode, name } = error as { statusCode?: unknown; name?: unknown };
  if (statusCode !== 401 && statusCode !== 403 && name !== 'JsonWebTokenError' && name !== 'NotBeforeError')
    throw error;
  throw new Refusal(statusCode === 403 ? 403 : 401, 'BadArgument', 'This request is not signed for this bot.');
}

const isReply = (activity: Json) => (activity.from as { role?: unknown } | undefined)?.role === 'bot';
const isText = (value: unknown) => typeof value === 'string' || value === undefined;
