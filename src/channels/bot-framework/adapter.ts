// The SDK's adapter for this bot: who is believed, how requests to connectors are signed, and one client a connector.
import {
  type Activity as ChannelActivity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type InvokeResponse,
  type ResourceResponse,
  type TurnContext,
} from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationConstants,
  CertificateServiceClientCredentialsFactory,
  ClaimsIdentity,
  ConnectorClient,
  ConnectorFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { Json } from '../../storage/storage.ts';
import type { ThreadConnector } from '../teams/thread-connector.ts';
import type { ConnectorTokens } from '../tokens/connector-token.ts';
import { type Credentials, createConnectorHttp, limitCredentials, sendActivity } from './connector-client.ts';

/** Most connectors that are remembered; Microsoft has a handful in each region. */
const MOST_CONNECTORS = 100;
/** Where a connector's audience is asked for a token. */
const AUDIENCE = AuthenticationConstants.ToChannelFromBotOAuthScope;

/** What a connector takes; the others are for the SDK itself. */
const sentAsTheyAre = new Set(['message', 'typing', 'event', 'endOfConversation']);

export interface BotAccount {
  /** Null takes unsigned requests, from this machine only. */
  appId: string | null;
  appPassword: string | null;
  appCertificate: { thumbprint: string; privateKey: string; chain: string } | null;
  appType: string;
  appTenantId: string | null;
}

/** The credentials that the account stands for. */
export function ownCredentials(account: BotAccount): ServiceClientCredentialsFactory {
  const { appId, appPassword, appCertificate, appType, appTenantId } = account;
  if (appId === null) return new ConfigurationServiceClientCredentialFactory({});
  if (appCertificate !== null) {
    const { thumbprint, privateKey, chain } = appCertificate;
    const tenant = appType === 'MultiTenant' ? undefined : (appTenantId ?? undefined);
    // The SDK's own reading of settings leaves out the chain, by which Azure knows a renewed certificate.
    return new CertificateServiceClientCredentialsFactory(appId, thumbprint, privateKey, tenant, chain);
  }
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    ...(appPassword !== null && { MicrosoftAppPassword: appPassword }),
    ...(appTenantId !== null && { MicrosoftAppTenantId: appTenantId }),
  });
}

/** `tokens` is null where requests come unsigned. */
export class DeskAdapter extends CloudAdapter {
  readonly #appId: string;
  readonly #connectors: Connectors;

  constructor(appId: string | null, tokens: ConnectorTokens | null, credentials: ServiceClientCredentialsFactory) {
    const connectors = new Connectors(appId ?? '', credentials);
    super(new Authentication(tokens, credentials, connectors));
    this.#appId = appId ?? '';
    this.#connectors = connectors;
  }

  /** One turn; the answer to the request is what the turn leaves for an invoke or `expectReplies`. */
  take(
    authorization: string,
    activity: Json,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    // `process` of the SDK answers errors with their inner words and writes them to the terminal.
    return this.processActivity(authorization, activity as unknown as ChannelActivity, logic);
  }

  /** Sends one activity to where the reference leads. */
  send(reference: Json, { id: _ours, replyToId, ...activity }: Json): Promise<void> {
    return this.continueConversationAsync(this.#appId, reference as Partial<ConversationReference>, async (context) => {
      // The SDK answers the activity of the context, which it made up here. Where the channel gave none an id, ours says nothing.
      const isOurs = String(replyToId).startsWith('bot-framework/');
      context.activity.id = (isOurs ? undefined : replyToId) as string;
      await context.sendActivity(activity as Partial<ChannelActivity>);
    });
  }

  /** Posts into a conversation, changes what was posted there, or begins a thread in a channel. */
  readonly threads: ThreadConnector = {
    post: async (serviceUrl, thread, activity) =>
      (await this.#connectors.call('POST', serviceUrl, [thread, 'activities'], activity)).id,
    update: async (serviceUrl, thread, id, activity) => {
      await this.#connectors.call('PUT', serviceUrl, [thread, 'activities', id], { ...activity, id });
    },
    // Teams, "Send proactive messages": a conversation that is created with a channel is a thread in it.
    begin: async (serviceUrl, channel, activity) => {
      const body = { isGroup: true, channelData: { channel: { id: channel } }, activity };
      const { id, activityId } = await this.#connectors.call('POST', serviceUrl, [], body);
      return { thread: id, root: activityId };
    },
  };

  override async sendActivities(context: TurnContext, activities: Partial<ChannelActivity>[]) {
    if (!activities.every(({ type }) => sentAsTheyAre.has(type ?? '')))
      return super.sendActivities(context, activities);
    const responses: ResourceResponse[] = [];
    for (const activity of activities) responses.push(await this.#connectors.post(activity));
    return responses;
  }
}

class Authentication extends ConfigurationBotFrameworkAuthentication {
  readonly #tokens: ConnectorTokens | null;
  readonly #connectors: Connectors;
  #userTokens: ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']> | undefined;

  constructor(tokens: ConnectorTokens | null, credentials: ServiceClientCredentialsFactory, connectors: Connectors) {
    super({}, credentials);
    this.#tokens = tokens;
    this.#connectors = connectors;
  }

  // The SDK's own check blocks a new key for an hour, waits for the key server without end and writes to the terminal.
  override async authenticateRequest(
    activity: ChannelActivity,
    authorization: string,
  ): Promise<AuthenticateRequestResult> {
    const claims = this.#tokens ? await this.#tokens.verify(authorization, activity) : {};
    const claimsIdentity = new ClaimsIdentity(
      Object.entries(claims).map(([type, value]) => ({ type, value: String(value) })),
      this.#tokens ? true : AuthenticationConstants.AnonymousAuthType,
    );
    return { claimsIdentity, audience: AUDIENCE, connectorFactory: this.#connectors };
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#connectors;
  }

  // The SDK makes one for each turn, whether it is used or not.
  override createUserTokenClient(identity: ClaimsIdentity) {
    this.#userTokens ??= super.createUserTokenClient(identity);
    return this.#userTokens;
  }
}

/** One client for each connector, which costs more to make than a turn; the credentials are the same for all. */
class Connectors extends ConnectorFactory {
  readonly #clients = new Map<string, Promise<ConnectorClient>>();
  readonly #create: () => Promise<Credentials>;
  #credentials: Promise<Credentials> | undefined;

  constructor(appId: string, factory: ServiceClientCredentialsFactory) {
    super();
    const login = AuthenticationConstants.ToChannelFromBotLoginUrl;
    this.#create = () => factory.createCredentials(appId, AUDIENCE, login, true);
  }

  override create(serviceUrl: string): Promise<ConnectorClient> {
    const known = this.#clients.get(serviceUrl);
    this.#clients.delete(serviceUrl);
    const client = known ?? this.#open(serviceUrl);
    this.#clients.set(serviceUrl, client);
    client.catch(() => this.#clients.delete(serviceUrl));
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > MOST_CONNECTORS && oldest !== undefined) this.#clients.delete(oldest);
    return client;
  }

  /** Bot Connector REST API: reply to an activity, or send to a conversation. */
  async post(activity: Partial<ChannelActivity>): Promise<ResourceResponse> {
    const { serviceUrl = '', conversation, replyToId } = activity;
    const path = [conversation?.id ?? '', 'activities', ...(replyToId ? [replyToId] : [])].map(encodeURIComponent);
    const url = `${serviceUrl.replace(/\/+$/, '')}/v3/conversations/${path.join('/')}`;
    return sendActivity(await this.#signer(), 'POST', url, activity);
  }

  async call(method: 'POST' | 'PUT', serviceUrl: string, path: string[], body: object) {
    const url = [serviceUrl.replace(/\/+$/, ''), 'v3', 'conversations', ...path.map(encodeURIComponent)].join('/');
    return sendActivity(await this.#signer(), method, url, body);
  }

  async #open(serviceUrl: string): Promise<ConnectorClient> {
    const credentials = await this.#signer();
    const httpClient = createConnectorHttp(credentials);
    return new ConnectorClient(limitCredentials(credentials), { baseUri: serviceUrl, httpClient });
  }

  #signer(): Promise<Credentials> {
    this.#credentials ??= this.#create().catch((error) => {
      this.#credentials = undefined;
      throw error;
    });
    return this.#credentials;
  }
}
