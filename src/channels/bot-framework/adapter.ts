// The SDK's adapter for this bot: who is believed, how requests to connectors are signed, and one client a connector.
import {
  type Activity as ChannelActivity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationConstants,
  ClaimsIdentity,
  ConnectorClient,
  ConnectorFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { Json } from '../../storage/storage.ts';
import type { ConnectorTokens } from '../tokens/connector-token.ts';
import { createConnectorHttp, limitCredentials } from './connector-client.ts';

/** Most connectors that are remembered; Microsoft has a handful in each region. */
const MOST_CONNECTORS = 100;
/** Where a connector's audience is asked for a token. */
const AUDIENCE = AuthenticationConstants.ToChannelFromBotOAuthScope;

export interface BotAccount {
  /** Null takes unsigned requests, from this machine only. */
  appId: string | null;
  appPassword: string | null;
  appType: string;
  appTenantId: string | null;
}

/** The credentials that the account stands for. */
export function ownCredentials({ appId, appPassword, appType, appTenantId }: BotAccount) {
  if (appId === null) return new ConfigurationServiceClientCredentialFactory({});
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

  constructor(appId: string | null, tokens: ConnectorTokens | null, credentials: ServiceClientCredentialsFactory) {
    super(new Authentication(appId ?? '', tokens, credentials));
    this.#appId = appId ?? '';
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
      // The SDK answers the activity of the context, which it made up here.
      context.activity.id = replyToId as string;
      await context.sendActivity(activity as Partial<ChannelActivity>);
    });
  }
}

class Authentication extends ConfigurationBotFrameworkAuthentication {
  readonly #tokens: ConnectorTokens | null;
  readonly #connectors: SharedConnectors;
  #userTokens: ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']> | undefined;

  constructor(appId: string, tokens: ConnectorTokens | null, credentials: ServiceClientCredentialsFactory) {
    super({}, credentials);
    this.#tokens = tokens;
    this.#connectors = new SharedConnectors(appId, credentials);
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

/** One client for each connector: making one costs more than a turn. */
class SharedConnectors extends ConnectorFactory {
  readonly #clients = new Map<string, Promise<ConnectorClient>>();
  readonly #appId: string;
  readonly #credentials: ServiceClientCredentialsFactory;

  constructor(appId: string, credentials: ServiceClientCredentialsFactory) {
    super();
    this.#appId = appId;
    this.#credentials = credentials;
  }

  override create(serviceUrl: string): Promise<ConnectorClient> {
    const known = this.#clients.get(serviceUrl);
    this.#clients.delete(serviceUrl);
    const client = known ?? this.#open(serviceUrl);
    this.#clients.set(serviceUrl, client);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > MOST_CONNECTORS && oldest !== undefined) this.#clients.delete(oldest);
    return client;
  }

  async #open(serviceUrl: string): Promise<ConnectorClient> {
    const login = AuthenticationConstants.ToChannelFromBotLoginUrl;
    const credentials = await this.#credentials.createCredentials(this.#appId, AUDIENCE, login, true);
    return new ConnectorClient(limitCredentials(credentials), {
      baseUri: serviceUrl,
      httpClient: createConnectorHttp(credentials),
    });
  }
}
