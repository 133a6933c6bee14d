// The files a customer has chosen and not sent yet: by the button, pasted or dropped; within what the server takes.
import { useEffect, useRef, useState } from 'preact/hooks';
import { chooseFiles } from './choose-files.ts';
import { dropPreview } from './file-store.ts';

export interface PickedFiles {
  files: File[];
  /** Which files were left out, and why. */
  problem: string | undefined;
  add(more: Iterable<File>): void;
  remove(file: File): void;
  /** They were sent. */
  clear(): void;
}

/** Whether files are dragged over the page, and the choice itself; whatever is dropped on the page is chosen, too. */
export function usePickedFiles(): PickedFiles & { isDragged: boolean } {
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isDragged, setDragged] = useState(false);
  const add = useRef((_: Iterable<File>) => {});

  add.current = (more) => {
    const { taken, problems } = chooseFiles(files, more);
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
