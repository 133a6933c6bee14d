// The files a customer has chosen and not sent yet: by the button, pasted or dropped; within what the server takes.
import { useEffect, useRef, useState } from 'preact/hooks';
import { maskSensitive } from '../../rules/sensitive.ts';
import { dropPreview } from './file-store.ts';

/** As much as the server takes in one message. */
export const MOST_FILES = 10;
export const MOST_MEGABYTES = 25;
const MEGABYTE = 1024 * 1024;

/** What the file dialog offers; on phones "image/*" brings the camera and the photos. */
export const ACCEPTED = 'image/*,.pdf,.txt,.csv,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.msg,.eml';
const accepted = new RegExp(`(${ACCEPTED.split(',').slice(1).join('|').replaceAll('.', '\\.')})$`, 'i');
const isAccepted = ({ name, type }: File) => /^(image|text)\//.test(type) || accepted.test(name);

export interface PickedFiles {
  files: File[];
  /** Which files were left out, and why. */
  problem: string | undefined;
  add(more: Iterable<File>): void;
  remove(file: File): void;
  /** They were sent. */
  clear(): void;
}

/** "3.1 MB" */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** Whether files are dragged over the page, and the choice itself; whatever is dropped on the page is chosen, too. */
export function usePickedFiles(): PickedFiles & { isDragged: boolean } {
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isDragged, setDragged] = useState(false);
  const add = useRef((_: Iterable<File>) => {});

  add.current = (more) => {
    const { taken, problems } = choose(files, more);
    setFiles(taken);
    setProblem(problems.join(' ') || undefined);
  };

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragged(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Else the browser would open the file in the place of the chat.
      event.preventDefault();
      setDragged(false);
      add.current(event.dataTransfer?.files ?? []);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, []);

  return {
    files,
    problem,
    isDragged,
    add: (more) => add.current(more),
    remove(file) {
      dropPreview(file);
      setFiles(files.filter((one) => one !== file));
      setProblem(undefined);
    },
    clear() {
      setFiles([]);
      setProblem(undefined);
    },
  };
}

/** What of `more` can be sent together with `files`, and why the others cannot. */
function choose(files: File[], more: Iterable<File>): { taken: File[]; problems: string[] } {
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
