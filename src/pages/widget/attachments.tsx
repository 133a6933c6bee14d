// The files that go out with the next message, above the box: what they are, what we cannot do, and how to take one out.
import { useRef } from 'preact/hooks';
import { ACCEPTED, MOST_FILES, MOST_MEGABYTES, sizeInWords } from './choose-files.ts';
import { previewFile } from './file-store.ts';
import type { PickedFiles } from './picked-files.ts';

export function Attachments({ picked }: { picked: PickedFiles }) {
  const { files, problem } = picked;
  const list = useRef<HTMLUListElement>(null);
  const together = files.reduce((sum, { size }) => sum + size, 0);

  function remove(file: File, index: number) {
    // The button that has the focus goes away: the next one, or the one that attaches, is where to go on.
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[index + 1] ?? buttons[index - 1] ?? document.getElementById('attach');
    picked.remove(file);
    next?.focus();
  }

  return (
    <div class="attachments" hidden={files.length === 0 && !problem}>
      <p role="alert">{problem}</p>
      <p role="status">
        {files.length > 0 &&
          `${files.length} of at most ${MOST_FILES} files, ${sizeInWords(together)} of at most ${MOST_MEGABYTES} MB. `}
        {files.length > 0 && <strong>We cannot see what is in a picture. Never send bank details.</strong>}
      </p>
      {files.length > 0 && (
        <ul ref={list} aria-label="Files to send">
          {files.map((file, index) => {
            const preview = previewFile(file);
            return (
              <li key={`${file.name} ${file.size} ${file.lastModified}`}>
                {preview && <img src={preview} alt="" />}
                <span>
                  {file.name} <small>{sizeInWords(file.size)}</small>
                </span>
                <button type="button" onClick={() => remove(file, index)}>
                  <span class="unseen">Remove {file.name}</span>
                  <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M6 6l12 12M18 6L6 18" />
                  </svg>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

/** The paperclip. */
export function AttachButton({ picked }: { picked: PickedFiles }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        type="file"
        ref={input}
        hidden
        multiple
        accept={ACCEPTED}
        aria-label="Files"
        onChange={({ currentTarget }) => {
          picked.add([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after it was taken out.
          currentTarget.value = '';
        }}
      />
      <button type="button" id="attach" class="attach" onClick={() => input.current?.click()}>
        <span class="unseen">Attach files or photos</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.6 1.6 0 0 1-2.3-2.3l7.5-7.5" />
        </svg>
      </button>
    </>
  );
}
