// Notices ("ACE is slow since ... until ..."): their shape in notices.yaml, and what must hold of their times.
import { z } from 'zod';
import { instantsOf, localMinute, type Notice } from '../rules/notice.ts';
import { id } from './entry.ts';
import { zone } from './help.ts';
import type { ParsedFile, Report } from './parsed.ts';

/** A notice that is to hold longer is moved on by hand, so that none is forgotten. */
const mostDays = 31;
const dayMs = 86_400_000;

const localTime = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/,
    'is not a day and time. Write "2026-11-25 09:10", in quotes, with 24 hours',
  );

export const noticesSchema = z.strictObject({
  notices: z
    .array(
      z.strictObject({
        id,
        text: z
          .string()
          .min(5)
          .max(280)
          .describe('Markdown, short: it stands above the steps that need what it is about.'),
        about: z
          .enum(['ace', 'cape', 'office', 'general'])
          .describe('What does not work; it decides at which steps the notice is shown.'),
        from: localTime,
        until: localTime,
        time_zone: zone,
      }),
    )
    .max(5)
    // Every line of the list taken out, and the key left.
    .nullable(),
});

/** The notices with their instants; reports times that cannot be and, as a warning, notices that are over. */
export function readNotices(
  file: ParsedFile,
  { notices }: z.infer<typeof noticesSchema>,
  now: number,
  report: Report,
): Notice[] {
  return (notices ?? []).flatMap(({ id, text, about, from, until, time_zone: timeZone }, index) => {
    const wrong = (key: string, what: string, severity?: 'warning') =>
      report(file, ['notices', index, key], what, severity);
    const at = (key: 'from' | 'until', local: string) => {
      const [day = '', time = ''] = local.split(' ');
      const found = instantsOf(day, time, timeZone);
      if (found.length === 0) {
        const what = 'is no time there: no such day, or the clocks are put forward over it. Correct it.';
        wrong(key, `"${key}": ${local} ${what}`);
      }
      // Where the clocks show a time twice, the notice rather holds longer.
      return key === 'from' ? found[0] : found.at(-1);
    };
    const begin = at('from', from);
    const end = at('until', until);
    if (begin === undefined || end === undefined) return [];
    if (end <= begin) wrong('until', `"until": ${until} is not after "from" (${from}). Correct one of them.`);
    else if (end - begin > mostDays * dayMs) {
      const last = localMinute(begin + mostDays * dayMs, timeZone);
      wrong(
        'until',
        `notice "${id}" holds for more than ${mostDays} days. Write ${last} at most, and move it on by then.`,
      );
    } else if (end <= now) wrong('until', `notice "${id}" ended ${until}. Take it out, or move "until" on.`, 'warning');
    return [{ id, text, about, from: begin, until: end, timeZone }];
  });
}
