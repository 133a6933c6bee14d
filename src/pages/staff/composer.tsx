// The box to write in: to the customer, or a note that only staff read. Drafts stay over a reload; bank numbers are stopped.
/** @jsxImportSource react */
import { Button, Textarea, Tooltip } from '@fluentui/react-components';
import { Attach20Regular } from '@fluentui/react-icons/svg/attach';
import { BookSearch20Regular } from '@fluentui/react-icons/svg/book-search';
import {
  type ClipboardEvent,
  type DragEvent,
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { hasReader } from '../../rules/made-in-teams.ts';
import { findSensitive, maskSensitive } from '../../rules/sensitive.ts';
import { ACCEPTED, chooseFiles } from '../widget/choose-files.ts';
import type { HandoffWhole } from './api.ts';
import { keep, read } from './keep.ts';
import type { Outgoing } from './outbox.ts';
import { PickedFiles } from './picked-files.tsx';
import { Stopped } from './stopped.tsx';
import { Switcher } from './switcher.tsx';
import { useTypingNotice } from './typing-notice.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { isMine } from './words.ts';

/** As many as the server takes in one message. */
const MOST_CHARACTERS = 8000;

/** What others ask of the box. */
export interface Writing {
  write(kind: Outgoing['kind']): void;
  insert(text: string): void;
}

interface Props {
  whole: HandoffWhole;
  writing: RefObject<Writing | null>;
  showAnswers: () => void;
}

const draftOf = (number: number, kind: Outgoing['kind']) => `draft:${number}:${kind}`;

export function Composer({ whole, writing, showAnswers }: Props) {
  const { number, status } = whole;
  const desk = useDesk();
  const me = useDeskState((state) => state.me?.id);
  const isRead = hasReader(whole.channel);
  const mayWrite = isMine(whole, me) && isRead;
  const [wanted, setWanted] = useState<Outgoing['kind']>('messages');
  const kind = mayWrite ? wanted : 'notes';
  const [drafts, setDrafts] = useState({
    messages: read<string>(draftOf(number, 'messages')) ?? '',
    notes: read<string>(draftOf(number, 'notes')) ?? '',
  });
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isStopped, setStopped] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const noticeTyping = useTypingNotice(number);
  const text = drafts[kind];

  function type(next: string, to: Outgoing['kind'] = kind): void {
    setDrafts((before) => ({ ...before, [to]: next }));
    setStopped(false);
    // A bank number is not kept on this device either.
    keep(draftOf(number, to), next ? maskSensitive(next) : undefined);
    if (to === 'messages' && next) noticeTyping();
  }

  useImperativeHandle(writing, () => ({
    write(next) {
      // At once: the next key belongs into the box already.
      flushSync(() => setWanted(next));
      box.current?.focus();
    },
    insert(more) {
      const to = mayWrite ? 'messages' : 'notes';
      const before = drafts[to].trimEnd();
      type(before ? `${before}\n\n${more}` : more, to);
      setWanted(to);
      // A dialog that closes gives the focus back first.
      requestAnimationFrame(() => box.current?.focus());
    },
  }));

  function send(words: string): void {
    if (!words && files.length === 0) return;
    desk.write(number, kind, words, kind === 'messages' ? files : []);
    setFiles([]);
    setProblem(undefined);
    type('');
    box.current?.focus();
  }

  function submit(event: FormEvent | KeyboardEvent): void {
    event.preventDefault();
    if (findSensitive(text).length > 0) setStopped(true);
    else send(text.trim());
  }

  function add(more: Iterable<File>): void {
    const { taken, problems } = chooseFiles(files, more);
    setFiles(taken);
    setProblem(problems.join(' ') || undefined);
    box.current?.focus();
  }

  function onPaste(event: ClipboardEvent): void {
    const { files: pasted, types } = event.clipboardData;
    // A spreadsheet brings its cells as text and as a picture: the text is meant.
    if (kind === 'notes' || pasted.length === 0 || types.includes('text/plain')) return;
    event.preventDefault();
    add([...pasted]);
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    if (kind === 'messages') add([...event.dataTransfer.files]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    // While a word is being composed (Japanese, Chinese), Enter chooses the word.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  }

  const label = kind === 'notes' ? 'Internal note' : 'Message to the customer';
  return (
    <form
      className={`composer ${kind}`}
      onSubmit={submit}
      onDrop={onDrop}
      onDragOver={(event) => event.preventDefault()}
    >
      {isStopped && (
        <Stopped
          text={text}
          sendRest={() => send(maskSensitive(text).trim())}
          change={() => {
            setStopped(false);
            box.current?.focus();
          }}
        />
      )}
      <div className="composer-top">
        <Switcher
          label="Who reads it"
          options={[
            { value: 'messages', title: 'Reply', isDisabled: !mayWrite },
            { value: 'notes', title: 'Internal note' },
          ]}
          value={kind}
          change={setWanted}
        />
        {!mayWrite && status !== 'closed' && (
          <span className="quiet">
            {isRead
              ? 'Only who has the case writes to the customer.'
              : 'Nobody reads along here: answer where it was asked, then close the case.'}
          </span>
        )}
      </div>
      <PickedFiles files={files} remove={(file) => setFiles(files.filter((one) => one !== file))} />
      {problem && (
        <p className="failure" role="alert">
          {problem}
        </p>
      )}
      <Textarea
        className="box"
        textarea={{ ref: box }}
        aria-label={label}
        placeholder={kind === 'notes' ? 'Only staff read this' : 'The customer reads this'}
        resize="none"
        maxLength={MOST_CHARACTERS}
        value={text}
        onChange={(_, { value }) => type(value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <div className="composer-bottom">
        {kind === 'messages' && (
          <>
            <Tooltip content="Attach files" relationship="label">
              <Button appearance="subtle" icon={<Attach20Regular />} onClick={() => picker.current?.click()} />
            </Tooltip>
            <input
              ref={picker}
              type="file"
              hidden
              multiple
              accept={ACCEPTED}
              onChange={(event) => {
                add([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
          </>
        )}
        <Button appearance="subtle" icon={<BookSearch20Regular />} onClick={showAnswers}>
          Answers
        </Button>
        <Button
          className="send"
          appearance="primary"
          type="submit"
          disabledFocusable={!text.trim() && files.length === 0}
        >
          {kind === 'notes' ? 'Add note' : 'Send'}
        </Button>
      </div>
    </form>
  );
}
