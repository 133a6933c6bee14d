// Answers a file that was checked for CAPE: what is wrong, row by row, what to do, and the corrected files.
import type { Content } from '../content/content.ts';
import type { Activity, Reply } from '../rules/activity.ts';
import {
  type CheckedFile,
  describeNote,
  describeProblem,
  describeRefused,
  inDigits,
  summarize,
} from '../rules/cape-words.ts';
import { capeCheckPage } from '../rules/own-pages.ts';
import { type Button, message, personButton } from './message.ts';
import type { State } from './state.ts';

const workbook = /\.(xlsx?|xlsm|ods|numbers)$/i;
const page = `[the check page](${capeCheckPage})`;

/** The reports on the files of a message that were checked; none where it has none. */
export function reportFiles(content: Content, state: State, activity: Activity): Reply[] {
  const checked = (activity.channelData?.checked ?? []) as CheckedFile[];
  return checked.map((file) => {
    const reply = message('notice', describe(file), state.guide ? [] : waysOn(content));
    return file.files.length > 0 ? { ...reply, attachments: file.files } : reply;
  });
}

/** Whether a message brings files that were checked. */
export function isReported({ channelData }: Activity): boolean {
  return channelData?.checked !== undefined;
}

/** Whether a message brings files that are kept. */
export function bringsFiles({ attachments }: Activity): boolean {
  return attachments?.some(({ contentUrl }) => contentUrl !== undefined) ?? false;
}

/** What to do with a workbook, which may be meant for CAPE; null where the message brings none. */
export function workbookHint({ attachments }: Activity): string | null {
  if (!attachments?.some(({ name = '', contentUrl }) => contentUrl !== undefined && workbook.test(name))) return null;
  const { todo } = describeRefused('workbook');
  return `Is it your list of entries for CAPE? I can check a CSV file, not a workbook. ${todo.replace('check that file', 'send me that file')}`;
}

function describe({ name, told, files }: CheckedFile): string {
  const title = `\`${name.replaceAll('`', "'")}\``;
  if (told.refused) {
    const { what, todo } = describeRefused(told.refused);
    return `${title}: **I could not check this file.** ${what}\n\n${todo}\n\nNothing of it was kept.`;
  }
  const { notes, problems } = told;
  const rest = told.wrong + told.repaired + told.doubles - problems.length;
  const inFile = notes.map((note) => sentences(describeNote(note)));
  const inRows = problems.map((problem) => `row ${problem.row}: ${sentences(describeProblem(problem))}`);
  if (rest > 0) inRows.push(`and ${inDigits(rest)} more, in the list of problems below`);
  return [
    `${title}: ${summarize(told)}`,
    list('The file', inFile),
    list('The rows', inRows),
    files.length > 0 ? 'Upload the corrected file as it is: opened in Excel, it may lose zeros again.' : '',
    'Well formed is **not yet eligible**: an entry need not exist, and CAPE need not take it.',
    files.length > 0
      ? `Your file is not kept, and the files below are there for **15 minutes**. On ${page} a file is checked without leaving your device.`
      : `Your file is not kept. On ${page} a file is checked without leaving your device.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

const sentences = ({ what, todo }: { what: string; todo: string }) => `${what} ${todo}`;
const list = (title: string, lines: string[]) =>
  lines.length > 0 ? `**${title}**\n${lines.map((line) => `- ${line}`).join('\n')}` : '';

function waysOn(content: Content): Button[] {
  const guide = [...content.guides.values()].find(({ steps }) => steps.some(({ asks }) => asks === 'entry-numbers'));
  return [...(guide ? [{ text: guide.title, action: `start:${guide.id}` }] : []), personButton];
}
