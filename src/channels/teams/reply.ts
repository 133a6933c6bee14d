// What the bot says to staff in Microsoft Teams: Markdown, with buttons that stand for words.
import type { Reply } from '../../rules/activity.ts';

export type TeamsReply = Reply;

/** `buttons` are titles, each with the words that a press sends. */
export function reply(text: string, buttons: [title: string, words: string][] = []): TeamsReply {
  return {
    type: 'message',
    text,
    channelData: { kind: 'notice' },
    ...(buttons.length && {
      suggestedActions: { actions: buttons.map(([title, value]) => ({ type: 'imBack', title, value })) },
    }),
  };
}
