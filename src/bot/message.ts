// Builds the bot's messages: text, buttons, and what kind of message it is.
import type { CardAction, Kind, Reply } from '../rules/activity.ts';
import type { Offer } from './state.ts';

export interface Button extends Offer {
  command?: true;
  /** A press counts by the value that comes back with it: the same words, typed, do nothing. */
  byValue?: true;
}

/** A button that is a command: Back, Person and the like. */
export function command(text: string, name: string): Button {
  return { text, action: `command:${name}`, command: true };
}

export const personButton = command('Person', 'person');

/** A message of this kind; `more` goes into its channelData beside the kind. */
export function message(kind: Kind, text: string, buttons: Button[] = [], more: Record<string, unknown> = {}): Reply {
  const reply: Reply = { type: 'message', text: text.trim(), channelData: { kind, ...more } };
  if (buttons.length > 0) reply.suggestedActions = { actions: buttons.map(cardAction) };
  return reply;
}

function cardAction(button: Button): CardAction {
  const { text: title, action } = button;
  const channelData = { action, ...(button.command ? { command: true as const } : {}) };
  if (button.byValue)
    return { type: 'messageBack', title, value: action, text: title, displayText: title, channelData };
  return { type: 'imBack', title, value: title, channelData };
}

/** The buttons of a message, as they are remembered. */
export function offersOf(reply: Reply): Offer[] {
  return (reply.suggestedActions?.actions ?? []).map(asOffer);
}

/** Those of a message's buttons that are its own choices: what a number means. */
export function choicesIn(reply: Reply): Offer[] {
  return (reply.suggestedActions?.actions ?? []).filter(({ channelData }) => !channelData?.command).map(asOffer);
}

function asOffer({ title, channelData }: CardAction): Offer {
  return { text: title, action: channelData?.action ?? '' };
}
