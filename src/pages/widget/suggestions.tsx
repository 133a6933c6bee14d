// Offers up to three questions above the box while the customer types; nothing typed leaves the page for that.
// A textarea may have no other role than its own (HTML), so the box stays a textbox, which may own a listbox (ARIA 1.2).
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Title, TitleSearch } from '../../rules/title-search.ts';

/** Whoever has written more than a question is not helped by titles. */
const LONGEST = 120;
const LIST = 'suggestions';
const idOf = (index: number) => `suggestion-${index}`;

export interface Suggestions {
  items: Title[];
  /** Where the arrow keys are; -1 in the box. */
  at: number;
  choose(title: Title): void;
  close(): void;
  /** Takes a key that is meant for the list; false where it is meant for the box. */
  takeKey(event: TargetedKeyboardEvent<HTMLTextAreaElement>): boolean;
  /** What the box says to screen readers about the list. */
  attributes: Record<string, string | undefined>;
}

let loading: Promise<TitleSearch | undefined> | undefined;

/** Loads the search, once. Without a connection there is nothing to offer, and a later letter tries again. */
function load(): Promise<TitleSearch | undefined> {
  loading ??= import('./title-list.ts')
    .then(({ loadTitles }) => loadTitles())
    .catch(() => undefined)
    .then((loaded) => {
      if (!loaded) loading = undefined;
      return loaded;
    });
  return loading;
}

/** What is offered for the text; nothing where `isOffered` is false. */
export function useSuggestions(text: string, isOffered: boolean, choose: (title: Title) => void): Suggestions {
  const [search, setSearch] = useState<TitleSearch>();
  const [place, setPlace] = useState({ text: '', at: -1, isClosed: false });
  const isWanted = isOffered && text.trim() !== '' && text.length <= LONGEST && !text.includes('\n');
  const { at, isClosed } = place.text === text ? place : { at: -1, isClosed: false };

  useEffect(() => {
    if (isWanted && !search) void load().then((loaded) => setSearch(() => loaded));
  }, [isWanted, search, text]);

  const items = useMemo(
    () => (isWanted && !isClosed && search ? search(text) : []),
    [isWanted, isClosed, search, text],
  );
  const go = (to: number) => setPlace({ text, at: to, isClosed: false });
  const close = () => setPlace({ text, at: -1, isClosed: true });

  return {
    items,
    at,
    choose,
    close,
    takeKey(event) {
      if (items.length === 0 || event.isComposing || event.shiftKey) return false;
      const chosen = items[at];
      if (event.key === 'ArrowDown') go(at + 1 < items.length ? at + 1 : -1);
      else if (event.key === 'ArrowUp') go(at < 0 ? items.length - 1 : at - 1);
      else if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && chosen) choose(chosen);
      else return false;
      event.preventDefault();
      return true;
    },
    attributes: {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': items.length > 0 ? LIST : undefined,
      'aria-activedescendant': items[at] ? idOf(at) : undefined,
    },
  };
}

export function SuggestionList({ suggestions }: { suggestions: Suggestions }) {
  const { items, at, choose } = suggestions;
  const count = items.length === 1 ? '1 question fits' : `${items.length} questions fit`;
  return (
    <>
      <p class="unseen" role="status">
        {items.length > 0 && `${count}. Arrow keys choose, Enter without them sends what you typed.`}
      </p>
      {items.length > 0 && (
        <div id={LIST} class="suggestions" role="listbox" aria-label="Questions that fit">
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the keys belong to the box, which keeps the focus.
            <div
              key={item.action}
              id={idOf(index)}
              role="option"
              aria-selected={index === at}
              // The box keeps the focus, and a phone its keyboard.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(item)}
            >
              {item.title}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
