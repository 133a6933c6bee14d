// The page that checks a file for CAPE in the browser: nothing of the file is sent anywhere.
import { render } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type CapeCheck, checkCapeFile, checkCapeText } from '../../rules/cape-check.ts';
import { applyColours, watchPageSettings } from '../widget/page-settings.ts';
import { Report, type Result } from './report.tsx';
import { useDrop } from './use-drop.ts';

function Check() {
  const [result, setResult] = useState<Result>();
  const [trouble, setTrouble] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const paste = useRef<HTMLTextAreaElement>(null);

  function tell(name: string, check: CapeCheck) {
    setTrouble('');
    setResult((before) => ({ name, check, number: (before?.number ?? 0) + 1 }));
  }

  async function checkFiles([file, ...others]: File[]) {
    if (!file) return;
    if (others.length > 0) {
      setResult(undefined);
      return setTrouble('Please choose one file at a time.');
    }
    try {
      tell(file.name, checkCapeFile(new Uint8Array(await file.arrayBuffer())));
    } catch {
      setResult(undefined);
      setTrouble(
        `Your browser could not read “${file.name}”. Is it open in another program? Close it there, and choose it again.`,
      );
    }
  }

  const isOver = useDrop(checkFiles);

  return (
    <>
      <div class={`card zone${isOver ? ' over' : ''}`}>
        <input
          type="file"
          ref={input}
          hidden
          accept=".csv,.txt,.tsv,text/csv"
          aria-label="CSV file"
          onChange={({ currentTarget }) => {
            void checkFiles([...(currentTarget.files ?? [])]);
            // The same file may be chosen again after it was changed.
            currentTarget.value = '';
          }}
        />
        <button type="button" class="first" onClick={() => input.current?.click()}>
          Choose a CSV file
        </button>
        <span class="or">or drop it anywhere on this page</span>
      </div>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          tell('pasted entries', checkCapeText(paste.current?.value ?? ''));
        }}
      >
        <label for="paste">Or paste entry numbers, one a line</label>
        <textarea id="paste" ref={paste} rows={4} spellcheck={false} autocomplete="off" />
        <button type="submit">Check what I pasted</button>
      </form>
      <p role="alert" class="trouble">
        {trouble}
      </p>
      <Report result={result} />
    </>
  );
}

const place = document.getElementById('check');
if (place) render(<Check />, place);

watchPageSettings(({ colour, short_name }) => {
  applyColours(colour);
  document.title = `Check a file for CAPE - ${short_name}`;
});
