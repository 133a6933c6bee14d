// What was said with a customer, as staff read it in Microsoft Teams: plain text, with a mark of who said it to whom.
import type { Json } from '../../storage/storage.ts';

/** Teams takes messages of 28 KB and more; longer than this nobody reads there. */
const MOST_TEXT = 6_000;

/** The message for staff; null for what they need not read: what the bot said, and what is no message. */
export function writeSaid(number: number, activity: Json, isOwn: (name: string) => boolean): Json | null {
  const { from, channelData, attachments } = activity as {
    from?: { role?: string };
    channelData?: { staff?: { name: string } };
    attachments?: { name?: string; contentUrl?: string }[];
  };
  const by = channelData?.staff?.name;
  const who = by ? `${by} to the customer` : from?.role === 'user' ? 'Customer' : null;
  if (who === null || (by && isOwn(by))) return null;
  const files = (attachments ?? []).filter(({ contentUrl }) => contentUrl).map(({ name }) => name ?? 'a file');
  const said = [
    activity.removed ? '(taken back by the customer)' : String(activity.text ?? ''),
    files.length ? `(with ${files.join(', ')}: see the console)` : '',
  ];
  const text = said.filter(Boolean).join(' ');
  if (!text) return null;
  const short = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} … (the rest is in the console)` : text;
  return { type: 'message', textFormat: 'plain', text: `${who}, case ${number}: ${short}` };
}
