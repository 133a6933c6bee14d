// Searches the knowledge base, and puts an answer into the message, with where it comes from and the day it was checked.
/** @jsxImportSource react */
import { Button, Input, Spinner } from '@fluentui/react-components';
import { Search16Regular } from '@fluentui/react-icons/svg/search';
import { useEffect, useState } from 'react';
import { overdueSince } from '../../rules/checked.ts';
import { dateInWords } from '../../rules/date-words.ts';
import type { FoundAnswer } from './api.ts';
import { Markdown } from './markdown.tsx';
import { useDesk } from './use-desk.ts';

const PAUSE_MS = 250;

export function Answers({ about, insert }: { about: string; insert: (text: string) => void }) {
  const desk = useDesk();
  const [words, setWords] = useState(about.slice(0, 200));
  const [result, setResult] = useState<{ words: string; found: FoundAnswer[]; problem?: string }>();
  const wanted = words.trim();

  useEffect(() => {
    if (!wanted) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      try {
        const found = await desk.requests.answers(wanted);
        if (!isStale) setResult({ words: wanted, found });
      } catch {
        if (!isStale)
          setResult({ words: wanted, found: [], problem: 'The server did not answer. Change a letter to try again.' });
      }
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [desk, wanted]);

  const isBusy = wanted !== '' && result?.words !== wanted;
  const found = wanted ? (result?.found ?? []) : [];
  return (
    <>
      <search>
        <Input
          className="search"
          size="small"
          aria-label="Search the answers"
          placeholder="What the customer asks"
          contentBefore={<Search16Regular aria-hidden />}
          value={words}
          onChange={(_, { value }) => setWords(value)}
        />
      </search>
      {isBusy && <Spinner size="tiny" label="Searching …" />}
      {!isBusy && wanted && found.length === 0 && <p className="quiet">{result?.problem ?? 'No answer fits.'}</p>}
      <ul className="found">
        {found.map((answer) => (
          <li key={answer.id}>
            <h3>{answer.question}</h3>
            <div className="words">
              <Markdown text={answer.text} />
            </div>
            <p className="quiet">{originOf(answer)}</p>
            <Button size="small" onClick={() => insert(withOrigin(answer))}>
              Insert
              <span className="unseen"> {answer.question}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** "Checked June 16, 2026. Source: www.cbp.gov"; `link` draws a source. */
function originOf({ asOf, sources, reviewBy }: FoundAnswer, link = (host: string, _address: string) => host): string {
  const date = dateInWords(asOf);
  // What is no address is the broker's own word.
  const links = sources
    .filter((source) => URL.canParse(source))
    .map((source) => link(new URL(source).hostname, source));
  const list = [...new Set(links)].join(', ');
  return [date && `Checked ${date}.`, reviewBy && overdueSince(reviewBy), list && `Source: ${list}`]
    .filter(Boolean)
    .join(' ');
}

/** The answer as it goes into the message. */
function withOrigin(answer: FoundAnswer): string {
  return [answer.text.trim(), originOf(answer, (host, address) => `[${host}](${address})`)]
    .filter(Boolean)
    .join('\n\n');
}
