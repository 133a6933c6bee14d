// The part of the interface that is about Microsoft Teams: where cases are shown, and how far.
import type { Json } from '../storage.ts';

/** A chat of a staff member with the bot, or the channel of an office. */
export interface TeamsPlace {
  /** Teams' own id of the chat or the channel. */
  id: string;
  /** Whose chat it is; null for a channel. */
  staff: string | null;
  /** Whose channel it is; null for a chat, and for a channel that was an office's once. */
  office: string | null;
  /** Where to send to: the SDK's conversation reference, without an activity. */
  reference: Json;
  /** The case whose customer the staff member speaks with in this chat. */
  focus: number | null;
}

/** A case as it is shown at a place. */
export interface TeamsThread {
  number: number;
  place: string;
  conversationId: string;
  /** The card's activity, and the thread below it; null in a chat. */
  root: string | null;
  thread: string | null;
  /** The version of the case on the card; in a chat the last event of its trail that was told. */
  version: number;
  /** What was said in the conversation is shown up to this activity. */
  sequence: number;
  /** Whether what is said is shown here no more: another office, or somebody else, has the case by now. */
  away: boolean;
}

/** One message of the conversation as it was posted. */
export interface TeamsPost extends Pick<TeamsThread, 'conversationId' | 'number' | 'place'> {
  sequence: number;
  activityId: string;
  /** The newest change of the message that the post shows; 0 before the first. */
  updated: number;
}

export interface TeamsStore {
  /** The place of this id, of this staff member, or of this office. */
  place(of: { id: string } | { staff: string } | { office: string }): Promise<TeamsPlace | undefined>;
  /** The channels of all offices. */
  channels(): Promise<TeamsPlace[]>;
  /** Keeps a place, instead of the one that the staff member or the office had. What is shown in the chat stays in focus. */
  keepPlace(place: Omit<TeamsPlace, 'focus'>): Promise<void>;
  /** Sets whose customer the chat is with; with `only`, where that was the focus. */
  focus(place: string, number: number | null, only?: number): Promise<void>;
  /** Forgets a place, and that cases are shown there. */
  dropPlace(id: string): Promise<void>;
  /** Where the cases of a conversation are shown. */
  threads(conversationId: string): Promise<TeamsThread[]>;
  /** The case below whose card this thread is. */
  threadOf(thread: string): Promise<TeamsThread | undefined>;
  /** Keeps how far a case is shown at a place; what was shown further already stays so, where it was not away. */
  keepThread(thread: TeamsThread): Promise<void>;
  dropThread(number: number, place: string): Promise<void>;
  /** What is said in the case is shown in this chat no more, unless the chat is with its customer again. */
  leave(number: number, place: string): Promise<void>;
  keepPost(post: TeamsPost): Promise<void>;
  /** Lets this holder alone show the cases of a conversation until then; false where another one does. */
  hold(conversationId: string, by: string, until: number, now: number): Promise<boolean>;
  letGo(conversationId: string, by: string): Promise<void>;
  /** What was posted for an activity; undefined where nothing was. */
  posted(number: number, place: string, sequence: number): Promise<TeamsPost | undefined>;
}
