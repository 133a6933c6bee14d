// Draws Markdown for any library of elements. Only what is listed here becomes one: no HTML, no pictures, and links lead out of the page.
import { Marked, type Token, type Tokens } from 'marked';

const marked = new Marked({ gfm: true, breaks: true });
const allowed = /^(?:https?:|mailto:|tel:)/i;

/** Preact's `h` or React's `createElement`. */
// biome-ignore lint/suspicious/noExplicitAny: what an element is, only its library knows.
export type MakeElement<Node> = (type: string, props: Record<string, unknown> | null, ...inside: any[]) => Node;
type Drawn<Node> = Node | string | null;

/** The elements of a text in Markdown. */
export function drawMarkdown<Node>(text: string, make: MakeElement<Node>): Drawn<Node>[] {
  return drawAll(marked.lexer(text), make);
}

/** The address if a link or button may lead there, or undefined. */
export function safeAddress(address: string): string | undefined {
  return allowed.test(address) ? address : undefined;
}

function drawAll<Node>(tokens: Token[], make: MakeElement<Node>): Drawn<Node>[] {
  return tokens.flatMap((token) => drawOne(token, make));
}

function drawOne<Node>(token: Token, make: MakeElement<Node>): Drawn<Node> | Drawn<Node>[] {
  const inside = 'tokens' in token && token.tokens ? drawAll(token.tokens, make) : undefined;
  const wrap = (type: string) => make(type, null, ...(inside ?? []));
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
    case 'checkbox':
      return null;
    case 'paragraph':
      return wrap('p');
    // A message is no document: a heading in it would break the page's outline.
    case 'heading':
      return make('p', null, wrap('strong'));
    case 'strong':
    case 'em':
    case 'del':
    case 'blockquote':
      return wrap(token.type);
    case 'br':
      return make('br', null);
    case 'codespan':
      return make('code', null, token.text);
    case 'code':
      return make('pre', null, make('code', null, token.text));
    case 'list':
      return drawList(token as Tokens.List, make);
    case 'list_item':
      return wrap('li');
    case 'link': {
      const address = safeAddress((token as Tokens.Link).href);
      if (!address) return inside ?? [];
      const out = address.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
      return make('a', { href: address, ...out }, ...(inside ?? []));
    }
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

function drawList<Node>({ ordered, start, items }: Tokens.List, make: MakeElement<Node>): Node {
  const rows = drawAll(items, make);
  if (!ordered) return make('ul', null, ...rows);
  return make('ol', start === 1 || start === '' ? null : { start }, ...rows);
}

/** "&amp;" and the like are the characters they stand for; whatever else the browser's parser could read is taken away. */
function withCharacters(text: string): string {
  if (!text.includes('&')) return text;
  // The point keeps a space at the beginning, which the parser would drop.
  const plain = `.${text.replaceAll('<', '&lt;')}`;
  return new DOMParser().parseFromString(plain, 'text/html').body.textContent?.slice(1) ?? text;
}
