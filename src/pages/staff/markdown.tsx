// A message's Markdown, drawn by React.
/** @jsxImportSource react */
import { createElement, Fragment, memo, type ReactNode } from 'react';
import { drawMarkdown } from '../markdown.ts';

export const Markdown = memo(({ text }: { text: string }) =>
  createElement(Fragment, null, ...drawMarkdown<ReactNode>(text, createElement)),
);
