// A message on its way to the server: how it is kept, as what it is sent, and in which words it is refused.
import type { Activity } from '../../rules/activity.ts';
import type { Refused } from './direct-line.ts';
import { website } from './frame.ts';
import { access } from './shelf.ts';

/** What is known of a file without its content. */
export interface FileFacts {
  name: string;
  type: string;
  /** Bytes. */
  size: number;
}

export interface Outgoing {
  /** Stays the same at each retry, so that the server takes the message once. */
  id: string;
  text: string;
  /** The id of the button that was pressed. */
  action?: string;
  files?: FileFacts[];
  /** Whether the files are in this page's memory alone. */
  onlyHere?: true;
  /** Milliseconds since 1970. */
  at: number;
  /** Why the server does not take it, in words; it waits for the customer then. */
  failed?: string;
}

/** A wait that is longer is not made: the messages behind would wait, too. */
const LONGEST_WAIT_S = 120;

/** The message as the server gets it. */
export function toActivity(message: Outgoing): Activity {
  return {
    type: 'message',
    from: { id: access()?.userId ?? '' },
    text: message.text,
    textFormat: 'plain',
    locale: website.language ?? navigator.language,
    localTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    channelData: { clientActivityID: message.id, ...(message.action ? { action: message.action } : {}) },
  };
}

/** Why this message will not be taken as it is, in words; undefined where trying again by itself makes sense. */
export function refusalOf({ status, retryAfter = 0 }: Refused, { files }: Outgoing): string | undefined {
  if (status === 429 && retryAfter > LONGEST_WAIT_S)
    return `That was very much in a short time. Try again in ${Math.ceil(retryAfter / 60)} minutes.`;
  if (status < 400 || status >= 500 || status === 408 || status === 429) return undefined;
  if (files && status === 413) return 'The files are too large together. Send fewer at once.';
  if (files && status === 415)
    return 'A file is of a kind that we cannot take. Send pictures, PDF, text, CSV or Office files.';
  if (status === 413) return 'It is too long. Send it in shorter parts.';
  return 'It could not be read. Change it, or try again.';
}
