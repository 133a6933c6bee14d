// Sends what comes from a channel to where it is answered: the SDK's dispatcher, with the turns of this product.
import {
  type AdaptiveCardInvokeResponse,
  type AdaptiveCardInvokeValue,
  TeamsActivityHandler,
  type TurnContext,
} from 'botbuilder';

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
}

export class DeskHandler extends TeamsActivityHandler {
  readonly #pressed: Turns['pressed'];

  constructor({ said, joined, changed, removed, pressed }: Turns) {
    super();
    this.#pressed = pressed;
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

  /** Adaptive Cards, universal actions: `Action.Execute` with `data: { say: "..." }` is answered in the response. */
  protected override async onAdaptiveCardInvoke(
    context: TurnContext,
    value: AdaptiveCardInvokeValue,
  ): Promise<AdaptiveCardInvokeResponse> {
    const { say } = (value.action.data ?? {}) as { say?: unknown };
    if (typeof say !== 'string' || say === '') return super.onAdaptiveCardInvoke(context, value);
    const shown = await this.#pressed(context, say);
    return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: shown as never };
  }
}
