// The history of a case: everything that was done and said, to read, to print, to keep as a file.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { Print20Regular } from '@fluentui/react-icons/svg/print';
import { useRef } from 'react';
import type { HandoffWhole } from './api.ts';
import { Markdown } from './markdown.tsx';
import { saveAsFile } from './save-as-file.ts';
import { itemsOf } from './talk-items.ts';
import { useDeskState } from './use-desk.ts';
import { actorOf, nameOf, noteOf, officeName, trailInWords } from './words.ts';

export function History({ whole }: { whole: HandoffWhole }) {
  const offices = useDeskState((state) => state.offices);
  const people = useDeskState((state) => state.people);
  const page = useRef<HTMLElement>(null);
  const { number, about, customer, trail, earlier } = whole;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // With the date: it may be read on paper, years later.
  const moment = (at: number) => new Date(at).toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'short' });
  const said = itemsOf({ ...whole, trail: [] });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="history" tabIndex={0} aria-label="History">
      <div className="history-actions">
        <Button icon={<Print20Regular />} onClick={() => window.print()}>
          Print
        </Button>
        <Button
          icon={<ArrowDownload20Regular />}
          onClick={() => saveAsFile(`case-${number}.html`, `Case ${number}`, page.current?.innerHTML ?? '')}
        >
          Download
        </Button>
      </div>
      <article ref={page}>
        <h3>
          Case {number}: {nameOf(whole)}
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
              <time dateTime={row.at}>{moment(Date.parse(row.at))}</time>{' '}
              {row.what === 'note' ? `${actorOf(row)} noted: ${noteOf(row)}` : trailInWords(row, offices, people)}
            </li>
          ))}
        </ol>
        <h3>What was said</h3>
        {earlier && <p className="quiet">Only the newest messages are shown.</p>}
        {said.map((item) =>
          item.kind !== 'message' ? null : (
            <section key={item.id} className="said">
              <h4>
                {item.by === 'customer' ? nameOf(whole) : item.by === 'bot' ? 'Assistant' : item.name},{' '}
                {moment(item.at)}
              </h4>
              {item.by === 'customer' ? <p className="own-words">{item.text}</p> : <Markdown text={item.text} />}
              {item.files.map(({ name, contentUrl }) => (
                <p key={contentUrl}>File: {name}</p>
              ))}
            </section>
          ),
        )}
      </article>
    </section>
  );
}
