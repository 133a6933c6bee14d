// What the bot may ask to be done in its turn beside talking, and what comes of it: plain data for both sides.

export type CaseKind = 'live' | 'message';

/** The button by which a customer ends a conversation with staff. Words that are typed never do. */
export const END_HANDOFF = 'handoff:end';

export interface CaseWanted {
  /** `live` waits for staff here and now, `message` is left for an office. */
  kind: CaseKind;
  /** The office's id; null where the customer named no place. */
  office: string | null;
  name: string | null;
  email: string | null;
  /** How the answer to a message reaches the customer. */
  contact: string | null;
  question: string;
  topic: string | null;
  guide: string | null;
  step: string | null;
  answers: Record<string, string> | null;
  /** The entries that the bot answered or offered before, the newest first. */
  tried: string[];
  language: string | null;
  timeZone: string | null;
}

/** A case as the customer who has it may know it. */
export interface CaseKnown {
  number: number;
  kind: CaseKind;
  office: string | null;
  contact: string | null;
  question: string;
  status: 'waiting' | 'claimed' | 'closed';
  /** Milliseconds since 1970. */
  openedAt: number;
  closedAt: number | null;
}

/** How long customers wait, in milliseconds: half of them at most `p50`, nine in ten at most `p90`. */
export interface Wait {
  p50: number;
  p90: number;
}

/** Where a customer stands in an office's queue, from 1 on; the wait is null where nobody can say yet. */
export interface Queue {
  number: number;
  office: string | null;
  place: number;
  wait: Wait | null;
}

/** An e-mail address to which it may be told that there is an answer, once it is confirmed. */
export interface MailOffer {
  address: string;
  isConfirmed: boolean;
}

export type Request =
  | { kind: 'open-case'; wanted: CaseWanted }
  /** Looks up the cases of this conversation. */
  | { kind: 'look-up-cases'; number: number | null }
  | { kind: 'look-up-queue' }
  | { kind: 'leave-queue' }
  /** The customer ends the conversation with staff. */
  | { kind: 'end-handoff' }
  /** Sends a code to the address that was given with this case. */
  | { kind: 'send-mail-code'; number: number }
  | { kind: 'check-mail-code'; digits: string }
  | { kind: 'rate'; number: number; stars?: number; words?: string }
  /** Keeps for the editors that the message of this turn, or one before, was not answered. */
  | { kind: 'keep-unanswered'; sequence: number; decision: 'decline' | 'clarify'; entries: string[] };

/** Why a customer who had somebody waits again. */
export type BackWhy = 'released' | 'silent' | 'revoked' | 'transferred';

export type Result =
  /** `mail` is null where no e-mail is sent, or no address is known. */
  | { kind: 'case-opened'; opened: CaseKnown; mail: MailOffer | null }
  | { kind: 'handoff-opened'; queue: Queue; mail: MailOffer | null }
  /** Nothing was opened: so many are open already; none where it were too many today. */
  | { kind: 'too-many-cases'; open: number }
  | { kind: 'cases'; number: number | null; cases: CaseKnown[] }
  /** Null where the customer waits for nobody. */
  | { kind: 'queue'; queue: Queue | null }
  | { kind: 'left-queue'; number: number }
  | { kind: 'nobody-claimed'; queue: Queue }
  | { kind: 'claimed'; number: number; by: string; office: string | null }
  /** `by` held it before; null where nobody did. A message that waits has no place. */
  | { kind: 'back'; why: BackWhy; number: number; by: string | null; office: string | null; queue: Queue | null }
  | { kind: 'handed-over'; number: number; by: string | null; to: string; office: string | null }
  /** `isHeld` where somebody of staff was there until then; `isRated` where the customer is asked how it was. */
  | {
      kind: 'closed';
      number: number;
      by: 'staff' | 'customer' | 'idle';
      name: string | null;
      isHeld: boolean;
      isRated: boolean;
    }
  /** There was nothing to end or to leave. */
  | { kind: 'nothing-open' }
  | { kind: 'reopened'; number: number }
  | { kind: 'code-sent' | 'code-not-sent' | 'address-confirmed'; address: string }
  | { kind: 'code-wrong'; triesLeft: number }
  | { kind: 'code-over' }
  /** There is no address, or no e-mail is sent. */
  | { kind: 'nothing-to-confirm' };
