// Sends what comes from a channel to where it is answered: the SDK's dispatcher, with the turns of this product.
import {
  type AdaptiveCardInvokeResponse,
  type AdaptiveCardInvokeValue,
  type InvokeResponse,
  type MessagingExtensionAction,
  type MessagingExtensionActionResponse,
  type MessagingExtensionQuery,
  type MessagingExtensionResponse,
  TeamsActivityHandler,
  type TurnContext,
} from 'botbuilder';
import type { Json } from '../../storage/storage.ts';

type Take = (context: TurnContext) => Promise<void>;

/** What this product does with what comes; everything else is acknowledged, and an invoke that nobody takes answered 501. */
export interface Turns {
  /** A customer wrote, or pressed a button. */
  said: Take;
  /** Somebody came into the conversation, or put the bot into their own chat. */
  joined: Take;
  /** A customer changed what was said before, or took it back. */
  changed: Take;
  removed: Take;
  /** A customer pressed a button of a card that stands for these words; resolves with what is shown in its place. */
  pressed: (context: TurnContext, words: string) => Promise<string>;
  /** Where staff are in Teams: somebody pressed a button of a case's card; resolves with what is shown in its place. */
  acted?: (context: TurnContext, verb: string, data: Json) => Promise<{ type: string; value: unknown }>;
  /** Somebody searches in the message extension, or makes a case of a message; resolves with what Teams shows. */
  searched?: (context: TurnContext, typed: string) => Promise<Json>;
  made?: (context: TurnContext, value: Json) => Promise<Json>;
}

const CARD = 'adaptiveCard/action';
const extensions = new Set(['composeExtension/query', 'composeExtension/submitAction']);
const isObject = (one: unknown): one is Json => typeof one === 'object' && one !== null && !Array.isArray(one);

export class DeskHandler extends TeamsActivityHandler {
  readonly #turns: Turns;

  constructor(turns: Turns) {
    super();
    this.#turns = turns;
    const { said, joined, changed, removed } = turns;
    const then = (take: Take) => async (context: TurnContext, next: () => Promise<void>) => {
      await take(context);
      await next();
    };
    this.onMessage(then(said));
    this.onMembersAdded(then(joined));
    this.onInstallationUpdateAdd(then(joined));
    this.onMessageUpdate(then(changed));
    this.onMessageDelete(then(removed));
  }

  override run(context: TurnContext): Promise<void> {
    // The SDK reads into it without looking whether it is there.
    context.activity.channelData ??= {};
    return super.run(context);
  }

  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    const { name, value } = context.activity;
    // The SDK reads into these without looking whether they are there.
    const needed = name === CARD ? [value, value?.action] : extensions.has(String(name)) ? [value] : [];
    if (!needed.every(isObject))
      return {
        status: 400,
        body: {
          error: { code: 'BadArgument', message: `The "value" of an invoke "${name}" is not what Teams sends.` },
        },
      };
    return super.onInvokeActivity(context);
  }

  /** Adaptive Cards, universal actions: `Action.Execute` with `data: { say: "..." }` is answered in the response. */
  protected override async onAdaptiveCardInvoke(
    context: TurnContext,
    value: AdaptiveCardInvokeValue,
  ): Promise<AdaptiveCardInvokeResponse> {
    const { verb, data } = value.action;
    const { say, ...rest } = (isObject(data) ? data : {}) as { say?: unknown } & Json;
    const { acted } = this.#turns;
    if (acted && typeof verb === 'string' && verb !== '' && rest.number !== undefined) {
      const shown = await acted(context, verb, rest);
      return { statusCode: 200, ...shown } as AdaptiveCardInvokeResponse;
    }
    if (typeof say !== 'string' || say === '') return super.onAdaptiveCardInvoke(context, value);
    const shown = await this.#turns.pressed(context, say);
    return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: shown as never };
  }

  protected override async handleTeamsMessagingExtensionQuery(
    context: TurnContext,
    query: MessagingExtensionQuery,
  ): Promise<MessagingExtensionResponse> {
    const { searched } = this.#turns;
    if (!searched) return super.handleTeamsMessagingExtensionQuery(context, query);
    // Before anything is typed Teams asks with a parameter of its own.
    const parameters: unknown[] = Array.isArray(query.parameters) ? query.parameters : [];
    const { value } = parameters.filter(isObject).find(({ name }) => name === 'question') ?? {};
    return searched(context, typeof value === 'string' ? value : '');
  }

  protected override async handleTeamsMessagingExtensionSubmitAction(
    context: TurnContext,
    action: MessagingExtensionAction,
  ): Promise<MessagingExtensionActionResponse> {
    const { made } = this.#turns;
    if (!made) return super.handleTeamsMessagingExtensionSubmitAction(context, action);
    return made(context, action as unknown as Json);
  }
}
