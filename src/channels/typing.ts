// Passes on that somebody types, from customers to who of the staff holds them and back; kept nowhere, on any node.
import type { Activity } from '../rules/activity.ts';
import type { Case } from '../storage/storage/cases.ts';
import type { Json, Storage } from '../storage/storage.ts';
import type { Streams } from './direct-line-stream.ts';
import type { EventStreams } from './event-streams.ts';

/** Whoever types says so again and again: once in this time is passed on. */
const EVERY_MS = 2_000;
const MOST_REMEMBERED = 10_000;

interface Word {
  conversationId: string;
  number: number;
  /** The id of who holds the case. */
  owner: string;
  /** Their name, where it is they who type. */
  name: string | null;
}

export interface Typing {
  /** The customer of this conversation types. */
  customer(conversationId: string): Promise<void>;
  /** Whoever holds this case types. */
  staff(held: Case, person: { id: string; name: string }): void;
  close(): void;
}

/** `now` in milliseconds since 1970. */
export function createTyping(parts: {
  storage: Pick<Storage, 'casesOf' | 'tell' | 'hear'>;
  sockets: Pick<Streams, 'push'>;
  streams: Pick<EventStreams, 'all'>;
  now: () => number;
}): Typing {
  const { storage, sockets, streams, now } = parts;
  const lately = new Map<string, number>();

  const isNew = (key: string): boolean => {
    const at = now();
    if (at - (lately.get(key) ?? 0) < EVERY_MS) return false;
    // Set anew, a key stands last: the first one is the oldest.
    lately.delete(key);
    lately.set(key, at);
    if (lately.size > MOST_REMEMBERED) lately.delete(lately.keys().next().value as string);
    return true;
  };

  function show({ conversationId, number, owner, name }: Word): void {
    const json = JSON.stringify({ number, from: name ?? 'customer' });
    for (const stream of streams.all()) {
      // The customer's typing is for who answers, that of staff for who looks on.
      if ((stream.staff === owner) === (name === null)) stream.send('typing', json);
    }
    if (name !== null) sockets.push(conversationId, typingActivity(conversationId, owner, name, now()));
  }

  function pass(word: Word): void {
    show(word);
    storage.tell({ typing: word });
  }

  const endHearing = storage.hear(({ typing }: Json) => {
    if (typing) show(typing as Word);
  });

  return {
    async customer(conversationId) {
      if (!isNew(conversationId)) return;
      const held = (await storage.casesOf([conversationId])).find(({ status }) => status === 'claimed');
      if (held?.owner) pass({ conversationId, number: held.number, owner: held.owner, name: null });
    },
    staff({ conversationId, number }, { id, name }) {
      if (isNew(`${number} ${id}`)) pass({ conversationId, number, owner: id, name });
    },
    close: endHearing,
  };
}

function typingActivity(conversationId: string, staffId: string, name: string, at: number): Activity {
  return {
    type: 'typing',
    channelId: 'directline',
    from: { id: `staff:${staffId}`, name, role: 'bot' },
    conversation: { id: conversationId },
    timestamp: new Date(at).toISOString(),
  };
}
