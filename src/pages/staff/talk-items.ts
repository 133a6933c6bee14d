// What a conversation shows, in its order: days, messages, internal notes and what was done with the case.
import type { Activity, Attachment } from '../../rules/activity.ts';
import { dayOf } from '../widget/when.ts';
import type { HandoffWhole, Said, TrailRow } from './api.ts';
import { isOurs } from './said.ts';

export interface Message {
  kind: 'message';
  id: string;
  by: 'customer' | 'staff' | 'bot';
  /** Of the staff member. */
  name: string;
  text: string;
  at: number;
  files: Attachment[];
  /** The buttons that the bot offered. */
  choices: string[];
}

export type Item =
  | Message
  | { kind: 'day'; id: string; day: string }
  | { kind: 'note' | 'event'; id: string; row: TrailRow; at: number };

/** Everything of the case, oldest first. */
export function itemsOf({ transcript, trail }: Pick<HandoffWhole, 'transcript' | 'trail'>): Item[] {
  const messages = transcript.filter(({ activity }) => activity.type === 'message').map(toMessage);
  const rows = trail.map((row) => ({
    kind: row.what === 'note' ? ('note' as const) : ('event' as const),
    id: `trail-${row.index}`,
    row,
    at: Date.parse(row.at),
  }));
  // What was done stands before what is said about it.
  const all = [...rows, ...messages].sort((a, b) => a.at - b.at);
  let last = '';
  return all.flatMap((item): Item[] => {
    const day = dayOf(item.at, Date.now());
    if (day === last) return [item];
    last = day;
    return [{ kind: 'day', id: `day-${day}`, day }, item];
  });
}

function toMessage({ sequence, activity }: Said): Message {
  const staff = (activity.channelData?.staff ?? undefined) as { name?: string } | undefined;
  return {
    kind: 'message',
    id: activity.id ?? String(sequence),
    by: isOurs(activity) ? (staff ? 'staff' : 'bot') : 'customer',
    name: staff?.name ?? activity.from?.name ?? '',
    text: textOf(activity),
    at: Date.parse(activity.timestamp ?? '') || 0,
    files: (activity.attachments ?? []).filter(({ contentUrl }) => contentUrl),
    choices: (activity.suggestedActions?.actions ?? []).map(({ title }) => title),
  };
}

/** Its words, and those of its cards. */
function textOf({ text = '', attachments = [], removed }: Activity): string {
  if (removed === true) return '(Taken back by the customer)';
  const cards = attachments.map(({ content }) => {
    const { title, text } = (content ?? {}) as { title?: unknown; text?: unknown };
    return [title, text].filter((part) => typeof part === 'string').join('\n\n');
  });
  return [text, ...cards].filter(Boolean).join('\n\n');
}
