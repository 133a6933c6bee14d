// Draws Markdown for any library of elements. Only what is listed here becomes one: no HTML, no pictures, and links lead out of the page.
import { type Node as Mark, Parser } from 'commonmark';

const parser = new Parser();
/** Nobody writes deeper: what is deeper stands there in its words alone. */
const deepest = 20;
const allowed = /^(?:https?:|mailto:|tel:)/i;
/** A bare address in a text: of the web, up to what ends a sentence, or of e-mail. */
const bare = /(https?:\/\/[^\s<]*[^\s<.,:;!?"')\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/i;

/** Preact's `h` or React's `createElement`. */
// biome-ignore lint/suspicious/noExplicitAny: what an element is, only its library knows.
export type MakeElement<Node> = (type: string, props: Record<string, unknown> | null, ...inside: any[]) => Node;
type Drawn<Node> = Node | string;

/** The elements of a text in Markdown. */
export function drawMarkdown<Node>(text: string, make: MakeElement<Node>): Drawn<Node>[] {
  return drawInside(parser.parse(text), make);
}

/** The address if a link or button may lead there, or undefined. */
export function safeAddress(address: string): string | undefined {
  return allowed.test(address) ? address : undefined;
}

function drawInside<Node>(mark: Mark, make: MakeElement<Node>, isLinked = false, depth = 0): Drawn<Node>[] {
  if (depth >= deepest) return [plainWords(mark)];
  const drawn: Drawn<Node>[] = [];
  let words = '';
  // The parser cuts a text at each sign that could mean something: an address is found in the whole.
  const flush = () => {
    drawn.push(...drawWords(words, make, isLinked));
    words = '';
  };
  for (let next = mark.firstChild; next; next = next.next) {
    const said = wordsOf(next);
    if (said !== undefined) {
      words += said;
      continue;
    }
    flush();
    drawn.push(...drawOne(next, make, isLinked, depth + 1));
  }
  flush();
  return drawn;
}

function plainWords(mark: Mark): string {
  const walker = mark.walker();
  let words = '';
  for (let step = walker.next(); step; step = walker.next()) words += step.entering ? (step.node.literal ?? '') : '';
  return words;
}

function wordsOf({ type, literal }: Mark): string | undefined {
  if (type === 'softbreak' || type === 'linebreak') return '\n';
  return type === 'text' ? (literal ?? '') : undefined;
}

function drawWords<Node>(words: string, make: MakeElement<Node>, isLinked: boolean): Drawn<Node>[] {
  const lines = words === '' ? [] : words.split('\n');
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [make('br', null)] : []),
    ...(isLinked ? [line] : line.split(bare).flatMap((part, at) => (at % 2 === 0 ? part : drawBare(part, make)))),
  ]);
}

function drawBare<Node>(address: string, make: MakeElement<Node>): Drawn<Node>[] {
  return drawLink(address.includes('://') ? address : `mailto:${address}`, [address], make);
}

function drawLink<Node>(to: string, inside: Drawn<Node>[], make: MakeElement<Node>): Drawn<Node>[] {
  const address = safeAddress(to);
  if (!address) return inside;
  const out = address.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return [make('a', { href: address, ...out }, ...inside)];
}

function drawOne<Node>(mark: Mark, make: MakeElement<Node>, isLinked: boolean, depth: number): Drawn<Node>[] {
  const inside = drawInside(mark, make, isLinked || mark.type === 'link', depth);
  const wrap = (type: string, props: Record<string, unknown> | null = null) => [make(type, props, ...inside)];
  switch (mark.type) {
    case 'paragraph':
      return mark.parent?.parent?.listTight ? inside : wrap('p');
    // A message is no document: a heading in it would break the page's outline.
    case 'heading':
      return [make('p', null, ...wrap('strong'))];
    case 'strong':
      return wrap('strong');
    case 'emph':
      return wrap('em');
    case 'block_quote':
      return wrap('blockquote');
    case 'code':
      return [make('code', null, mark.literal)];
    case 'code_block':
      return [make('pre', null, make('code', null, mark.literal?.trimEnd()))];
    case 'list':
      if (mark.listType === 'bullet') return wrap('ul');
      return wrap('ol', mark.listStart === 1 ? null : { start: mark.listStart });
    case 'item':
      return wrap('li');
    case 'link':
      return drawLink(mark.destination ?? '', inside, make);
    // HTML stands there as it was written.
    case 'html_inline':
    case 'html_block':
      return [mark.literal ?? ''];
    // Of a picture its words, of a line between paragraphs nothing.
    default:
      return inside;
  }
}
