// A list of cases, with its search; rows are links, so that a middle click opens a case in a tab of its own.
/** @jsxImportSource react */
import { Button, Select, Spinner } from '@fluentui/react-components';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { HandoffSummary } from './api.ts';
import { CaseRow } from './case-row.tsx';
import { keep, read } from './keep.ts';
import { useKeys } from './keys.ts';
import { byOffice, casesOf, type Group } from './lists.ts';
import { go, type List } from './place.ts';
import { SearchField } from './search-field.tsx';
import { useDeskState } from './use-desk.ts';
import { useClosed, useSearch } from './use-found.ts';

const OFFICE = 'office';
/** So many rows of an office are drawn at once. */
const MOST_ROWS = 100;

const titles: Record<List, string> = {
  queue: 'Queue',
  mine: 'Mine',
  messages: 'Messages',
  closed: 'Closed',
  unanswered: 'Unanswered',
};
const empty: Record<List, string> = {
  queue: 'Nobody waits.',
  mine: 'You have no open case. Claim one in the queue.',
  messages: 'No message waits.',
  closed: 'Nothing is closed yet.',
  unanswered: '',
};

export function CaseList({ list, open }: { list: List; open: number | null }) {
  const cases = useDeskState((state) => state.cases);
  const me = useDeskState((state) => state.me);
  const offices = useDeskState((state) => state.offices);
  const isLoaded = useDeskState((state) => state.isLoaded);
  const [office, setOffice] = useState(() => read<string>(OFFICE) ?? '');
  const [words, setWords] = useState('');
  const place = useRef<HTMLElement>(null);
  const closed = useClosed(list === 'closed');
  const search = useSearch(words);

  const shown = useMemo(() => {
    if (search.found) return search.found;
    return casesOf(list, list === 'closed' ? closed.cases : cases.values(), me, office || undefined);
  }, [search.found, list, closed.cases, cases, me, office]);
  const isGrouped = !search.found && (list === 'queue' || list === 'messages');
  const groups: Group[] = isGrouped
    ? byOffice(shown, offices, me?.office)
    : [{ office: null, title: search.found ? 'Found' : titles[list], cases: shown }];

  const rows = () => [...(place.current?.querySelectorAll<HTMLAnchorElement>('a.case') ?? [])];
  /** Moves by so many rows: the focus where it is in the list, else what is open. */
  function move(by: number, from: number): void {
    const all = rows();
    const row = all[Math.min(all.length - 1, Math.max(0, from + by))];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }
  const indexOfOpen = () => rows().findIndex((row) => row.getAttribute('aria-current') === 'true');
  const indexOfFocus = () => rows().indexOf(document.activeElement as HTMLAnchorElement);
  const step = (by: number) => () => {
    move(by, indexOfFocus() >= 0 ? indexOfFocus() : indexOfOpen());
    if (document.activeElement instanceof HTMLAnchorElement) document.activeElement.click();
  };
  useKeys({ j: step(1), k: step(-1) });

  function onKey(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || indexOfFocus() < 0) return;
    event.preventDefault();
    move(by, indexOfFocus());
  }

  const isBusy = search.isBusy || (list === 'closed' ? closed.isBusy : !isLoaded);
  return (
    <section className="list" aria-label={titles[list]} ref={place} onKeyDown={onKey}>
      <div className="list-head">
        <h2>{titles[list]}</h2>
        <SearchField words={words} change={setWords} />
        {!search.found && list !== 'mine' && offices.length > 1 && (
          <Select
            aria-label="Office"
            size="small"
            value={office}
            onChange={(_, { value }) => {
              keep(OFFICE, value || undefined);
              setOffice(value);
            }}
          >
            <option value="">All offices</option>
            {offices.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </div>
      <div className="rows">
        {groups.map((group) => (
          <Rows key={group.office ?? ''} group={group} list={list} open={open} hasTitle={isGrouped} />
        ))}
        {isBusy && <Spinner size="small" label="Loading …" />}
        {!isBusy && shown.length === 0 && <p className="quiet">{search.found ? 'Nothing was found.' : empty[list]}</p>}
        {list === 'closed' && !search.found && closed.hasMore && (
          <Button appearance="subtle" disabled={closed.isBusy} onClick={closed.more}>
            Show older cases
          </Button>
        )}
      </div>
      <EscapeToList open={open} list={list} />
    </section>
  );
}

function Rows({ group, list, open, hasTitle }: { group: Group; list: List; open: number | null; hasTitle: boolean }) {
  const offices = useDeskState((state) => state.offices);
  const [most, setMost] = useState(MOST_ROWS);
  const waiting = group.cases.filter(({ status }) => status === 'waiting').length;
  const office = offices.find(({ id }) => id === group.office);
  const shown = group.cases.slice(0, most);
  // Whatever is open stays in view, however long the list grows.
  const current = group.cases.find(({ number }) => number === open);
  if (current && !shown.includes(current)) shown.push(current);
  return (
    <>
      {hasTitle && (
        <h3 className="office">
          {group.title}
          <span>
            {office && !office.open && 'closed now, '}
            {waiting} waiting
          </span>
        </h3>
      )}
      <ul>
        {shown.map((one: HandoffSummary) => (
          <li key={one.number}>
            <CaseRow one={one} list={list} isOpen={one.number === open} hasOffice={!hasTitle} />
          </li>
        ))}
      </ul>
      {group.cases.length > most && (
        <Button appearance="subtle" onClick={() => setMost(most + MOST_ROWS)}>
          Show more of {group.cases.length}
        </Button>
      )}
    </>
  );
}

/** Escape leads from a case back to its row. */
function EscapeToList({ open, list }: { open: number | null; list: List }) {
  useEffect(() => {
    if (open === null) return;
    const onKey = ({ key, defaultPrevented, target }: globalThis.KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented || document.querySelector('dialog[open]')) return;
      if (target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return target.blur();
      go({ list });
      requestAnimationFrame(() => document.getElementById(`case-${open}`)?.focus());
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open, list]);
  return null;
}
