// The box to write in: Enter sends, Shift and Enter begins a new line, it grows with the text, and it stops bank numbers.
import type { RefObject, TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';
import { findSensitive, maskSensitive } from '../../rules/sensitive.ts';
import type { Finding } from '../../rules/sensitive-numbers.ts';
import { Refusal } from './refusal.tsx';

/** As many as the server takes in one message. */
const MOST_CHARACTERS = 8000;

export function Composer({ send, box }: { send: (text: string) => void; box: RefObject<HTMLTextAreaElement | null> }) {
  const [text, setText] = useState('');
  /** The numbers for which this text was not sent. */
  const [stopped, setStopped] = useState<Finding[]>([]);

  function type(next: string) {
    setText(next);
    setStopped([]);
  }

  function submit(event: Event) {
    event.preventDefault();
    if (!text.trim()) return;
    const found = findSensitive(text);
    if (found.length > 0) return setStopped(found);
    send(text.trim());
    type('');
  }

  function sendRest() {
    send(maskSensitive(text).trim());
    type('');
    box.current?.focus();
  }

  function change() {
    const [first] = stopped;
    setStopped([]);
    box.current?.focus();
    if (first) box.current?.setSelectionRange(first.start, first.end);
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>) {
    // While a word is being composed (Japanese, Chinese), Enter chooses the word.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  }

  return (
    <form class="composer" onSubmit={submit}>
      {stopped.length > 0 && <Refusal kinds={stopped.map(({ kind }) => kind)} sendRest={sendRest} change={change} />}
      <label class="unseen" for="message">
        Your message
      </label>
      {/* The copy of the text behind the box gives it its height. */}
      <div class="box" data-text={`${text} `}>
        <textarea
          id="message"
          ref={box}
          rows={1}
          maxLength={MOST_CHARACTERS}
          placeholder="Type your question"
          autocomplete="off"
          enterkeyhint="send"
          aria-invalid={stopped.length > 0}
          aria-describedby={stopped.length > 0 ? 'refusal' : undefined}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <button type="submit" aria-disabled={!text.trim()}>
        <span class="unseen">Send</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 12h14M12 5.5l6.5 6.5-6.5 6.5" />
        </svg>
      </button>
    </form>
  );
}
