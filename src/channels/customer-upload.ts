// Files of customers: taken with a message, and given back only as downloads.
import type { Activity } from '../rules/activity.ts';
import type { Storage, StoredFile } from '../storage/storage.ts';
import { type CustomerActivity, readCustomerActivity } from './customer-activity.ts';
import { type DirectLine, sentAnswer } from './direct-line.ts';
import type { FileLinks } from './file-links.ts';
import { Refusal, type Route } from './http.ts';
import { attachmentsOf, type Files, type TakeFiles } from './upload.ts';

export function createCustomerUpload(parts: {
  storage: Pick<Storage, 'file'>;
  files: Files;
  takeFiles: TakeFiles;
  directLine: DirectLine;
  links: FileLinks;
}): { take: Route; give: Route } {
  const { storage, files, directLine, links } = parts;

  return {
    async take(call) {
      const grant = await directLine.authorize(call);
      directLine.checkLimit(call, grant.conversation);
      return parts.takeFiles(call, grant.conversation, async (given, kept) => {
        const sent = asMessage(given, kept, grant);
        const received = await directLine.receive(call, { ...sent, files: kept.map((file) => file.id) });
        return { answer: sentAnswer(received), isTaken: !received.duplicate };
      });
    },

    async give(call) {
      const id = call.params.file ?? '';
      const file = links.holds(id, call.query) ? await storage.file(id) : undefined;
      if (!file) throw new Refusal(404, 'NotFound', 'There is no such file, or its link has run out.');
      return {
        status: 200,
        stream: files.read(file),
        headers: {
          'Content-Type': file.contentType,
          'Content-Length': String(file.size),
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          'Content-Security-Policy': "sandbox; default-src 'none'",
          'Cross-Origin-Resource-Policy': 'cross-origin',
          'Cache-Control': 'private, max-age=86400, immutable',
        },
      };
    },
  };
}

function asMessage(
  given: unknown,
  kept: StoredFile[],
  grant: { conversation: string; user: string },
): CustomerActivity {
  const base = given === undefined ? { type: 'message' } : (given as Record<string, unknown>);
  // What the activity says of its files is replaced by what they are.
  const { activity, key } = readCustomerActivity(
    { ...base, type: 'message', attachments: undefined, value: {} },
    grant,
  );
  const { value: _, ...message } = activity;
  return { activity: { ...message, attachments: attachmentsOf(kept) } as Activity, key };
}
