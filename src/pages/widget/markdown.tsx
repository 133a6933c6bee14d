// A message's Markdown, drawn by Preact.
import { Fragment, h } from 'preact';
import { useMemo } from 'preact/hooks';
import { drawMarkdown } from '../markdown.ts';

/** Drawn once a text: a long log is drawn anew at each message. */
export function Markdown({ text }: { text: string }) {
  return useMemo(() => h(Fragment, null, ...drawMarkdown(text, h)), [text]);
}
