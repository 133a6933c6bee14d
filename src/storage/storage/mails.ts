// E-mails in the outbox: what a database keeps of them, and of whom they may go to.

/** `new-case` goes to an office; the others to a customer: `code` on request, `reply` and `closed` where staff wrote or nobody did. */
export type MailKind = 'new-case' | 'reply' | 'closed' | 'code';

export interface NewMail {
  kind: MailKind;
  /** Dropped as soon as the mail is sent or given up. */
  address: string;
  /** Under which the limit for one address counts it; says nothing of the address. */
  addressKey: string;
  case: number | null;
  /** Six digits; null but in a `code`. Dropped with the address. */
  code: string | null;
  /** The office a `new-case` is for, by id. */
  office: string | null;
  /** Milliseconds since 1970. */
  madeAt: number;
}

export interface Mail extends NewMail {
  id: string;
  conversationId: string;
  /** How often it was taken before. */
  attempts: number;
}

/** Where a conversation's customer may be written to. */
export interface MailAddress {
  /** `by`: the id of a member of staff, `code`, or `identity` where the website vouches for it. */
  confirmed: { address: string; by: string; at: number } | null;
  /** A code that was sent to the address of this case and is to be typed; so many tries are left. */
  asked: { address: string; code: string; number: number; at: number; triesLeft: number } | null;
}

export interface MailCounts {
  /** Mails to one address since the beginning of its day. */
  address: number;
  /** All mails since the beginning of the hour, and those of them that customers alone brought about. */
  hour: number;
  byCustomers: number;
}

/** The e-mails of one conversation, inside its turn. */
export interface ConversationMails {
  /** Counts mails, and lets nobody else add one until this turn has ended. */
  count(of: { addressKey: string; dayFrom: number; hourFrom: number }): Promise<MailCounts>;
  /** Puts a mail into the outbox. */
  add(mail: NewMail): Promise<Mail>;
  /** When the newest mail of this kind was made; null where there is none. */
  newest(kind: MailKind): Promise<number | null>;
  /** Notes how a mail ended; false where it was ended before, or taken again by another node. */
  end(mail: Mail, outcome: 'sent' | 'failed', at: number): Promise<boolean>;
  /** Marks the link in a mail that was made after `madeAfter` as used; false where it was before, or there is none. */
  useLink(mailId: string, madeAfter: number, at: number): Promise<boolean>;
  address(): Promise<MailAddress>;
  keepAddress(address: MailAddress): Promise<void>;
  /** When the customer's client was last there, in milliseconds since 1970; null where it never was. */
  seenAt(): Promise<number | null>;
}

/** The outbox of e-mails, and who is there to need none. */
export interface Outbox {
  /**
   * Takes mails that are ready, oldest first, for this node until `leaseUntil`; nobody else gets them before.
   * At most `limit`, and no more than leave those under way and those sent after `hourFrom` at `perHour`.
   */
  take(now: number, leaseUntil: number, limit: number, quota: { perHour: number; hourFrom: number }): Promise<Mail[]>;
  /** Gives a mail back that could not be sent, to be taken again at this time. */
  giveBack(mail: Mail, readyAt: number): Promise<void>;
  /** Drops mails that were made before this time, with their links. */
  dropBefore(madeAt: number): Promise<void>;
  /** Where the customer of this conversation may be written to. */
  address(conversationId: string): Promise<MailAddress>;
  /** How many wait. */
  countWaiting(): Promise<number>;
  /** Keeps when clients of conversations were there; each conversation once, and never back in time. */
  seen(clients: { conversationId: string; at: number }[]): Promise<void>;
}
