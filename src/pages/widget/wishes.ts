// What the website around wants said: the guide that a new conversation begins with, and questions of its own buttons.

import { website } from './frame.ts';
import type { Outbox } from './outbox.ts';
import type { Timeline } from './timeline.ts';

const START = 'start:';

/** Begins with the guide that the website names, where nothing was said yet: whoever is in a conversation stays there. */
export function startGuide({ messages, choices }: Timeline, outbox: Outbox): void {
  const { guide } = website;
  website.guide = undefined;
  if (!guide || website.asks.length > 0 || messages.some(({ by }) => by === 'customer')) return;
  const guides = choices.filter(({ channelData }) => channelData?.action?.startsWith(START));
  const action = guides.find(({ channelData }) => channelData?.action === START + guide);
  // Under one id, so that two tabs which begin together begin once.
  if (action) {
    outbox.add(action.title, START + guide, [], 'first-guide');
    return;
  }
  const known = guides.map(({ channelData }) => channelData?.action?.slice(START.length)).join(', ');
  console.warn(`ACE refund desk: there is no guide "${guide}". Name one of: ${known}.`);
}
