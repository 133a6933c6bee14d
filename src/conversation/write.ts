// Writes what one turn adds to a conversation: what was sent, what was redacted or changed, what the bot says, and its state.
import type { Activity, Kept, Reply, State } from '../bot/bot.ts';
import type { Content } from '../content/content.ts';
import type { Conversation, Due, Json, NewActivity, StoredActivity, Turn } from '../storage/storage.ts';

/** The due row of a conversation whose outbox is not empty: whoever moved it last delivers, for so many milliseconds nobody else. */
export const DELIVER = 'deliver';
export const DELIVER_HOLD_MS = 30_000;

/** The due row that ends the life of a conversation in which nothing was said for as long as the greeting promises. */
export const RETENTION = 'retention';

const dayMs = 86_400_000;

/** A day more than promised, for whoever spoke last in the evening. */
export const retentionMs = ({ broker }: Content) => (broker.kept_days + 1) * dayMs;

export interface Writing {
  turn: Turn;
  conversation: Conversation;
  content: Content;
  /** Milliseconds since 1970. */
  at: number;
  /** What somebody sent; staff's is delivered like a reply. */
  sent?: { key: string; activity: Activity; isDelivered?: boolean };
  /** Activities kept before, as they are from now on: nothing of what they were stays. */
  redacted?: Kept[];
  /** Activities kept before that clients show otherwise from now on. */
  updated?: Json[];
  replies: Reply[];
  state: State;
  reference?: Json | null;
  /** Whoever sent this takes the replies at once: they need no delivery. */
  answeredAtOnce?: boolean;
}

export interface Written {
  /** The id of what was sent. */
  id: string;
  stored: StoredActivity[];
  /** What holds the outbox for this node, where this turn put something into an empty one. */
  hold?: Due;
}

/** Appends all of it in order, and keeps the state. */
export async function write(writing: Writing): Promise<Written> {
  const { turn, conversation, content, at, sent, redacted = [], updated = [], replies, state } = writing;
  const common = {
    channelId: conversation.channel,
    conversation: { id: conversation.id },
    timestamp: new Date(at).toISOString(),
  };
  const idOf = (sequence: number) => `${conversation.id}|${String(sequence).padStart(7, '0')}`;
  const reference = writing.reference ?? conversation.reference;
  const delivery = reference && !writing.answeredAtOnce ? 'pending' : null;
  const isDelivered = delivery !== null && (replies.length > 0 || sent?.isDelivered === true);
  // What waits already is delivered first, by whoever holds it.
  const isFirst = isDelivered && (await turn.pending(1)).length === 0;
  const rows: NewActivity[] = [];
  let id = '';
  if (sent) {
    rows.push({
      key: sent.key,
      delivery: sent.isDelivered ? delivery : null,
      activity: (sequence) => {
        id = sent.activity.id ?? idOf(sequence);
        return { ...sent.activity, ...common, id };
      },
    });
  }
  for (const { sequence, activity } of redacted) {
    await turn.amend(sequence, { activity });
    // Bot Framework: a `messageUpdate` has the id of what it updates. So clients hear of it that have the first text.
    rows.push({ activity: () => ({ ...activity, type: 'messageUpdate' }) });
  }
  for (const activity of updated) rows.push({ activity: () => ({ ...activity, type: 'messageUpdate' }) });
  await keepOn(writing);
  const hold = isFirst ? await turn.schedule({ kind: DELIVER, at: at + DELIVER_HOLD_MS }) : undefined;
  for (const reply of replies) {
    rows.push({
      delivery,
      activity: (sequence) => {
        remember(state, reply, sequence);
        return {
          ...common,
          from: { id: 'ace-refund-desk', name: content.broker.short_name, role: 'bot' },
          recipient: { id: conversation.userId },
          textFormat: 'markdown',
          locale: 'en-US',
          ...(id ? { replyToId: id } : {}),
          ...reply,
          id: idOf(sequence),
        };
      },
    });
  }
  const stored = rows.length > 0 ? await turn.append(rows) : [];
  await turn.update({ state: state as unknown as Json, reference });
  return { id, stored, hold };
}

/** Moved once a day. */
async function keepOn({ turn, conversation, content, at, state }: Writing): Promise<void> {
  state.day = Math.floor(at / dayMs);
  if (conversation.state && state.day === conversation.state.day) return;
  await turn.schedule({ kind: RETENTION, at: at + retentionMs(content) });
}

/** The message that tells the customer's place is kept true. */
function remember(state: State, { channelData }: Reply, sequence: number): void {
  const { handoff } = channelData as { handoff?: { number: number; status: string; place?: number } };
  if (handoff?.status === 'waiting' && handoff.place !== undefined)
    state.waiting = { number: handoff.number, sequence, place: handoff.place };
}
