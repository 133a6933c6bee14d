// Files of customers: taken with a message, or checked and not kept, and given back only as downloads.
import { isForBot } from '../conversation/file-reader.ts';
import type { Activity } from '../rules/activity.ts';
import type { Storage } from '../storage/storage.ts';
import { createCheckUpload } from './cape-upload.ts';
import { type CustomerActivity, readCustomerActivity } from './customer-activity.ts';
import { type DirectLine, sentAnswer } from './direct-line.ts';
import type { FileLinks } from './file-links.ts';
import { Refusal, type Route } from './http.ts';
import { createPassingFiles, isPassing, PASSING_MS } from './passing-files.ts';
import { attachmentsOf, type Files, type TakeFiles, type TakenFiles } from './upload.ts';

export function createCustomerUpload(parts: {
  storage: Pick<Storage, 'conversation' | 'file'>;
  files: Files;
  takeFiles: TakeFiles;
  directLine: DirectLine;
  links: FileLinks;
  secrets: { secret: string }[];
  now: () => number;
}): { take: Route; give: Route } {
  const { storage, files, directLine, links, now } = parts;
  const passing = createPassingFiles(parts);
  const checkUpload = createCheckUpload(passing);

  return {
    async take(call) {
      const grant = await directLine.authorize(call);
      directLine.checkLimit(call, grant.conversation);
      const conversation = await storage.conversation(grant.conversation);
      const use = async (taken: TakenFiles) => {
        const sent = asMessage(taken, grant);
        const files = taken.kept.map(({ id }) => id);
        const passing = { files: taken.kept.filter(isPassing).map(({ id }) => id), until: now() + PASSING_MS };
        const received = await directLine.receive(call, { ...sent, files, passing });
        return { answer: sentAnswer(received), isTaken: !received.duplicate };
      };
      // What is on its way to a person is left as it is.
      const check = conversation && isForBot(conversation, now()) ? checkUpload : undefined;
      return parts.takeFiles(call, grant.conversation, use, check);
    },

    async give(call) {
      const id = call.params.file ?? '';
      const file = links.holds(id, call.query) ? await storage.file(id) : undefined;
      if (!file) throw new Refusal(404, 'NotFound', 'There is no such file, or its link has run out.');
      const body = isPassing(file) ? await passing.open(file) : null;
      return {
        status: 200,
        ...(body ? { body } : { stream: files.read(file) }),
        headers: {
          'Content-Type': file.contentType,
          'Content-Length': String(body?.length ?? file.size),
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          'Content-Security-Policy': "sandbox; default-src 'none'",
          'Cross-Origin-Resource-Policy': 'cross-origin',
          'Cache-Control': body ? 'no-store' : 'private, max-age=86400, immutable',
        },
      };
    },
  };
}

function asMessage(
  { given, own, checked }: TakenFiles,
  grant: { conversation: string; user: string },
): CustomerActivity {
  const base = given === undefined ? { type: 'message' } : (given as Record<string, unknown>);
  // What the activity says of its files is replaced by what they are.
  const { activity, key } = readCustomerActivity(
    { ...base, type: 'message', attachments: undefined, value: {} },
    grant,
  );
  const { value: _, ...message } = activity;
  const attachments = [...attachmentsOf(own), ...checked.map(({ name }) => ({ contentType: 'text/csv', name }))];
  const channelData = checked.length > 0 ? { ...message.channelData, checked } : message.channelData;
  return { activity: { ...message, attachments, ...(channelData && { channelData }) } as Activity, key };
}
