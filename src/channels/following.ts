// Follows conversations: every activity once and in order, from where each follower stands, whichever node took it.
import type { Conversations } from '../conversation.ts';
import type { Storage, StoredActivity } from '../storage/storage.ts';

const PAGE = 100;
/** How often is looked for what another node committed and did not tell of. */
const LOOK_MS = 2_000;

export interface Follower {
  /** Takes what comes next. Nothing more is read for it before this resolves. */
  take(stored: StoredActivity[]): Promise<void>;
  /** Whether it has not yet passed on what it took: then it is not given more, and reads what it misses later. */
  isSlow(): boolean;
  /** Hears of a read from the database that failed; the next look tries again. */
  failed(error: unknown): void;
}

export interface Following {
  /**
   * Hands over everything after `position`, and then what comes. Where `position` was the newest a moment ago
   * (`isNewest`), what came since is found by the next look. Returns how to end that.
   */
  follow(conversationId: string, position: number, follower: Follower, isNewest?: boolean): () => void;
  close(): void;
}

interface Place {
  follower: Follower;
  /** The sequence of the last activity that was handed over. */
  position: number;
  /** Whether a read from the database is under way, and whether to look once more after it. */
  reading: boolean;
  again: boolean;
}

/** `deaf` hears why other nodes cannot be heard; then they are looked after now and then. */
export function createFollowing(parts: {
  storage: Pick<Storage, 'activitiesAfter' | 'sequences' | 'listen'>;
  conversations: Pick<Conversations, 'onCommit'>;
  deaf?: (reason: unknown) => void;
}): Following {
  const { storage } = parts;
  const byConversation = new Map<string, Set<Place>>();

  const hand = (place: Place, stored: StoredActivity[]): Promise<void> => {
    place.position = stored.at(-1)?.sequence ?? place.position;
    return place.follower.take(stored);
  };

  const catchUp = async (conversationId: string, place: Place): Promise<void> => {
    if (place.reading) {
      place.again = true;
      return;
    }
    place.reading = true;
    try {
      do {
        place.again = false;
        const page = await storage.activitiesAfter(conversationId, place.position, PAGE);
        if (!byConversation.get(conversationId)?.has(place)) return;
        if (page.length) await hand(place, page);
        if (page.length === PAGE) place.again = true;
      } while (place.again);
    } catch (error) {
      place.follower.failed(error);
    } finally {
      place.reading = false;
    }
  };

  const catchUpAll = (conversationId: string, sequence = Number.POSITIVE_INFINITY): void => {
    for (const place of byConversation.get(conversationId) ?? [])
      if (place.position < sequence) void catchUp(conversationId, place);
  };

  const endCommits = parts.conversations.onCommit((conversationId, stored) => {
    if (!stored.length) return;
    for (const place of byConversation.get(conversationId) ?? []) {
      if ((stored.at(-1)?.sequence ?? 0) <= place.position) continue;
      const isNext = stored[0]?.sequence === place.position + 1;
      if (isNext && !place.reading && !place.follower.isSlow()) void hand(place, stored);
      else void catchUp(conversationId, place);
    }
  });

  let looking = false;
  const look = async (): Promise<void> => {
    if (looking || !byConversation.size) return;
    looking = true;
    try {
      for (const [id, sequence] of await storage.sequences([...byConversation.keys()])) catchUpAll(id, sequence);
    } catch {
      // The database is away: the next look is soon.
    } finally {
      looking = false;
    }
  };
  const looks = setInterval(look, LOOK_MS);
  looks.unref();
  const endHearing = storage.listen((conversationIds) => {
    if (!conversationIds) void look();
    for (const id of conversationIds ?? []) catchUpAll(id);
  }, parts.deaf);

  return {
    follow(conversationId, position, follower, isNewest = false) {
      const places = byConversation.get(conversationId) ?? new Set();
      byConversation.set(conversationId, places);
      const place: Place = { follower, position, reading: false, again: false };
      places.add(place);
      if (!isNewest) void catchUp(conversationId, place);
      return () => {
        places.delete(place);
        if (!places.size && byConversation.get(conversationId) === places) byConversation.delete(conversationId);
      };
    },
    close() {
      endCommits();
      endHearing();
      clearInterval(looks);
    },
  };
}
