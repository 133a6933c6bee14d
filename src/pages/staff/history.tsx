// The history of a case: everything that was done and said, to read, to print, to keep as a file.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { Print20Regular } from '@fluentui/react-icons/svg/print';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { HandoffWhole } from './api.ts';
import { questionsIn } from './case-questions.ts';
import { EarlierMessages } from './earlier-messages.tsx';
import { Markdown } from './markdown.tsx';
import { addressOf } from './place.ts';
import { Propose } from './propose.tsx';
import { saveAsFile } from './save-as-file.ts';
import { itemsOf, type Message } from './talk-items.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { actorOf, nameOf, noteOf, officeName, trailInWords } from './words.ts';

// With the date: it may be read on paper, years later.
const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

export function History({ whole }: { whole: HandoffWhole }) {
  const desk = useDesk();
  const offices = useDeskState((state) => state.offices);
  const people = useDeskState((state) => state.people);
  const page = useRef<HTMLElement>(null);
  const [wanted, setWanted] = useState<'print' | 'file'>();
  const [proposes, setProposes] = useState<'now' | 'done'>();
  const { number, status, about, customer, trail, transcript, earlier } = whole;
  const name = nameOf(whole);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const said = useMemo(() => itemsOf({ transcript, trail: [] }), [transcript]);

  // What is printed or kept is whole: what is not here yet is read first, and drawn.
  useEffect(() => {
    if (!wanted) return;
    if (earlier !== null) {
      void desk.loadEarlier(number, true).then((isHere) => isHere || setWanted(undefined));
      return;
    }
    setWanted(undefined);
    if (wanted === 'print') window.print();
    else saveAsFile(`case-${number}.html`, `Case ${number}`, page.current?.innerHTML ?? '');
  }, [wanted, earlier, desk, number]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="history" tabIndex={0} aria-label="History">
      <div className="history-actions">
        <Button icon={<Print20Regular />} disabledFocusable={wanted !== undefined} onClick={() => setWanted('print')}>
          Print
        </Button>
        <Button
          icon={<ArrowDownload20Regular />}
          disabledFocusable={wanted !== undefined}
          onClick={() => setWanted('file')}
        >
          Download
        </Button>
        {status === 'closed' && <Button onClick={() => setProposes('now')}>Propose an answer</Button>}
        <p role="status">{wanted && 'Reading the whole case …'}</p>
        {proposes === 'done' && (
          <p>
            Proposed. A colleague has to approve it, under <a href={addressOf({ list: 'unanswered' })}>Unanswered</a>.
          </p>
        )}
      </div>
      {proposes === 'now' && (
        <Propose questions={questionsIn(whole)} close={(isProposed) => setProposes(isProposed ? 'done' : undefined)} />
      )}
      <article ref={page}>
        <h3>
          Case {number}: {name}
        </h3>
        <p>
          {officeName(whole.office, offices)}. {[customer.email, customer.contact].filter(Boolean).join(', ')}
        </p>
        <p className="own-words">{about}</p>
        <p className="quiet">Times are in the time zone {zone}.</p>
        <h3>What was done</h3>
        <ol className="trail">
          {trail.map((row) => (
            <li key={row.index}>
              <time dateTime={row.at}>{moment.format(Date.parse(row.at))}</time>{' '}
              {row.what === 'note' ? `${actorOf(row)} noted: ${noteOf(row)}` : trailInWords(row, offices, people)}
            </li>
          ))}
        </ol>
        <h3>What was said</h3>
        <EarlierMessages whole={whole} />
        {said.map((item) => item.kind === 'message' && <SaidThere key={item.id} message={item} customer={name} />)}
      </article>
    </section>
  );
}

const SaidThere = memo(({ message, customer }: { message: Message; customer: string }) => {
  const { by, name, text, at, files } = message;
  return (
    <section className="said">
      <h4>
        {by === 'customer' ? customer : by === 'bot' ? 'Assistant' : name}, {moment.format(at)}
      </h4>
      {by === 'customer' ? <p className="own-words">{text}</p> : <Markdown text={text} />}
      {files.map(({ name, contentUrl }) => (
        <p key={contentUrl}>File: {name}</p>
      ))}
    </section>
  );
});
