// The words between the launcher on a website and the chat in its frame, both ways.

/** Under this name they stand, so that nobody takes them for other messages of the page. */
export const MARK = 'aceRefundDesk';

/** A question that the website asks in the customer's name; under its id it is sent once. */
export interface Ask {
  id: string;
  text: string;
}

export interface Colours {
  light: string;
  dark: string;
}

/** What the website keeps for the chat: without a log-in under the empty name, else under one for the customer. */
export type Kept = Record<string, unknown>;

/** Whether another tab has used the secret meanwhile that this access holds or takes the place of. */
export function isLate(access: unknown, kept: unknown): boolean {
  const { resume, replaces } = (access ?? {}) as Record<string, unknown>;
  const newest = ((kept ?? {}) as Record<string, unknown>).resume;
  return newest !== undefined && newest !== resume && newest !== replaces;
}

export type ToFrame =
  | {
      say: 'hello';
      /** Whether the website can keep something; else the chat does. */
      keeps: boolean;
      kept: Kept;
      asks: Ask[];
      hasFocus: boolean;
      identity?: string;
      accent?: Colours;
      language?: string;
      guide?: string;
    }
  | { say: 'opened' }
  | { say: 'ask'; ask: Ask }
  | { say: 'guide'; guide: string }
  | { say: 'identity'; identity?: string }
  /** The answer to `turn` and to `look`. */
  | { say: 'kept'; kept: Kept }
  | { say: 'forget' };

export type ToWebsite =
  | { say: 'ready' }
  | { say: 'close' }
  | { say: 'asked'; id: string }
  /** So many new messages of staff have come. */
  | { say: 'staff-wrote'; count: number }
  /** Asks for what is kept, now or once no other tab has its turn; `done` ends the turn. */
  | { say: 'look' }
  | { say: 'turn' }
  | { say: 'done' }
  | { say: 'keep'; drawer: string; access: unknown }
  | { say: 'forgotten' }
  /** The server does not take the identity; with `leave` the chat goes on without it. */
  | { say: 'identity-refused'; why: string; leave: boolean };
