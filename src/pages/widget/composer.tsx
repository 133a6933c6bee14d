// The box to write in: Enter sends, Shift and Enter begins a new line, and it grows with the text.
import type { RefObject, TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';

/** As many as the server takes in one message. */
const MOST_CHARACTERS = 8000;

export function Composer({ send, box }: { send: (text: string) => void; box: RefObject<HTMLTextAreaElement | null> }) {
  const [text, setText] = useState('');

  function submit(event: Event) {
    event.preventDefault();
    if (!text.trim()) return;
    send(text.trim());
    setText('');
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>) {
    // While a word is being composed (Japanese, Chinese), Enter chooses the word.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  }

  return (
    <form class="composer" onSubmit={submit}>
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
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
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
