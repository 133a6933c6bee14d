// Writes HTML whose every part is escaped, unless it is HTML itself.

/** HTML that was written here; never made of words that came from elsewhere. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Part[] | undefined | false;

/** HTML with parts in it: words are escaped, HTML and lists of it stand as they are, nothing is nothing. */
export function html(pieces: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: pieces.map((piece, index) => piece + write(parts[index])).join('') };
}

function write(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part !== 'object') return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return 'html' in part ? part.html : part.map(write).join('');
}
