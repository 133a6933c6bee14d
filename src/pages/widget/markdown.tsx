// Draws the bot's Markdown. Only what is listed here becomes an element: no HTML, no pictures, and links lead out of the page.
import { Marked, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';

const marked = new Marked({ gfm: true, breaks: true });
const allowed = /^(?:https?:|mailto:|tel:)/i;

/** A message's Markdown. Drawn once a text: a long log is drawn anew at each message. */
export function Markdown({ text }: { text: string }) {
  return <>{useMemo(() => draw(marked.lexer(text)), [text])}</>;
}

/** The address if a link or button may lead there, or undefined. */
export function safeAddress(address: string): string | undefined {
  return allowed.test(address) ? address : undefined;
}

function draw(tokens: Token[] | undefined): ComponentChildren {
  return tokens?.map(drawOne);
}

function drawOne(token: Token): ComponentChildren {
  const inside = 'tokens' in token ? draw(token.tokens) : undefined;
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
    case 'checkbox':
      return null;
    case 'paragraph':
      return <p>{inside}</p>;
    // A message is no document: a heading in it would break the page's outline.
    case 'heading':
      return (
        <p>
          <strong>{inside}</strong>
        </p>
      );
    case 'strong':
      return <strong>{inside}</strong>;
    case 'em':
      return <em>{inside}</em>;
    case 'del':
      return <del>{inside}</del>;
    case 'br':
      return <br />;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote>{inside}</blockquote>;
    case 'list':
      return drawList(token as Tokens.List);
    case 'list_item':
      return <li>{inside}</li>;
    case 'link':
      return drawLink(token as Tokens.Link, inside);
    case 'text':
    case 'escape':
      return inside ?? withCharacters(token.text);
    case 'image':
      return token.text;
    // HTML, tables and whatever the parser learns one day stand there as they were written.
    default:
      return token.raw;
  }
}

function drawList({ ordered, start, items }: Tokens.List): ComponentChildren {
  const rows = draw(items);
  if (!ordered) return <ul>{rows}</ul>;
  return start === 1 || start === '' ? <ol>{rows}</ol> : <ol start={start}>{rows}</ol>;
}

function drawLink({ href }: Tokens.Link, inside: ComponentChildren): ComponentChildren {
  const address = safeAddress(href);
  if (!address) return inside;
  const out = address.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a href={address} {...out}>
      {inside}
    </a>
  );
}

/** "&amp;" and the like are the characters they stand for; whatever else the browser's parser could read is taken away. */
function withCharacters(text: string): string {
  if (!text.includes('&')) return text;
  // The point keeps a space at the beginning, which the parser would drop.
  const plain = `.${text.replaceAll('<', '&lt;')}`;
  return new DOMParser().parseFromString(plain, 'text/html').body.textContent?.slice(1) ?? text;
}
