// The box to search in: by number, name or text.
/** @jsxImportSource react */
import { Button, Input } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { Search16Regular } from '@fluentui/react-icons/svg/search';
import { useRef } from 'react';
import { useKeys } from './keys.ts';

export function SearchField({ words, change }: { words: string; change: (words: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => box.current?.focus() });
  return (
    <search>
      <Input
        className="search"
        input={{ ref: box }}
        size="small"
        aria-label="Search all cases"
        placeholder="Number, name or words"
        value={words}
        maxLength={100}
        contentBefore={<Search16Regular aria-hidden />}
        contentAfter={
          words ? (
            <Button
              appearance="transparent"
              size="small"
              icon={<Dismiss16Regular />}
              aria-label="Clear the search"
              onClick={() => {
                change('');
                box.current?.focus();
              }}
            />
          ) : undefined
        }
        onChange={(_, { value }) => change(value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !words) return;
          event.preventDefault();
          change('');
        }}
      />
    </search>
  );
}
