// Which files may be sent in one message: within what the server takes.
import { maskSensitive } from '../../rules/sensitive.ts';

/** As much as the server takes in one message. */
export const MOST_FILES = 10;
export const MOST_MEGABYTES = 25;
const MEGABYTE = 1024 * 1024;

/** What the file dialog offers; on phones "image/*" brings the camera and the photos. */
export const ACCEPTED = 'image/*,.pdf,.txt,.csv,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.msg,.eml';
const accepted = new RegExp(`(${ACCEPTED.split(',').slice(1).join('|').replaceAll('.', '\\.')})$`, 'i');
const isAccepted = ({ name, type }: File) => /^(image|text)\//.test(type) || accepted.test(name);

/** "3.1 MB" */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** What of `more` can be sent together with `files`, and why the others cannot. */
export function chooseFiles(files: File[], more: Iterable<File>): { taken: File[]; problems: string[] } {
  const taken = [...files];
  const problems: string[] = [];
  for (const file of more) {
    const size = [...taken, file].reduce((sum, one) => sum + one.size, 0);
    if (!isAccepted(file))
      problems.push(`“${file.name}” is left out: we take pictures, PDF, text, CSV and Office files.`);
    else if (taken.length === MOST_FILES)
      problems.push(`“${file.name}” is left out: one message has at most ${MOST_FILES} files.`);
    else if (size > MOST_MEGABYTES * MEGABYTE)
      problems.push(`“${file.name}” is left out: the files of one message have at most ${MOST_MEGABYTES} MB together.`);
    else taken.push(withoutNumbers(file));
  }
  return { taken, problems };
}

/** A bank number in a file's name does not leave the page. */
function withoutNumbers(file: File): File {
  const name = maskSensitive(file.name);
  return name === file.name ? file : new File([file], name, { type: file.type, lastModified: file.lastModified });
}
