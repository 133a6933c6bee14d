// The box to write in, with files: Enter sends, Shift and Enter begins a new line, and bank numbers are stopped.
import type { RefObject, TargetedClipboardEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { findSensitive, maskSensitive } from '../../rules/sensitive.ts';
import type { Finding } from '../../rules/sensitive-numbers.ts';
import { AttachButton, Attachments } from './attachments.tsx';
import type { Ask } from './frame-messages.ts';
import { draft, keepDraft } from './keep.ts';
import { usePickedFiles } from './picked-files.ts';
import { Refusal } from './refusal.tsx';
import { SuggestionList, useSuggestions } from './suggestions.tsx';

/** As many as the server takes in one message. */
const MOST_CHARACTERS = 8000;

interface Props {
  send: (text: string, files: File[], action?: string, id?: string) => void;
  box: RefObject<HTMLTextAreaElement | null>;
  /** Who reads it, or what is asked for. */
  placeholder: string;
  /** Called at each change that the customer types. */
  onType: () => void;
  /** Whether questions are offered: not where the bot has asked for something, nor where staff read. */
  suggests: boolean;
  /** What the website around asks in the customer's name, and who is told that it was taken. */
  asked: Ask | undefined;
  settle: (id: string) => void;
}

export function Composer({ send, box, placeholder, onType, suggests, asked, settle }: Props) {
  const [text, setText] = useState(draft);
  /** The numbers for which this text was not sent. */
  const [stopped, setStopped] = useState<Finding[]>([]);

  const picked = usePickedFiles();
  const isEmpty = !text.trim() && picked.files.length === 0;

  const canSuggest = suggests && stopped.length === 0 && picked.files.length === 0;
  const suggestions = useSuggestions(text, canSuggest, ({ title, action }) => {
    send(title, [], action);
    type('');
  });

  // As if it had been typed; what the customer was writing stays.
  useEffect(() => {
    if (!asked) return;
    if (findSensitive(asked.text).length > 0) {
      const whole = [text, asked.text].filter(Boolean).join('\n');
      setText(whole);
      setStopped(findSensitive(whole));
    } else send(asked.text, [], undefined, asked.id);
    settle(asked.id);
  }, [asked?.id]);

  function type(next: string) {
    setText(next);
    // A number that is not to leave the page is not kept in it either.
    keepDraft(findSensitive(next).length > 0 ? '' : next);
    setStopped([]);
  }

  function submit(event: Event) {
    event.preventDefault();
    if (isEmpty) return;
    const found = findSensitive(text);
    if (found.length > 0) return setStopped(found);
    sendOff(text.trim());
  }

  function sendOff(words: string) {
    send(words, picked.files);
    picked.clear();
    type('');
  }

  function sendRest() {
    sendOff(maskSensitive(text).trim());
    box.current?.focus();
  }

  function change() {
    const [first] = stopped;
    setStopped([]);
    box.current?.focus();
    if (first) box.current?.setSelectionRange(first.start, first.end);
  }

  function onPaste(event: TargetedClipboardEvent<HTMLTextAreaElement>) {
    const { clipboardData } = event;
    // A spreadsheet brings its cells as text and as a picture: the text is meant.
    if (!clipboardData?.files.length || clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    picked.add([...clipboardData.files]);
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>) {
    if (suggestions.takeKey(event)) return;
    // While a word is being composed (Japanese, Chinese), Enter chooses the word.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  }

  return (
    <form class="composer" onSubmit={submit}>
      {stopped.length > 0 && <Refusal kinds={stopped.map(({ kind }) => kind)} sendRest={sendRest} change={change} />}
      <SuggestionList suggestions={suggestions} />
      <Attachments picked={picked} />
      {picked.isDragged && <p class="drop">Drop files here</p>}
      <label class="unseen" for="message">
        Your message
      </label>
      {/* The copy of the text behind the box gives it its height. */}
      <div class="box" data-text={`${text || placeholder} `}>
        <textarea
          id="message"
          ref={box}
          rows={1}
          maxLength={MOST_CHARACTERS}
          placeholder={placeholder}
          autocomplete="off"
          enterkeyhint="send"
          aria-invalid={stopped.length > 0}
          aria-describedby={stopped.length > 0 ? 'refusal' : undefined}
          value={text}
          onInput={(event) => {
            type(event.currentTarget.value);
            onType();
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={suggestions.close}
          {...suggestions.attributes}
        />
      </div>
      <AttachButton picked={picked} />
      <button type="submit" aria-disabled={isEmpty}>
        <span class="unseen">Send</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 12h14M12 5.5l6.5 6.5-6.5 6.5" />
        </svg>
      </button>
    </form>
  );
}
