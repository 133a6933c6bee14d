// Our own pages, as texts name them: by a path, which becomes an address where the server is known.

/** The page that checks a file for CAPE. */
export const capeCheckPage = '/chat/cape-check';

const link = /\[([^\]\n]+)\]\((\/chat\/[\w-]+)\)/g;

/** The Markdown with whole addresses below `origin`; without one, with the words of the links alone. */
export function leadToPages(text: string, origin: string | null): string {
  return text.replace(link, (_, words: string, path: string) => (origin ? `[${words}](${origin}${path})` : words));
}
