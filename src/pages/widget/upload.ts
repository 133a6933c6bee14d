// Sends a message with files: one request for all of them, with progress, and broken off where the customer wants it.
import type { Activity } from '../../rules/activity.ts';
import { pathOf, Refused } from './direct-line.ts';

/** So long without a sign of life means that the line is lost. */
const STALL_MS = 45_000;

/** Direct Line 3.0: resolves once the server has all of it on its disk; `progress` is told 0 to 1. */
export function uploadFiles(
  token: string,
  conversationId: string,
  activity: Activity,
  files: File[],
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  const json = new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' });
  form.append('activity', json);
  for (const file of files) form.append('file', file, file.name);
  // Not fetch: it does not tell how much has gone out.
  const request = new XMLHttpRequest();
  return new Promise<void>((resolve, reject) => {
    let stalled: ReturnType<typeof setTimeout>;
    const alive = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALL_MS);
    };
    const end = () => {
      clearTimeout(stalled);
      const { status } = request;
      if (status >= 200 && status < 300) return resolve();
      // Zero is no answer at all: a lost line, or broken off.
      if (status === 0) return reject(new Error('The upload did not go through.'));
      const header = request.getResponseHeader('Retry-After');
      const seconds = header === null ? Number.NaN : Number(header);
      reject(new Refused(status, Number.isFinite(seconds) ? seconds : undefined));
    };
    request.upload.onprogress = ({ loaded, total }) => {
      alive();
      progress(total > 0 ? loaded / total : 0);
    };
    request.onloadend = end;
    signal.addEventListener('abort', () => request.abort());
    if (signal.aborted) return reject(new Error('The upload was broken off.'));
    request.open('POST', `${pathOf(conversationId)}/upload`);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.send(form);
    alive();
  });
}
