// The Bot Framework activity as plain data: the part of it that this product reads and writes.

export interface Account {
  id: string;
  name?: string;
  role?: string;
}

/** A button. A tap sends `value` as the customer's message with `imBack`, and `text` with `value` beside it with `messageBack`. */
export interface CardAction {
  type: 'imBack' | 'messageBack' | 'postBack' | 'openUrl' | 'call';
  title: string;
  value: string;
  text?: string;
  /** What is shown as the customer's message. */
  displayText?: string;
  /** `action` is the id our own page sends back in `channelData.action`; `command` marks Back, Person and the like. */
  channelData?: { action?: string; command?: true };
}

export interface Attachment {
  contentType: string;
  content?: unknown;
  contentUrl?: string;
  name?: string;
}

export interface Activity {
  type: string;
  id?: string;
  timestamp?: string;
  channelId?: string;
  serviceUrl?: string;
  from?: Account;
  recipient?: Account;
  conversation?: { id: string; [key: string]: unknown };
  replyToId?: string;
  /** Markdown in what the bot says, plain text in what a customer says. */
  text?: string;
  textFormat?: string;
  locale?: string;
  /** IANA name of the customer's time zone, as clients send it. */
  localTimezone?: string;
  name?: string;
  value?: unknown;
  attachments?: Attachment[];
  suggestedActions?: { actions: CardAction[]; to?: string[] };
  channelData?: Record<string, unknown>;
  [key: string]: unknown;
}

/** What a message of the bot is, so that nobody has to read prose to know. */
export type Kind =
  | 'greeting'
  | 'answer'
  | 'clarify'
  | 'decline'
  | 'guide'
  | 'escalation'
  | 'handoff'
  | 'warning'
  | 'error'
  | 'notice';

/** A message of the bot, before it has an id and a time. */
export interface Reply extends Activity {
  type: 'message';
  text: string;
  channelData: { kind: Kind; [key: string]: unknown };
}
