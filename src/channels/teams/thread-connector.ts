// What the connector of Microsoft Teams is asked for: messages in chats and threads, and cards that change in place.
import type { Json } from '../../storage/storage.ts';

/** Each throws `NotTaken` where the connector answers and does not take it, anything else where nobody knows. */
export interface ThreadConnector {
  /** Posts into a chat or below a card; the id of what was posted. */
  post(serviceUrl: string, thread: string, activity: Json): Promise<string>;
  /** Puts an activity in the place of the one with this id. */
  update(serviceUrl: string, thread: string, id: string, activity: Json): Promise<void>;
  /** Begins a thread in a channel with this activity. */
  begin(serviceUrl: string, channel: string, activity: Json): Promise<{ thread: string; root: string }>;
}
