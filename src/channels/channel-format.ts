// Writes a message of the bot as its channel shows it: how long, with or without Markdown, and choices as buttons or numbers.
import type { CardAction } from '../rules/activity.ts';
import { readChecked, writeChecked } from '../rules/checked.ts';
import { leadToPages } from '../rules/own-pages.ts';
import type { Json } from '../storage/storage.ts';
import { checkedCard } from './checked-card.ts';
import { plainText, teamsText } from './plain-text.ts';
import { splitText } from './split-text.ts';

interface Format {
  /** UTF-16 characters of one message. */
  most: number;
  text: (markdown: string) => string;
  textFormat: 'markdown' | 'plain';
  /** So many suggested actions, with titles of so many characters; where there are more or longer ones, choices are numbered. */
  buttons: { most: number; title: number } | 'cards' | 'none';
}

const asItIs = (text: string) => text;
const plain = (most: number, buttons: Format['buttons'] = 'none'): Format => ({
  most,
  text: plainText,
  textFormat: 'plain',
  buttons,
});

/** These show what the bot says as it is, and our own pages read its channelData. */
const native = new Set(['directline', 'webchat', 'emulator', 'test']);

/** How many suggested actions a channel shows: botbuilder-dialogs, choices/channel.ts, `supportsSuggestedActions`. */
const formats: Record<string, Format> = {
  // Microsoft Teams, "Format your bot messages": 100 KB in UTF-16 with everything in it; it was 28 KB before.
  msteams: { most: 12_000, text: teamsText, textFormat: 'markdown', buttons: 'cards' },
  email: { most: 100_000, text: asItIs, textFormat: 'markdown', buttons: 'none' },
  // Slack, chat.postMessage: at most 4,000 characters are advised; an attachment has five buttons.
  slack: { most: 4_000, text: asItIs, textFormat: 'markdown', buttons: { most: 5, title: 75 } },
  // Messenger Platform, "Send API" and "Quick Replies".
  facebook: plain(2_000, { most: 10, title: 20 }),
  // Telegram Bot API, sendMessage.
  telegram: plain(4_096, { most: 100, title: 64 }),
  // LINE Messaging API, text message and quick reply.
  line: plain(5_000, { most: 13, title: 20 }),
  // Twilio, error 21617.
  sms: plain(1_600),
  groupme: plain(1_000),
  whatsapp: plain(4_096),
};
const unknown = plain(1_600);

/** Microsoft Teams, "Types of cards": a hero card has up to six buttons. */
const CARD_BUTTONS = 6;

/**
 * What goes out for one activity of the bot, in this order; the last one carries the choices. They are left out where
 * `isLast` is false: another message of the same turn follows, and numbers are read as those of the last one.
 */
export function formatForChannel(channelId: string, activity: Json, isLast: boolean): Json[] {
  if (native.has(channelId)) return [activity];
  // Elsewhere channelData is a message in the channel's own language, and ours would be read as one.
  const { channelData, suggestedActions, attachments, ...bare } = activity;
  if (bare.type !== 'message') return [bare];
  const format = formats[channelId] ?? unknown;
  const { actions = [] } = (suggestedActions ?? {}) as { actions?: CardAction[] };
  // Where a press comes back as words alone, a button that counts by its value would do nothing.
  const offered = isLast ? actions.filter(({ type }) => type !== 'messageBack' || format.buttons === 'cards') : [];
  const { staff } = (channelData ?? {}) as { staff?: { name: string } };
  const asButtons = showsButtons(format, offered);
  // There all that is sent stands under the bot's name.
  const words = staff ? `**${staff.name}:** ${bare.text ?? ''}` : leadToPages(bare.text as string, null);
  const checked = readChecked((channelData ?? {}) as Record<string, unknown>);
  const hasCards = format.buttons === 'cards';
  const behind = checked && !hasCards ? writeChecked(checked) : '';
  const text = [words, behind, ...(asButtons ? [] : [numbered(offered)])].filter(Boolean).join('\n\n');
  const parts = splitText(format.text(text), format.most).map(
    (part): Json => ({ ...bare, textFormat: format.textFormat, text: part }),
  );
  const files = ((attachments ?? []) as Json[]).filter(({ contentUrl }) => contentUrl !== undefined);
  // Contact cards say what stands in the text.
  const cards = hasCards ? [...(checked ? [checkedCard(checked)] : []), ...buttonCards(offered)] : [];
  const last = parts.at(-1) ?? { ...bare };
  if (files.length + cards.length > 0) last.attachments = [...files, ...cards];
  if (asButtons && !hasCards && offered.length > 0) last.suggestedActions = { actions: offered.map(bareAction) };
  return parts.length > 0 ? parts : [last];
}

/** The words of a message with its choices as numbers, where nothing else can be shown. */
export function writeOut({ text, suggestedActions }: Json): string {
  const { actions = [] } = (suggestedActions ?? {}) as { actions?: CardAction[] };
  return [text as string, numbered(actions)].filter(Boolean).join('\n\n');
}

function showsButtons({ buttons }: Format, offered: CardAction[]): boolean {
  if (typeof buttons === 'string') return buttons === 'cards';
  return offered.length <= buttons.most && offered.every(({ title }) => title.length <= buttons.title);
}

const bareAction = ({ channelData: _ours, ...action }: CardAction) => action;

function buttonCards(offered: CardAction[]): Json[] {
  const cards: Json[] = [];
  for (let from = 0; from < offered.length; from += CARD_BUTTONS) {
    const buttons = offered.slice(from, from + CARD_BUTTONS).map(bareAction);
    cards.push({ contentType: 'application/vnd.microsoft.card.hero', content: { buttons } });
  }
  return cards;
}

/** Choices by the number that the bot takes, and the commands by their words. */
function numbered(offered: CardAction[]): string {
  const choices = offered.filter(({ channelData }) => !channelData?.command);
  const commands = offered.filter(({ channelData }) => channelData?.command).map(({ title }) => `**${title}**`);
  const list = choices.map(({ title }, index) => `${index + 1}. ${title}`).join('\n');
  const words = commands.length > 1 ? `${commands.slice(0, -1).join(', ')} or ${commands.at(-1)}` : commands.join('');
  return [list && `Answer with a number:\n${list}`, words && (list ? `Or write ${words}.` : `You can write ${words}.`)]
    .filter(Boolean)
    .join('\n\n');
}
