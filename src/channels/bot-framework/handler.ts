// Sends what comes from a channel to where it is answered: the SDK's dispatcher, with the turns of this product.
import { TeamsActivityHandler, type TurnContext } from 'botbuilder';

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
}

export class DeskHandler extends TeamsActivityHandler {
  constructor({ said, joined, changed, removed }: Turns) {
    super();
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
}
