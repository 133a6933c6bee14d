// Links to uploaded files: pages cannot send a token with a picture, so the link itself is signed, for a day.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Activity } from '../rules/activity.ts';
import { leadToPages } from '../rules/own-pages.ts';
import type { StoredActivity } from '../storage/storage.ts';

const DAY_MS = 86_400_000;
/** How an uploaded file is named in a stored activity. */
const SCHEME = 'upload:';

export const uploadUrl = (fileId: string) => `${SCHEME}${fileId}`;

export interface FileLinks {
  /** The activities as a client gets them: uploaded files and our own pages as links below `origin`, the server's own. */
  toClient(stored: StoredActivity[], origin: string): Activity[];
  /** Whether a link was signed here and still holds. */
  holds(fileId: string, query: URLSearchParams): boolean;
}

/** The first secret signs, all verify; `now` in milliseconds since 1970. */
export function createFileLinks(secrets: { kid: string; secret: string }[], now: () => number): FileLinks {
  const sign = (secret: string, fileId: string, until: string) =>
    createHmac('sha256', secret).update(`file ${fileId} ${until}`).digest('base64url');
  const [first] = secrets;
  if (!first) throw new Error('createFileLinks: no secret to sign with. Give at least one.');

  const link = (fileId: string, origin: string) => {
    const until = String(now() + DAY_MS);
    return `${origin}/v3/directline/files/${fileId}?until=${until}&sign=${sign(first.secret, fileId, until)}`;
  };

  return {
    toClient: (stored, origin) =>
      stored.map(({ activity: kept }) => {
        const activity = withPages(kept as unknown as Activity, origin);
        const { attachments } = activity;
        if (!attachments?.some((one) => one.contentUrl?.startsWith(SCHEME))) return activity;
        const linked = attachments.map((one) =>
          one.contentUrl?.startsWith(SCHEME)
            ? { ...one, contentUrl: link(one.contentUrl.slice(SCHEME.length), origin) }
            : one,
        );
        return { ...activity, attachments: linked };
      }),

    holds(fileId, query) {
      const until = query.get('until') ?? '';
      const given = Buffer.from(query.get('sign') ?? '');
      if (!(Number(until) > now())) return false;
      return secrets.some(({ secret }) => {
        const right = Buffer.from(sign(secret, fileId, until));
        return right.length === given.length && timingSafeEqual(right, given);
      });
    },
  };
}

/** What the bot says names our own pages by their path alone; what others say is left as it is. */
function withPages(activity: Activity, origin: string): Activity {
  if (activity.from?.role !== 'bot' || !activity.text) return activity;
  const text = leadToPages(activity.text, origin);
  return text === activity.text ? activity : { ...activity, text };
}
